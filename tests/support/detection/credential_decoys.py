"""What looks like a credential and is none, as mail and attachments are full of it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable

from tests.support.detection.credential_rows import drawn

Decoy = Callable[[random.Random], str]


def _encoded(rng: random.Random, size: int) -> str:
    return base64.b64encode(rng.randbytes(size)).decode("ascii")


def _package_lock(rng: random.Random) -> str:
    return (
        f'"node_modules/{drawn(rng, "<c8>")}": {{\n  "version": "1.{rng.randint(0, 30)}.0",\n  "resolved": "https://registry.example.org/'
        f'jsonwebtoken/-/jsonwebtoken-9.0.{rng.randint(0, 9)}.tgz",\n '
        f' "integrity": "sha512-{_encoded(rng, 64)}"\n}}'
    )


def _certificate(rng: random.Random) -> str:
    body = "MIIDXTCCAkWgAwIBAgIJ" + drawn(rng, "<b1100>")
    return (
        "-----BEGIN CERTIFICATE-----\n"
        + "\n".join(body[n : n + 64] for n in range(0, len(body), 64))
        + "\n-----END CERTIFICATE-----"
    )


def _dkim(rng: random.Random) -> str:
    return (
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=corp.test; s=selector1;\r\n"
        " h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;\r\n"
        f" bh={_encoded(rng, 32)}; b={_encoded(rng, 128)}"
    )


def _data_uri(rng: random.Random) -> str:
    return (
        f'<img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA{_encoded(rng, 400)}" alt="token icon" />'
    )


def _minified(rng: random.Random) -> str:
    names = [drawn(rng, "<L1>") for _ in range(12)]
    return (
        "!function("
        + ",".join(names)
        + "){"
        + ";".join(f"var {n}={n}||{{token:{n}.token,password:{n}.password,apiKey:{n}.k}}" for n in names)
        + "}(window)"
    )


def _tracking(rng: random.Random) -> str:
    return (
        f"https://click.news.corp.test/ls/click?upn={drawn(rng, '<w180>')}-2B{drawn(rng, '<w60>')}"
        f"&utm_source=newsletter&utm_id={drawn(rng, '<d12>')}"
    )


def _safe_link(rng: random.Random) -> str:
    return (
        "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.corp.test%2F&data=05%7C02%7Canna%40corp.test%7C"
        f"{drawn(rng, '<h32>')}%7C{drawn(rng, '<h32>')}%7C0%7C0"
        f"%7C638{drawn(rng, '<d15>')}%7CUnknown%7CTWFpbGZsb3d8&sdata={drawn(rng, '<a43>')}%3D&reserved=0"
    )


def _shift(form: str) -> Decoy:
    return lambda rng: drawn(rng, form)


def _either(*texts: str) -> Decoy:
    return lambda rng: drawn(rng, rng.choice(texts))


DECOYS: list[Decoy] = [
    # Hashes, checksums and identifiers of builds
    _package_lock,
    _shift("    --hash=sha256:<h64> \\\n    --hash=sha256:<h64>"),
    _shift('[[package]]\nname = "tokenizers"\nversion = "0.20.<d1>"\nchecksum = "<h64>"'),
    _shift(
        "github.com/golang-jwt/jwt/v5 v5.2.<d1> h1:<b43>=\ngithub.com/golang-jwt/jwt/v5"
        " v5.2.<d1>/go.mod h1:<b43>="
    ),
    _shift("commit <h40>\nAuthor: Anna <anna@corp.test>\n\n    Rotate the API key of the token service"),
    _shift("<h64>  secrets-operator-1.2.<d1>.tar.gz"),
    _shift("MD5 (token-service.zip) = <h32>\nSHA1: <h40>"),
    _shift("image: registry.corp.test/auth/token-service@sha256:<h64>"),
    _shift("build id: <h20>, build number 2026.<d4>.<d2>, revision <h12>"),
    _shift('ETag: "<h32>"\nX-Request-Id: <U>\nX-Amz-Request-Id: <u16>\nCF-Ray: <h16>-FRA'),
    # UUIDs
    _shift("Correlation id: <U>"),
    _shift('<Project Sdk="x"><ProjectGuid>{<U>}</ProjectGuid></Project>'),
    _shift("https://portal.corp.test/tenants/<U>/items/<U>?view=full"),
    _shift('tenant_id = "<U>"\nsubscription_id = "<U>"'),
    # Mail
    _dkim,
    _shift("Message-ID: <<u10>.<a22>@<u14>.eurprd05.prod.outlook.com>"),
    _shift('Content-Type: multipart/mixed; boundary="_000_<H16>AM<d1>PR05MB<d4>eurp_"'),
    _shift("ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none; b=<b340>=="),
    _shift("X-MS-Exchange-CrossTenant-Id: <U>\nX-Microsoft-Antispam-Message-Info: <b200>=="),
    _shift("Thread-Index: AQH<b20>==\nX-Originating-IP: [10.1.2.3]"),
    _safe_link,
    _tracking,
    # Public keys and certificates
    _certificate,
    _shift("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ<b340> anna@laptop"),
    _shift("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI<b43> deploy@ci"),
    _shift(
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA<b64>\n<b64>\n-----END"
        " PUBLIC KEY-----"
    ),
    _shift("SHA256:<b43> fingerprint of the host key; MD5:<h2>:<h2>:<h2>:<h2>"),
    _shift(
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE<b64>\n<b64>\n=<b4>\n-----END PGP SIGNATURE-----"
    ),
    _shift("[Peer]\nPublicKey = <b43>=\nAllowedIPs = 10.0.0.0/24"),
    # Placeholders
    _either(
        "password=changeme",
        "password: <your-password>",
        "PASSWORD=********",
        "password = 'password'",
        "pwd=xxxxxxxx",
        "Password: [REDACTED]",
    ),
    _either(
        "API_KEY=your-api-key-here",
        "api_key: <insert your key>",
        'apiKey = "YOUR_API_KEY"',
        "API_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ),
    _either(
        "token: ${GITHUB_TOKEN}",
        "password: {{ .Values.db.password }}",
        "password: $DB_PASSWORD",
        "SECRET=%SECRET%",
        "token: ${{ secrets.NPM_TOKEN }}",
    ),
    _either(
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key"
        " = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    ),
    _either(
        "Authorization: Bearer <token>",
        "Authorization: Bearer $TOKEN",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "curl -u user:password https://api.corp.test",
    ),
    _either(
        "postgres://user:password@localhost/db",
        "mongodb://<user>:<password>@host/db",
        "redis://:${REDIS_PASSWORD}@cache:6379",
        "https://user:pass@example.com",
    ),
    _either(
        "xoxb-your-token-here",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-ant-api03-...",
    ),
    _either(
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n<your key>\n-----END RSA PRIVATE KEY-----",
    ),
    _either(
        "Server=myserver;Database=mydb;User Id=myuser;Password={your_password};",
        "AccountName=name;AccountKey=<account-key>;",
    ),
    # Code that reads, declares or talks about secrets
    _either(
        'password = os.environ["DB_PASSWORD"]',
        "token = os.getenv('API_TOKEN')",
        "const key = process.env.STRIPE_SECRET_KEY;",
        "password = getpass.getpass()",
    ),
    _either(
        "password: str | None = None",
        'String password = request.getParameter("password");',
        "private String apiKey;",
        "def login(user: str, password: str) -> Token:",
    ),
    _either(
        "if (password !== confirmPassword) {",
        "user.password = hashPassword(req.body.password);",
        "assert token == response.json()['token']",
        "var password = document.getElementById('pw1').value",
    ),
    _either(
        "self.api_key = settings.SERVICE_API_KEY",
        "client = Client(token=config.token, secret=config.secret)",
        "secret: vault:secret/data/erp#password",
    ),
    _either(
        "tokenizer = AutoTokenizer.from_pretrained('bert-base-multilingual-cased')",
        "max_tokens: 4096, eos_token: '<|endoftext|>'",
        "next_page_token=CAUQAA<a24>",
    ),
    _either(
        '<input type="password" name="password" placeholder="Enter your password" />',
        '"password": "Passwort eingeben"',
        "label.password=Mot de passe",
        '"password_hint": "At least 8 characters"',
    ),
    _either(
        "PASSWORD_MIN_LENGTH=12",
        "password_reset_timeout = 3600",
        "token_expiry: 86400",
        "PasswordPolicy: MinLength=14;Complexity=true",
    ),
    _either("csrf_token: <h32>", '<input type="hidden" name="csrf_token" value="<h40>" />'),
    # Letters about passwords
    _either(
        "Please change your password before Friday.",
        "The password is the same as last year.",
        "Ihr Passwort ist abgelaufen.",
        "Passwort: siehe separate Mail",
        "I will send the password by text message.",
    ),
    _either(
        "Votre mot de passe est personnel.",
        "La contraseña es obligatoria.",
        "A senha é pessoal e intransferível.",
        "пароль: отправлю отдельно",
        "密码：请联系管理员",
        "パスワードは別途お送りします。",
    ),
    _either(
        "Password requirements: 12 characters, 1 digit, 1 symbol",
        "Password: minimum 8 characters",
        "password (case-sensitive): required",
        "Password expires: 2026-04-01",
    ),
    _either(
        "User: the sales team\nPassword policy: see intranet",
        "Login: https://portal.corp.test/login\nPassword: forgotten?",
        "The key is under the mat, and the secret is a good dough.",
    ),
    # Other strings that look random
    _data_uri,
    _minified,
    _shift("#<h6> #<h6> #<h3> rgba(12, 40, 200, .5) linear-gradient(#<h6>, #<h6>)"),
    _shift("Order <u10>, invoice RE-2026-<d6>, tracking 1Z<u16>, container MSKU<d7>"),
    _shift("IBAN DE<d20>, BIC COBADEFFXXX, Ref <u18>"),
    _shift("VIN WVWZZZ1JZ<u8>, serial number SN-<u12>, licence plate B-AB <d4>"),
    _shift("https://www.youtube.com/watch?v=<w11>&list=PL<w32>"),
    _shift("https://docs.google.com/document/d/1<w43>/edit?usp=sharing"),
    _shift(
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_<a48>%40thread.v2/0?context=%7b%22Tid%22%3a%22<U>%22%7d"
    ),
    _shift("https://corp.sharepoint.com/:w:/r/sites/team/_layouts/15/Doc.aspx?sourcedoc=%7B<U>%7D&e=<a6>"),
    _shift(
        "arn:aws:iam::<d12>:role/secret-reader and arn:aws:secretsmanager:eu-west-1:<d12>:secret:prod/db-<a6>"
    ),
    _shift("DOI 10.1016/j.cose.2026.<d6>, arXiv:2601.<d5>, ISBN 978-3-16-<d6>-0"),
    _shift("0x<h40> is the contract; transaction 0x<h64>"),
    _shift("Meeting ID: <d3> <d4> <d4>"),
    lambda rng: "\n".join(
        drawn(rng, "<d2>:<d2>:<d2> INFO request=<h16> trace=<h32> span=<h16> user=42 ms=<d3>")
        for _ in range(4)
    ),
    lambda rng: hashlib.sha512(rng.randbytes(8)).hexdigest(),
    lambda rng: json.dumps(
        {
            "id": drawn(rng, "<h24>"),
            "_id": drawn(rng, "<h24>"),
            "etag": drawn(rng, "<a12>"),
            "cursor": drawn(rng, "<w60>"),
        }
    ),
]
