"""Credentials that are more than one string: checksums, connection strings, files, letters.

Each is written from the source in its docstring or comment, with values by lot.
"""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections.abc import Callable

from tests.support.detection.credential_rows import drawn

Maker = Callable[[random.Random], str]

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def octets(rng: random.Random, size: int) -> str:
    """Base64 of some octets by lot."""
    return base64.b64encode(rng.randbytes(size)).decode("ascii")


def url(text: str) -> str:
    """Base64 as it stands in a query."""
    return text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def with_checksum(rng: random.Random, prefix: str) -> str:
    """GitHub Engineering (2021): thirty characters, and their CRC-32 in base 62, six digits."""
    secret = drawn(rng, "<a30>")
    number, check = zlib.crc32(secret.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        check = _BASE62[digit] + check
    return prefix + secret + check


def password(rng: random.Random) -> str:
    """As people and generators choose them: by lot, or words with figures and a sign."""
    words = (
        "Sommer",
        "Winter",
        "Falcon",
        "Berlin",
        "Orange",
        "Madrid",
        "Tiger",
        "Kaffee",
        "Venezia",
        "Bicycle",
    )
    return rng.choice(
        (
            drawn(rng, "<a10-14>") + rng.choice("!#%*?+7"),
            f"{rng.choice(words)}{rng.randint(1990, 2030)}{rng.choice('!#*?')}",
            f"{rng.choice(words)}-{rng.choice(words)}-{rng.randint(10, 99)}",
            f"{rng.choice(words).lower()}{rng.choice('#$_!')}{rng.choice(words)}{rng.randint(1, 99)}",
            drawn(rng, "<L4>") + rng.choice("!#$%&*") + drawn(rng, "<d3>") + drawn(rng, "<L3>"),
        )
    )


def encoded_json(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def jwt(rng: random.Random, **claims: object) -> str:
    """RFC 7519, section 3; RFC 7515, appendix A."""
    algorithm = rng.choice(("HS256", "RS256", "ES256"))
    size = {"HS256": 43, "RS256": 342, "ES256": 86}[algorithm]
    header = encoded_json({"alg": algorithm, "typ": "JWT"})
    payload = encoded_json({"sub": drawn(rng, "<U>"), "exp": 1893456000 + rng.randrange(9999), **claims})
    return f"{header}.{payload}.{drawn(rng, f'<w{size}>')}"


def pem(rng: random.Random, label: str, first: str, lines: int, headers: str = "") -> str:
    """RFC 7468, section 2: lines of 64 characters, the last one shorter."""
    body = first + drawn(rng, f"<b{64 * lines - len(first) - 10}>") + "=="
    rows = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join(
        [f"-----BEGIN {label}-----", *([headers, ""] if headers else []), *rows, f"-----END {label}-----"]
    )


def _private_key(rng: random.Random) -> str:
    return rng.choice(
        (
            lambda: pem(rng, "RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA", 25),
            lambda: pem(rng, "PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", 25),
            lambda: pem(rng, "EC PRIVATE KEY", "MHcCAQEEI", 3),
            lambda: pem(
                rng,
                "OPENSSH PRIVATE KEY",
                "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt",
                6,
            ),
            lambda: pem(rng, "ENCRYPTED PRIVATE KEY", "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQww", 25),
            lambda: pem(
                rng,
                "RSA PRIVATE KEY",
                "",
                25,
                f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{drawn(rng, '<H32>')}",
            ),
            lambda: (
                '"key": "'
                + pem(rng, "PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", 25).replace("\n", "\\n")
                + '"'
            ),
        )
    )()


def _signed(rng: random.Random, start: str) -> str:
    # "Create a service SAS": signed fields, then sig: HMAC-SHA-256 in base64, percent-encoded.
    return (
        f"{start}?sv=2023-11-03&st=2026-01-01T00%3A00%3A00Z&se=2030-01-01T00"
        f"%3A00%3A00Z&sr=b&sp=r&sig={url(octets(rng, 32))}"
    )


def _identifiable(rng: random.Random, size: int, mark: str, tail: int, padding: str) -> str:
    # Microsoft security-utilities: a mark of four characters within the base64, four to six behind it.
    return drawn(rng, f"<b{size}>") + mark + drawn(rng, f"<b{tail}>") + padding


def _service_account(rng: random.Random) -> str:
    key = {
        "type": "service_account",
        "project_id": "billing-" + drawn(rng, "<d6>"),
        "private_key_id": drawn(rng, "<h40>"),
        "private_key": pem(rng, "PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", 25) + "\n",
        "client_email": "reports@billing.iam.gserviceaccount.com",
    }
    return json.dumps(key, indent=rng.choice((None, 2)))


def _kubernetes(rng: random.Random) -> str:
    value = base64.b64encode(password(rng).encode()).decode()
    return (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace:"
        f" erp\ntype: Opaque\ndata:\n  password: {value}\n"
    )


def _docker_config(rng: random.Random) -> str:
    auth = base64.b64encode(f"deploy:{password(rng)}".encode()).decode()
    return json.dumps(
        {"auths": {"https://index.docker.io/v1/": {"auth": auth}}}, indent=rng.choice((None, 2))
    )


def _ppk(rng: random.Random) -> str:
    return (
        "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: rsa-key-20260115\nPublic-Lines: 6\n"
        + "\n".join(drawn(rng, "<b64>") for _ in range(6))
        + "\nPrivate-Lines: 14\n"
        + "\n".join(drawn(rng, "<b64>") for _ in range(14))
        + f"\nPrivate-MAC: {drawn(rng, '<h40>')}\n"
    )


def _pkcs12(rng: random.Random) -> str:
    # PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo (pkcs7-data) }
    head = bytes.fromhex("308209") + rng.randbytes(1) + bytes.fromhex("020103308209") + rng.randbytes(1)
    head += (
        bytes.fromhex("06092a864886f70d010701a08209")
        + rng.randbytes(1)
        + bytes.fromhex("048209")
        + rng.randbytes(1)
    )
    return "keystore: " + base64.b64encode(head + rng.randbytes(900)).decode()


def _cisco(rng: random.Random) -> str:
    return rng.choice(
        (
            f"enable secret 5 $1${drawn(rng, '<a4>')}${drawn(rng, '<a22>')}",
            f"username admin privilege 15 secret 9 $9${drawn(rng, '<a14>')}${drawn(rng, '<a43>')}",
            f"username ops password 7 {rng.randint(10, 15)}{drawn(rng, '<H16>')}",
        )
    )


def _hash(rng: random.Random) -> str:
    return rng.choice(
        (
            f"webadmin:$apr1${drawn(rng, '<a8>')}${drawn(rng, '<a22>')}",
            f"root:$6${drawn(rng, '<a16>')}${drawn(rng, '<a86>')}:19722:0:99999:7:::",
            f"jdoe:$2y$10${drawn(rng, '<a53>')}",
            f"www:{{SHA}}{octets(rng, 20)}",
            f"deploy:$y$j9T${drawn(rng, '<a22>')}${drawn(rng, '<a43>')}:19800:0:99999:7:::",
        )
    )


def _general_password(rng: random.Random) -> str:
    secret = password(rng)
    return rng.choice(
        (
            f"The password for the archive is {secret}",
            f"Das Passwort für den Zugang lautet {secret}",
            f"Passwort: {secret}",
            f"Le mot de passe est {secret}",
            f"Mot de passe : {secret}",
            f"La contraseña es {secret}",
            f"Contraseña: {secret}",
            f"A senha é {secret}",
            f"Senha: {secret}",
            f"пароль: {secret}",
            f"Ваш пароль - {secret}",
            f"密码：{secret}",
            f"パスワードは「{secret}」です。",
            f"비밀번호: {secret}",
            f"Wachtwoord: {secret}",
            f"Hasło: {secret}",
            f"DB_PASSWORD={secret}",
            f'password = "{secret}"',
            f"'password' => '{secret}',",
            f'"password": "{secret}"',
            f"spring.datasource.password={secret}",
            f'<add key="SmtpPassword" value="{secret}" />',
            f"<password>{secret}</password>",
            f"deploy.sh --user ops --password '{secret}'",
            f"sshpass -p '{secret}' ssh ops@db1.corp.test",
            f'$pw = ConvertTo-SecureString "{secret}" -AsPlainText -Force',
            f"| Password | {secret} |",
            f"The admin password was changed to {secret}",
        )
    )


def _login(rng: random.Random) -> str:
    secret, user = password(rng), rng.choice(("jdoe", "m.schmidt", "svc_backup", "anna@corp.test"))
    return rng.choice(
        (
            f"Username: {user}\nPassword: {secret}",
            f"User: {user} Password: {secret}",
            f"Login: {user}\r\nPasswort: {secret}",
            f"Benutzername: {user}, Passwort: {secret}",
            f"Identifiant : {user}\nMot de passe : {secret}",
            f"Usuario: {user}\nContraseña: {secret}",
            f"Usuário: {user} / Senha: {secret}",
            f"логин: {user}\nпароль: {secret}",
            f"用户名：{user} 密码：{secret}",
            f"ユーザー名: {user}\nパスワード: {secret}",
            f'"username": "{user}", "password": "{secret}"',
            f"user={user};password={secret}",
            f"username is {user} and the password is {secret}",
            f"db_user: {user}\ndb_password: {secret}",
        )
    )


def _key(rng: random.Random) -> str:
    return rng.choice(
        (
            f'API_KEY = "{drawn(rng, "<a32>")}"',
            f"client_secret: {drawn(rng, '<w40>')}",
            f'"access_token": "{drawn(rng, "<w64>")}"',
            f"auth-token={drawn(rng, '<h40>')}",
            f"$apiSecret = '{drawn(rng, '<a24>')}';",
            f"private_key: {drawn(rng, '<h64>')}",
            f"Our API key is {drawn(rng, '<a36>')}",
            f"SECRET={drawn(rng, '<w48>')}",
        )
    )


def _symmetric(rng: random.Random) -> str:
    return rng.choice(
        (
            f'encryption_key = "{octets(rng, 32)}"',
            f"AES_KEY={drawn(rng, '<h64>')}",
            f"hmac_secret: {octets(rng, 64)}",
            f'"masterKey": "{octets(rng, 32)}"',
            f"The encryption key is {drawn(rng, '<h64>')}",
        )
    )


def _header(rng: random.Random) -> str:
    basic = base64.b64encode(f"deploy:{password(rng)}".encode()).decode()
    return rng.choice(
        (
            f"Authorization: Bearer {drawn(rng, '<w48>')}",
            f"curl -H 'Authorization: Bearer {drawn(rng, '<a40>')}' https://api.corp.test",
            f"Authorization: Basic {basic}",
            f'"Authorization": "Basic {basic}"',
            f"headers = {{'Authorization': 'Token {drawn(rng, '<h40>')}'}}",
            f"X-Api-Key: {drawn(rng, '<a40>')}",
            f"PRIVATE-TOKEN: {drawn(rng, '<w20>')}",
        )
    )


def _sql(rng: random.Random) -> str:
    secret = drawn(rng, "<a12>") + "!"
    return rng.choice(
        (
            f"Server=sql01.corp.test;Database=erp;User Id=app;Password={secret};",
            (
                "Data Source=10.1.2.3;Initial Catalog=erp;Integrated Security=False"
                f";User ID=app;Password={secret}"
            ),
            (
                f"Driver={{ODBC Driver 18 for SQL Server}};Server=sql01;Database=erp"
                f";Uid=app;Pwd={secret};Encrypt=yes"
            ),
        )
    )


def _url(scheme: str, port: int) -> Maker:
    return lambda rng: f"{scheme}://erp:{drawn(rng, '<a10-20>')}@db{rng.randint(1, 9)}.corp.test:{port}/erp"


def _connection(form: str, size: int) -> Maker:
    return lambda rng: drawn(rng, form).replace("{}", octets(rng, size))


def _form(form: str) -> Maker:
    return lambda rng: drawn(rng, form)


# What a text of ours must contain, and nothing else: sources by row.
MAKERS: dict[str, Maker] = {
    # GitHub: token formats; npm: access tokens.
    **{
        name: (lambda rng, prefix=prefix: f"GITHUB_TOKEN={with_checksum(rng, prefix)}")  # type: ignore[misc]
        for name, prefix in (
            ("github_personal_token", "ghp_"),
            ("github_oauth_token", "gho_"),
            ("github_app_user_token", "ghu_"),
            ("github_app_installation_token", "ghs_"),
            ("github_refresh_token", "ghr_"),
        )
    },
    "npm_access_token": lambda rng: f"//registry.example.org/:_authToken={with_checksum(rng, 'npm_')}",
    # AWS STS: GetSessionToken.
    "aws_session_token": _form("aws_session_token = IQoJb3JpZ2luX2Vj<b300-600>"),
    "gcp_service_account_key": _service_account,
    "kubernetes_secret": _kubernetes,
    "docker_config_auth": _docker_config,
    "ansible_vault_password": lambda rng: (
        f"ANSIBLE_VAULT_PASSWORD={drawn(rng, '<a10>')}!{drawn(rng, '<d3>')}"
    ),
    "snmp_community": _form("rwcommunity <a12>7"),
    "gitlab_session_cookie": _form("Cookie: _gitlab_session=<h32>; path=/"),
    "nuget_config_password": lambda rng: f'<add key="ClearTextPassword" value="{password(rng)}" />',
    # Sidekiq Enterprise: BUNDLE_ENTERPRISE__CONTRIBSYS__COM, or gems.contribsys.com in a Gemfile.
    "sidekiq_secret": lambda rng: drawn(
        rng,
        rng.choice(
            ("BUNDLE_ENTERPRISE__CONTRIBSYS__COM=<h8>:<h8>", "https://<h8>:<h8>@gems.contribsys.com/")
        ),
    ),
    "freemius_secret_key": _form("'public_key' => 'pk_<a29>',\n'secret_key' => 'sk_<a29>',"),
    "grafana_api_key": lambda rng: (
        "GRAFANA_KEY="
        + base64.b64encode(
            json.dumps({"k": drawn(rng, "<a32>"), "n": "ci", "id": 1}, separators=(",", ":")).encode()
        ).decode()
    ),
    "mapbox_api_token": lambda rng: (
        "mapboxgl.accessToken ="
        f" 'pk.{encoded_json({'u': 'corp-maps', 'a': drawn(rng, '<l25>')})}.{drawn(rng, '<w22>')}';"
    ),
    "elastic_api_key": lambda rng: (
        "ELASTIC_API_KEY=" + base64.b64encode(drawn(rng, "<w20>:<w22>").encode()).decode()
    ),
    "snowflake_password": lambda rng: f"SNOWFLAKE_PASSWORD={drawn(rng, '<a10>')}#{drawn(rng, '<d2>')}",
    # Databases: libpq, MySQL, MongoDB, RabbitMQ, JDBC documentation.
    "postgres_url": _url("postgresql", 5432),
    "mysql_url": _url("mysql", 3306),
    "mongodb_url": _url("mongodb", 27017),
    "redis_url": _url("redis", 6379),
    "amqp_url": _url("amqp", 5672),
    "database_url": _url("mssql+pymssql", 1433),
    "jdbc_password": lambda rng: (
        f"jdbc:mysql://db1.corp.test:3306/erp?user=erp&password={drawn(rng, '<a14>')}"
    ),
    "sql_server_connection_string": _sql,
    "pgpass_entry": lambda rng: f"db1.corp.test:5432:erp:app:{password(rng)}",
    # Keys.
    "private_key": _private_key,
    "x509_private_key": lambda rng: pem(rng, "RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA", 25),
    "ssh_private_key": lambda rng: pem(
        rng, "OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB", 6
    ),
    "pgp_private_key": lambda rng: pem(rng, "PGP PRIVATE KEY BLOCK", "lQOYBG", 20, "Version: GnuPG v2"),
    "putty_private_key": _ppk,
    "age_secret_key": _form("# created: 2026-01-15\nAGE-SECRET-KEY-1<q58>\n"),
    "pkcs12_archive": _pkcs12,
    "wireguard_private_key": lambda rng: (
        f"[Interface]\nPrivateKey = {octets(rng, 32)}\nAddress = 10.0.0.2/32"
    ),
    "json_web_private_key": _form(
        '{"kty":"EC","crv":"P-256","kid":"<w11>","x":"<w43>","y":"<w43>","d":"<w43>"}'
    ),
    "crypt_password_hash": _hash,
    "ntlm_hash": _form("CORP\\svc_backup:1107:aad3b435b51404eeaad3b435b51404ee:<h32>:::"),
    "netrc_entry": lambda rng: f"machine api.corp.test\n  login deploy\n  password {password(rng)}\n",
    "git_credentials": _form("https://build:<a24>@github.com"),
    "totp_secret": _form("otpauth://totp/Corp:anna?secret=<232>&issuer=Corp&digits=6"),
    "cisco_ios_password": _cisco,
    "rails_master_key": _form("RAILS_MASTER_KEY=<h32>"),
    "framework_secret_key": lambda rng: rng.choice(
        (
            f"SECRET_KEY = '{drawn(rng, '<l38>')}%(@{drawn(rng, '<l8>')}'",
            f"APP_KEY=base64:{octets(rng, 32)}",
            f"JWT_SECRET={drawn(rng, '<a48>')}",
        )
    ),
    # Generic.
    "json_web_token": lambda rng: f"token: {jwt(rng, scope='read')}",
    "json_web_token_encoded": lambda rng: "state=" + base64.b64encode(jwt(rng).encode()).decode(),
    "general_password": _general_password,
    "user_login_credentials": _login,
    "client_secret_api_key": _key,
    "general_symmetric_key": _symmetric,
    "http_authorization_header": _header,
    "curl_credentials": lambda rng: (
        f"curl -s -u 'deploy:{drawn(rng, '<a14>')}' https://repo.corp.test/upload"
    ),
    "basic_auth_url": lambda rng: f"git clone https://ci:{drawn(rng, '<a20>')}@scm.corp.test/erp.git",
    # Azure: Microsoft Learn, by the name of the service.
    "azure_storage_account_key": _connection(
        "DefaultEndpointsProtocol=https;AccountName=corp<d3>;AccountKey={};EndpointSuffix=core.windows.net",
        64,
    ),
    "azure_storage_account_key_generic": _connection("STORAGE_KEY={}", 64),
    "azure_storage_account_access_key": lambda rng: f"key: {_identifiable(rng, 76, '+ASt', 5, 'A==')}",
    "azure_document_db_key": _connection(
        "AccountEndpoint=https://corp.documents.azure.com:443/;AccountKey={};", 64
    ),
    "azure_cosmos_db_key": _connection("COSMOS_DB_KEY: {}", 64),
    "azure_batch_key": _connection("account=https://corp.westeurope.batch.azure.com key={}", 64),
    "azure_ml_web_service_key": _connection(
        (
            "POST https://europewest.services.azureml.net/workspaces/<h32>/services/<h32>/execute\nAuthorization:"
            " Bearer {}"
        ),
        64,
    ),
    "azure_iot_connection_string": _connection(
        "HostName=corp.azure-devices.net;DeviceId=pump-<d2>;SharedAccessKey={}", 32
    ),
    "azure_iot_key": _connection("IOTHUB_DEVICE_KEY={}", 32),
    "azure_service_bus_connection_string": _connection(
        "Endpoint=sb://corp.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={}",
        32,
    ),
    "azure_service_bus_sas": lambda rng: (
        "SharedAccessSignature sr=https%3A%2F%2Fcorp.servicebus.windows.net"
        f"%2Fq&sig={url(octets(rng, 32))}&se=1893456000&skn=send"
    ),
    "azure_sas": lambda rng: _signed(rng, "https://corp.table.core.windows.net/orders"),
    "azure_storage_sas": lambda rng: _signed(rng, "https://corp.blob.core.windows.net/out/report.csv"),
    "azure_storage_sas_high_risk": lambda rng: _signed(
        rng, "https://corp.blob.core.windows.net/deploy/setup.ps1"
    ),
    "azure_logic_app_sas": _form(
        "https://prod-17.westeurope.logic.azure.com:443/workflows/<h32>/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=<w43>"
    ),
    "azure_webhook_token": _form("https://<U>.webhook.we.azure-automation.net/webhooks?token=<a43>%3d"),
    "azure_signalr_key": _connection(
        "Endpoint=https://corp.service.signalr.net;AccessKey={};Version=1.0;", 32
    ),
    "azure_event_grid_key": _connection(
        "curl -H 'aeg-sas-key: {}' https://corp.westeurope-1.eventgrid.azure.net/api/events", 32
    ),
    "azure_function_key": _form("https://corp-fn.azurewebsites.net/api/invoice?code=<w44>AzFu<w6>=="),
    "azure_container_registry_key": lambda rng: (
        f"docker login corp.azurecr.io -u corp -p {_identifiable(rng, 42, '+ACR', 6, '')}"
    ),
    "azure_devops_token": lambda rng: drawn(
        rng, rng.choice(("AZURE_DEVOPS_EXT_PAT=<352>", "token: <a76>AZDO<a4>"))
    ),
    "azure_devops_app_secret": _form("vsts app client_secret=<352>"),
    "azure_ad_client_secret": _form("AZURE_CLIENT_SECRET=<a3>8Q~<w34>"),
    "azure_bot_app_secret": _form('"MicrosoftAppId": "<U>",\n"MicrosoftAppPassword": "<a3>8Q~<w34>"'),
    "azure_bot_framework_secret": _form("DIRECT_LINE_SECRET: directline <w11>.<w43>"),
    "azure_search_key": lambda rng: drawn(
        rng,
        rng.choice(
            (
                "https://corp.search.windows.net/indexes?api-version=2023-11-01\napi-key: <H32>",
                "SEARCH_KEY=<a42>AzSe<a6>",
            )
        ),
    ),
    "azure_cognitive_services_key": _form(
        "curl https://westeurope.api.cognitive.microsoft.com/ -H 'Ocp-Apim-Subscription-Key: <h32>'"
    ),
    "azure_identifiable_key": _form("AZURE_OPENAI_API_KEY=<a52>JQQJ99B<u13>AAAB<a8>"),
    "azure_maps_key": _form(
        "https://atlas.microsoft.com/search/address/json?api-version=1.0&subscription-key=<w43>&query=Bonn"
    ),
    "bing_maps_key": _form("https://dev.virtualearth.net/REST/v1/Locations?q=Bonn&key=A<w63>"),
    "azure_redis_connection_string": _connection(
        "corp.redis.cache.windows.net:6380,password={},ssl=True,abortConnect=False", 32
    ),
    "azure_redis_password": lambda rng: f"REDIS_KEY={drawn(rng, '<a33>')}AzCa{drawn(rng, '<a6>')}=",
    "azure_sql_connection_string": lambda rng: (
        "Server=tcp:corp.database.windows.net,1433;Initial Catalog=erp"
        f";User ID=app;Password={drawn(rng, '<a14>')};Encrypt=True;"
    ),
    "azure_iaas_database_connection_string": lambda rng: (
        "Server=corp.mysql.database.azure.com;Port=3306;Database=erp"
        f";Uid=app@corp;Pwd={drawn(rng, '<a14>')};SslMode=Preferred;"
    ),
    "azure_publish_settings_password": _form(
        '<publishProfile profileName="corp" userName="$corp" userPWD="<a60>" />'
    ),
    "azure_app_service_password": _form("https://$corp:<a60>@corp.scm.azurewebsites.net/corp.git"),
    "azure_management_certificate": _form(
        '<Subscription Id="<U>" ManagementCertificate="MIIKDAIBAzCCCcwGCSqGSIb3DQEHAaCC<b900>" />'
    ),
    "azure_ad_user_credentials": lambda rng: f"svc.sync@corp.onmicrosoft.com\nPassword: {password(rng)}",
    "azure_ad_access_token": lambda rng: (
        f"Authorization: Bearer {jwt(rng, iss='https://sts.windows.net/' + drawn(rng, '<U>') + '/', aud='https://graph.microsoft.com')}"
    ),
    "asp_net_machine_key": _form(
        '<machineKey validationKey="<H128>" decryptionKey="<H64>" validation="SHA1" decryption="AES" />'
    ),
}
