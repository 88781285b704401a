"""Whether what stands behind "password" is one: neither a word, nor a type, nor the name of a variable."""

from __future__ import annotations

import re

from skygw.detect.validators.credential_decoys import (
    is_code,
    is_file_name,
    is_reference,
    periodic,
    placeholder,
    published,
    runs,
)
from skygw.detect.validators.credential_forms import decoded

_SYMBOLS = frozenset("!@#$%^&*+=?~|\\:;<>{}()[]§€£°")
_EDGES = "!@#$%^&*+=?~|\\:;<>{}()[]\"'`.,-_/"

# What stands behind "password:" in forms, code, translations and manuals, and is not one.
_WORDS = frozenset((
    "password", "passwort", "passwd", "pass", "pwd", "kennwort", "secret", "geheim", "user", "username",
    "root", "admin", "administrator", "guest", "test", "testing", "demo", "changeme", "default", "none",
    "null", "nil", "undefined", "true", "false", "yes", "no", "empty", "blank", "string", "str", "text",
    "bool", "int", "integer", "number", "varchar", "char", "byte", "bytes", "object", "any", "unknown",
    "void", "optional", "required", "mandatory", "invalid", "incorrect", "wrong", "missing", "forgotten",
    "forgot", "reset", "change", "changed", "expired", "expires", "hidden", "masked", "encrypted",
    "hashed", "hash", "plain", "plaintext", "vault", "env", "ref", "sub", "sha1", "sha256", "sha512",
    "md5", "bcrypt", "argon2", "scrypt", "pbkdf2", "md5crypt", "base64", "utf8", "utf-8", "postgres",
    "mysql", "mariadb", "mongo", "mongodb", "redis", "rabbitmq", "oracle", "sa", "foo", "bar", "baz",
    "foobar", "secret123", "password1", "password123", "passw0rd", "p@ssw0rd", "p@ssword", "pass123",
    "test123", "test1234", "abc123", "admin123", "letmein", "123456", "654321", "111111", "000000",
    "112233", "123123", "121212", "xyz", "xyzzy", "xxx", "abc", "qwerty", "qwertz", "azerty", "hunter2",
    "swordfish", "opensesame", "username:password", "user:pass", "user:password", "login:password", "2fa",
    "mfa", "sso", "otp", "contraseña", "contrasena", "senha", "пароль", "密码", "パスワード",
))  # fmt: skip
_LETTERS_AND_JOINTS = re.compile(r"[^\W\d]+(?:[-_./'’][^\W\d]+)*[!?.]*\Z")
_NUMBERS = re.compile(r"[\d.,:/\-+]+%?\Z")
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\Z")
_MEASURE = re.compile(
    r"\d{1,5}[-+]?"
    r"(?:x|st|nd|rd|th|ms|px|em|pt|k|kb|mb|gb|bits?|bytes?|h|min|sec|chars?|characters?|digits?|letters?"
    r"|symbols?|times|seconds?|minutes?|hours?|days?|weeks?|months?|years?|zeichen|ziffern|stellen|tage?n?"
    r"|stunden|wochen|monate|jahre"
    r"|caract[eè]res|jours|heures|mois|caracteres|d[ií]as|horas)\Z"
)
_SNAKE = re.compile(r"[a-z]+(?:_[a-z]+)+\d?\Z|[A-Z]+(?:_[A-Z]+)+\d?\Z")
_ESCAPED_END = re.compile(r"\\[nrt]")
_SETTING = re.compile(r"\W*[A-Za-z_]+=\Z", re.ASCII)
_VERSION = re.compile(r"(?:\d{1,3}:)?v?\d+(?:\.\d+)+(?:[-+~.]\w+)*\Z")
_MASKED = re.compile(r"(.)\1{3}|[<{]\w*[>}]|\A[LICBU]\{\w+")


def password(value: str) -> bool:
    """Six characters or more that are no word and no code: a digit, a symbol, or odd capitals."""
    if not 6 <= len(value) <= 128 or decoy(value):
        return False
    if value.isdigit():
        return True
    return not _LETTERS_AND_JOINTS.match(value) or _odd_capitals(value)


def strong_password(value: str) -> bool:
    """As :func:`password`, eight characters or more of three kinds: small, capital, digit, other."""
    return len(value) >= 8 and _kinds(value) >= 3 and password(value)


def any_password(value: str) -> bool:
    """What stands where only a password can stand (URLs, netrc, command lines): anything but a decoy."""
    return 4 <= len(value) <= 256 and not decoy(value) and len(set(value)) >= 3


def decoy(value: str) -> bool:
    """Whether ``value`` is a word, type, placeholder, variable, date, address or name of a file."""
    value = _ESCAPED_END.split(value, maxsplit=1)[0]
    folded = value.casefold()
    bare = folded.strip(_EDGES)
    if not bare or bare in _WORDS or folded in _WORDS or _MASKED.search(value):
        return True
    if placeholder(value) if len(value) >= 12 else _placeholder(value):
        return True
    if is_reference(value) or is_file_name(value) or "://" in value or "()" in value:
        return True
    if not value.isdigit() and _NUMBERS.match(value):
        return True
    if value.startswith(("-", "(", "[")) or _SETTING.match(value) or _VERSION.match(value):
        return True
    if _MAIL.match(value) or _MEASURE.match(folded) or _SNAKE.match(value):
        return True
    # "Password123!" is one, "newPassword" and "passwordLength" are not.
    return is_code(value) and not (_kinds(value) >= 3 and any(c.isdigit() or c in _SYMBOLS for c in value))


def _placeholder(value: str) -> bool:
    # Of short passwords "Sommer123456" is a real one: only a row from end to end is not.
    stem = value.strip(_EDGES)
    return (
        periodic(value) or published(value) or (runs(stem) and len(stem) <= 10) or placeholder(stem.lower())
    )


def _odd_capitals(value: str) -> bool:
    inner = value[1:]
    return (
        inner.lower() != inner
        and inner.upper() != inner
        and re.search(r"[A-Z]{2}[a-z]|[a-z][A-Z][a-z][A-Z]", value) is not None
    )


def _kinds(value: str) -> int:
    return (
        any(c.islower() for c in value)
        + any(c.isupper() for c in value)
        + any(c.isdigit() for c in value)
        + any(not c.isalnum() for c in value)
    )


def basic(value: str) -> bool:
    """Base64 of ``user:password`` (RFC 7617) with a password that is no decoy."""
    octets = decoded(value)
    if octets is None or published(value):
        return False
    try:
        user, colon, secret = octets.decode("utf-8").partition(":")
    except UnicodeDecodeError:
        return False
    return bool(user and colon) and user.isprintable() and secret.isprintable() and any_password(secret)


def crypt_hash(value: str) -> bool:
    """A hashed password of a password file: salted, so no placeholder and not one character over and over."""
    return len(set(value)) >= 8 and not placeholder(value.rpartition("$")[2])


def encoded_value(value: str) -> bool:
    """A value of a Kubernetes Secret: base64 of something that is no decoy."""
    octets = decoded(value)
    if octets is None or len(octets) < 4:
        return False
    text = octets.decode("latin-1").strip()
    return len(text) >= 4 and not decoy(text)
