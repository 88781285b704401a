"""Messages in files, and what openssl and gpg sign, encrypt and pack.

Every message has a text, a workbook, and fields with words.
"""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import base64
import mailbox
import shutil
import subprocess
from email import policy
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path

from tests.support.corpus.made import Made, mark, marks
from tests.support.corpus.texts import workbook

PROGRAMS = {"openssl": "openssl", "gpg": "gpg"}
PLACES = marks("subject body html nested name")
_ENTITY = marks("body nested name")


def missing(program: str) -> str:
    """Why ``program`` cannot be called, or the empty string."""
    return "" if shutil.which(program) else f"{program} is not installed (Debian: apt-get install {PROGRAMS[program]})"


def message(form: EmailPolicy = policy.SMTP) -> EmailMessage:
    """The message that stands in all of them."""
    made = EmailMessage(policy=form)
    made["From"], made["To"] = "ann@contoso.example", "bob@fabrikam.example"
    made["Subject"] = mark("subject")
    made["Message-ID"] = "<1@contoso.example>"
    made["Date"] = "Tue, 24 Nov 2026 10:00:00 +0000"
    made.set_content(f"Here is {mark('body')}.\n")
    made.add_alternative(f"<p>{mark('html')}</p>\n", subtype="html")
    kind = {"maintype": "application", "subtype": "octet-stream"}
    made.add_attachment(workbook(mark("nested")), filename=f"{mark('name')}.xlsx", **kind)
    return made


def plain(folder: Path) -> list[Made]:
    """eml, mbox, mht by the standard library; calendar and card as programs write them."""
    octets = message().as_bytes()
    box = mailbox.mbox(str(folder / "box.mbox"))
    for _ in range(2):
        box.add(message(policy.default))
    box.close()
    page = EmailMessage(policy=policy.SMTP)
    page["From"], page["Subject"], page["MIME-Version"] = "Saved by a browser", mark("subject"), "1.0"
    page.set_content(f"<html><body><p title='{mark('attribute')}'>{mark('body')}</p></body></html>", subtype="html")
    page.make_related()
    page.add_related(workbook(mark("nested")), "application", "octet-stream", cid="<book>", filename="book.xlsx")
    coded = base64.b64encode(workbook(mark("nested"))).decode()
    calendar = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", f"SUMMARY:{mark('subject')[:4]}", f" {mark('subject')[4:]}",
        f"DESCRIPTION:a\\n{mark('body')}", f"LOCATION:{mark('location')}", f"ATTENDEE;CN={mark('guest')}:mailto:a@b.example",
        "BEGIN:VALARM", f"DESCRIPTION:{mark('alarm')}", "END:VALARM",
        f"ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=application/octet-stream:{coded[:40]}",
        *(f" {coded[at : at + 60]}" for at in range(40, len(coded), 60)), "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    card = "\r\n".join([
        "BEGIN:VCARD", "VERSION:4.0", f"FN:{mark('body')}", f"NOTE:{mark('note')[:5]}", f" {mark('note')[5:]}",
        f"ORG:{mark('company')};x", f"KEY:data:application/octet-stream;base64,{base64.b64encode(workbook(mark('nested'))).decode()}",
        "END:VCARD", "",
    ])  # fmt: skip
    return [
        Made("mail.eml", octets, "Python", PLACES),
        Made("box.mbox", (folder / "box.mbox").read_bytes(), "Python", PLACES),
        Made("page.mht", page.as_bytes(), "Python", marks("subject attribute body nested")),
        Made("meeting.ics", calendar.encode(), "by hand", marks("subject body location guest alarm nested")),
        Made("card.vcf", card.encode(), "by hand", marks("body note company nested")),
    ]


def _run(folder: Path, *command: str, given: bytes = b"") -> bytes:
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, check=True, timeout=60).stdout


def by_openssl(folder: Path) -> list[Made]:
    """CMS: signed in both ways, encrypted, compressed where it is built in; a file signed as it is."""
    _run(folder, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
         "-subj", "/CN=ann@contoso.example", "-days", "2")  # fmt: skip
    entity = message()
    for name in ("From", "To", "Subject", "Message-ID", "Date", "MIME-Version"):
        del entity[name]
    octets = entity.as_bytes()

    def cms(*switches: str, form: str = "DER", given: bytes = octets) -> bytes:
        return _run(folder, "openssl", "cms", *switches, "-outform", form, given=given)

    signer = ("-sign", "-signer", "cert.pem", "-inkey", "key.pem", "-binary")
    rows = [
        Made("opaque.p7m", cms(*signer, "-nodetach"), "openssl", _ENTITY, note="signed"),
        Made("opaque-pem.p7m", cms(*signer, "-nodetach", form="PEM"), "openssl", _ENTITY, note="signed, PEM"),
        Made("opaque-stream.p7m", cms(*signer, "-nodetach", "-stream"), "openssl", _ENTITY, note="signed, BER"),
        Made("opaque.eml", cms(*signer, "-nodetach", form="SMIME"), "openssl", _ENTITY, note="signed"),
        Made("clear.eml", cms(*signer, form="SMIME"), "openssl", _ENTITY, note="clear-signed"),
        Made("smime.p7s", cms(*signer), "openssl", (), "none", "detached signature"),
        Made("book.xlsx.p7m", cms(*signer, "-nodetach", given=workbook(mark("nested"))), "openssl", ("nested",), note="a signed file"),
    ]  # fmt: skip
    for name, cipher in (("enveloped", "-aes-256-cbc"), ("authenveloped", "-aes-256-gcm"), ("old", "-des3")):
        locked = cms("-encrypt", cipher, "-binary", "-recip", "cert.pem")
        rows.append(Made(f"{name}.p7m", locked, "openssl", (), "encrypted"))
    rows.append(Made("enveloped.eml", cms("-encrypt", "-aes256", "-recip", "cert.pem", form="SMIME"), "openssl", (), "encrypted"))
    twice = cms("-encrypt", "-aes256", "-binary", "-recip", "cert.pem", given=cms(*signer, form="SMIME"))
    rows.append(Made("both.p7m", twice, "openssl", (), "encrypted", "signed, then encrypted"))
    enciphered = _run(folder, "openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-k", "secret", given=octets)
    rows.append(Made("openssl.enc", enciphered, "openssl", (), "encrypted"))
    try:
        rows.append(Made("packed.p7m", cms("-compress", "-binary"), "openssl", _ENTITY, note="compressed"))
    except subprocess.CalledProcessError:
        pass  # not built in
    return rows


def by_gpg(folder: Path) -> list[Made]:
    """OpenPGP: by a password, to a key, signed in clear, signed as a packet; each in both forms."""
    home = folder / "gnupg"
    home.mkdir(mode=0o700)
    gpg = ("gpg", "--homedir", str(home), "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "")
    _run(folder, *gpg, "--quick-gen-key", "ann@contoso.example", "ed25519", "sign,cert", "never")
    print_of = _run(folder, *gpg, "--list-keys", "--with-colons").decode().split("fpr:::::::::")[1].split(":")[0]
    _run(folder, *gpg, "--quick-add-key", print_of, "cv25519", "encr", "never")
    text = f"{mark('body')}\n".encode() * 20
    locked = (*gpg[:-1], "secret", "--symmetric")
    to_key = (*gpg, "--trust-model", "always", "--recipient", print_of, "--encrypt")
    rows = [
        Made("password.gpg", _run(folder, *locked, given=text), "gpg", (), "encrypted"),
        Made("password.asc", _run(folder, *locked, "--armor", given=text), "gpg", (), "encrypted"),
        Made("key.gpg", _run(folder, *to_key, given=text), "gpg", (), "encrypted"),
        Made("key.asc", _run(folder, *to_key, "--armor", given=text), "gpg", (), "encrypted"),
        Made("clear.txt.asc", _run(folder, *gpg, "--clearsign", given=text), "gpg", ("body",), note="signed in clear"),
        Made("signed.gpg", _run(folder, *gpg, "--sign", given=text), "gpg", (), "unsupported", "signed and compressed"),
        Made("signed.asc", _run(folder, *gpg, "--sign", "--armor", given=text), "gpg", (), "encrypted", "not told from encrypted"),
        Made("detached.sig", _run(folder, *gpg, "--detach-sign", given=text), "gpg", (), "none"),
    ]  # fmt: skip
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)
    return rows
