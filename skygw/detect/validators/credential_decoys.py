"""What stands where a secret would stand, and is none: placeholders, references, names of code.

A value that one of these takes for a decoy is dropped whatever its form; so each asks for evidence that a
random string has less than once in a few thousand times.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(
    r"[<\[{(%$#@]*[<{]"  # <your-key>  {{ key }}  ${KEY}  #{key}  %{key}
    r"|\$\(|%\(|\$[A-Za-z_]\w*\Z|\$env:|%[A-Za-z_]\w*%|%[sdv]\Z|__\w+__\Z",
    re.IGNORECASE,
)
_MASK = re.compile(
    r"\*{3}|\.{3}|\u2026|\u2022{2}|\u25cf{2}|[xX]{4}|([^\W_])\1{5}|0{5}|#{3}|-{4}|_{4}|\?{3}", re.ASCII
)
_WORDS = re.compile(
    r"example|sample|dummy|place.?holder|change.?(?:me|this|it)|your.?(?:own|api|key|tok|pass|sec|acc|user|cli)"
    r"|(?:\A|[_\-.])your(?:\Z|[_\-.])|my.?secret|redacted|removed|masked|hidden|replace|insert|enter.?(?:your|the)"
    r"|foobar|notreal|not.?a.?real|invalid|unused|obfuscat|lorem|deadbeef|cafebabe|(?:_|-|\b)here\Z|to.?be.?(?:set|filled)"
    r"|put.?(?:your|the)|(?:\A|[_\-])(?:fake|mock|todo|fixme|tbd|test.?only)(?:\Z|[_\-])|beispiel|ejemplo|exemple|exemplo"
    r"|geheim.?hier|ihr.?passwort|votre.?(?:mot|cle)|tu.?contrase",
    re.IGNORECASE,
)
_ROWS = (
    "0123456789abcdefghijklmnopqrstuvwxyz", "1234567890", "zyxwvutsrqponmlkjihgfedcba9876543210",
    "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "0987654321",
    "fedcba9876543210", "abcdef0123456789", "abcdef1234567890", "1q2w3e4r5t6y7u8i", "a1b2c3d4e5f6g7h8i9j0",
)  # fmt: skip
_RUN = 7
_RUNS = frozenset(row[start : start + _RUN] for row in _ROWS for start in range(len(row) - _RUN + 1))

# Values that documentation prints over and over (without their prefixes).
_PUBLISHED = frozenset(
    (
        "4eC39HqLyjWDarjtT1zdp7dc",  # Stripe's test account
        "tGN0bIwXnHdwOa85VABjPdSn8nWY7G7I",  # likewise
        "123e4567-e89b-12d3-a456-426614174000",  # articles about UUIDs
        "550e8400-e29b-41d4-a716-446655440000",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",  # RFC 4122, section 3
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",  # RFC 4122, appendix C
        "d41d8cd98f00b204e9800998ecf8427e",  # MD5, SHA-1, SHA-256 of nothing
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "5f4dcc3b5aa765d61d8327deb882cf99",  # MD5 of "password"
        "2YotnFZFEjr1zCsicMWpAA",  # RFC 6749, sections 4 and 5
        "tGzv3JOkF0XG5Qx2TlKWIA",
        "SplxlOBeZQQYbYS6WxSbIA",
        # The keys of the emulators of Azure Storage and Cosmos DB.
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",  # RFC 7617, section 2
        "YWxhZGRpbjpvcGVuc2VzYW1l",
        "dXNlcm5hbWU6cGFzc3dvcmQ=",
        "dXNlcjpwYXNzd29yZA==",
        "dXNlcjpwYXNz",
    )
)
_TAIL = re.compile(r"[A-Za-z0-9+/=\-]+\Z")

# Words of programs: a random string of 40 letters and digits contains one of them once in ten thousand.
_CODE = re.compile(
    r"token|secret|passwor|passwd|value|string|config|param|object|default|encod|decod|header|input|error|public"
    r"|private|custom|client|server|access|field|label|button|image|module|funct|return|undefined|number|buffer"
    r"|respon|request|resource|secur|storage|manager|service|account|create|delete|update|select|index|query"
    r"|schema|option|handler|factory|provider|session|context|message|content|version|user_|_user|username|instance|helper"
    r"|attrib|element|validat|authen|authoriz|crede|envir|variable|lambda|bucket|kubern|docker|settings|charac|chars\b"
    r"|digits|letters|minimum|maximum|zeichen|caract|length|require|correct|expire|format|script|style|class_|_class",
    re.IGNORECASE,
)
_EXTENSIONS = re.compile(
    r"\.(?:py|js|mjs|ts|tsx|jsx|json|ya?ml|toml|ini|cfg|conf|txt|md|rst|html?|css|scss|png|jpe?g|gif|svg|ico|webp|pdf"
    r"|docx?|xlsx?|pptx?|csv|xml|zip|gz|tgz|tar|bz2|7z|exe|dll|so|jar|war|java|go|rs|rb|php|cs|cpp|sh|bat|ps1|sql|log"
    r"|pem|key|crt|cer|p12|pfx|lock|map|woff2?|ttf|eot|mp[34]|com|org|net|io|dev|local|internal)\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    # self.password  req.body.pass
    r"[A-Za-z_$&*@!][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+(?:-|[(\[;,].*)?\Z"
    r"|[A-Za-z_$&*@!][\w$.]*[(\[]"  # getenv("X")  form["x"]  String[]
    r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z"  # DB_PASSWORD
    r"|[$@:&*][a-z_]\w*\Z"  # $password  @password  :password
    r"|\$[A-Za-z_]\w*\Z|%[A-Z_]+%|!(?:vault|ref|sub|env|secret|include|getatt|importvalue)\b"
    # what is kept elsewhere
    r"|(?:arn|secretsmanager|vault|op|ssm|keyvault|env|file|https?|ref|bao|awssm|gcpsm|kms|sops|data):"
    r"|(?:@Microsoft\.KeyVault|ENC\[|\$ANSIBLE_VAULT|AQICAH)",
    re.ASCII,
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")


def placeholder(value: str) -> bool:
    """Whether ``value`` was written to be replaced, masks something, or is a row of the keyboard."""
    return bool(
        _MARKUP.match(value)
        or (value.endswith("}") and "{" in value)
        or (value.endswith(">") and "<" in value)
        or _MASK.search(value)
        or _WORDS.search(value)
        or runs(value)
        or periodic(value)
        or published(value)
    )


def runs(value: str) -> bool:
    """Whether seven characters in a row follow the alphabet, the digits or a keyboard's row, either way."""
    folded = value.lower()
    return any(folded[start : start + _RUN] in _RUNS for start in range(len(folded) - _RUN + 1))


def periodic(value: str) -> bool:
    """Whether ``value`` is a block of at most eight characters over and over (``abcabcabc``)."""
    return any(value[period:] == value[:-period] for period in range(1, min(8, len(value) // 2) + 1))


def published(value: str) -> bool:
    """Whether ``value``, or what follows its prefix, is printed in documentation for all to copy."""
    if value in _PUBLISHED:
        return True
    tail = _TAIL.search(value)
    return tail is not None and tail[0] in _PUBLISHED


def is_code(value: str) -> bool:
    """Whether ``value`` contains a word that programs are made of."""
    return _CODE.search(value) is not None


def is_file_name(value: str) -> bool:
    """Whether ``value`` ends as names of files and hosts do, or is a path."""
    return _EXTENSIONS.search(value) is not None or value.startswith(("/", "./", "../", "~/", "\\\\", "C:\\"))


def is_reference(value: str) -> bool:
    """Whether ``value`` names the place where the secret is kept: a variable, a call, a vault."""
    return _REFERENCE.match(value) is not None


def is_uuid(value: str) -> bool:
    """Whether ``value`` has the form of RFC 9562, section 4."""
    return _UUID.match(value) is not None
