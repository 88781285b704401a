"""Labelled values that no single country has: cards, IBAN, BIC, contact, networks, dates of birth, wallets.

For each data identifier a maker of values and one of decoys, none of which knows our validators: Faker,
python-stdnum, libphonenumber's examples, the standard library, and numbers that issuers publish for tests.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
import random
import uuid
from collections.abc import Callable, Iterable

import phonenumbers
from faker import Faker
from stdnum import bitcoin, luhn
from stdnum import iban as stdnum_iban

Make = Callable[[random.Random], str]

VALUES: dict[str, Make] = {}
DECOYS: dict[str, Make] = {}
SOURCES: dict[str, str] = {}

LANGUAGES: dict[str, tuple[str, ...]] = {"": ("en", "de", "fr", "es", "it", "nl", "pl", "pt")}
"""Languages by the beginning of a type's name: these types are of everywhere."""

SENTENCES: dict[str, list[str]] = {
    "en": [
        "Hello Mark, as promised here is the {keyword}: {value}. Please process it before noon.",
        "The {keyword} on file reads {value}, can you confirm that it is still current?",
        "She left us her {keyword} ({value}) when she called this morning.",
        "For the booking use {keyword} {value}; I will send the rest tomorrow.",
        "{keyword}\t{value}\nstatus\topen",
    ],
    "de": [
        "Hallo Frau Schneider, wie besprochen: {keyword} {value}. Bitte heute noch erledigen.",
        "Im System steht als {keyword} noch {value}, stimmt das so?",
        "Der Kunde hat uns {keyword} {value} am Telefon genannt.",
        "{keyword}: {value}\nStatus: offen",
        "Bitte übernehmen Sie {keyword} ({value}) in die Akte; Danke und viele Grüße, Jens",
    ],
    "fr": [
        "Bonjour Claire, comme convenu voici : {keyword} {value}. Merci de traiter cela avant midi.",
        "Nous avons noté {keyword} {value}, pouvez-vous confirmer ?",
        "Le client nous a donné {keyword} ({value}) ce matin au téléphone.",
        "{keyword} : {value}\nÉtat : ouvert",
    ],
    "es": [
        "Hola Marta, como acordamos: {keyword} {value}. Por favor, tramítalo hoy.",
        "En la ficha figura {keyword} {value}, ¿sigue siendo correcto?",
        "La clienta nos dejó {keyword} ({value}) esta mañana.",
        "{keyword}: {value}\nEstado: abierto",
    ],
    "it": [
        "Ciao Paolo, come d'accordo: {keyword} {value}. Ti prego di procedere entro oggi.",
        "Nella scheda risulta {keyword} {value}, è ancora valido?",
        "La cliente ci ha lasciato {keyword} ({value}) stamattina.",
        "{keyword}: {value}\nStato: aperto",
    ],
    "nl": [
        "Hallo Kees, zoals afgesproken: {keyword} {value}. Graag vandaag verwerken.",
        "In het dossier staat {keyword} {value}, klopt dat nog?",
        "De klant gaf ons vanochtend {keyword} ({value}) door.",
        "{keyword}: {value}\nStatus: open",
    ],
    "pl": [
        "Cześć Tomku, zgodnie z umową: {keyword} {value}. Proszę załatwić to dzisiaj.",
        "W kartotece widnieje {keyword} {value}, czy to aktualne?",
        "Klientka podała nam rano {keyword} ({value}).",
        "{keyword}: {value}\nStan: otwarte",
    ],
    "pt": [
        "Olá Joana, conforme combinado: {keyword} {value}. Agradeço que trates disto hoje.",
        "Na ficha consta {keyword} {value}, ainda está correto?",
        "A cliente deixou-nos {keyword} ({value}) esta manhã.",
        "{keyword}: {value}\nEstado: aberto",
    ],
}


def _add(name: str, source: str, value: Make, decoy: Make) -> None:
    VALUES[name], DECOYS[name], SOURCES[name] = value, decoy, source


def _seeded(fake: Faker, rng: random.Random) -> Faker:
    fake.seed_instance(rng.getrandbits(48))
    return fake


_ENGLISH = Faker("en_US")


def everyday(rng: random.Random) -> str:
    """What stands in business mail and looks like something: numbers of orders, parcels, articles, builds."""
    return rng.choice(
        [
            f"PO-{rng.randrange(2019, 2027)}-{rng.randrange(10**5):05}",
            f"4500{rng.randrange(10**6):06}",
            "RE" + f"{rng.randrange(10**8):08}",
            f"1Z{rng.randrange(10**6):06}03{rng.randrange(10**8):08}",
            _broken(f"00340434{rng.randrange(10**12):012}"),
            str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            hashlib.sha256(rng.randbytes(8)).hexdigest(),
            hashlib.sha1(rng.randbytes(8)).hexdigest(),  # noqa: S324 - what git shows
            f"v{rng.randrange(1, 20)}.{rng.randrange(30)}.{rng.randrange(20)}",
            f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.2026 {rng.randrange(24):02}:{rng.randrange(60):02}",
            f"978-3-{rng.randrange(10, 90)}-{rng.randrange(10**6):06}-{rng.randrange(10)}",
            f"EUR {rng.randrange(1, 99)}.{rng.randrange(1000):03},{rng.randrange(100):02}",
        ]
    )


# Cards

_TEST_CARDS = {  # docs.stripe.com/testing, docs.adyen.com, developer.paypal.com
    "visa": ("4242424242424242", "4000056655665556", "4012888888881881", "4111111111111111", "4917610000000000"),
    "mastercard": ("5555555555554444", "2223003122003222", "5200828282828210", "5105105105105100", "2222400070000005"),
    "amex": ("378282246310005", "371449635398431", "370000000000002"),
    "discover": ("6011111111111117", "6011000990139424", "6011981111111113"),
    "diners": ("3056930009020004", "36227206271667", "36006666333344"),
    "jcb": ("3566002020360505", "3569990010095841"),
    "unionpay": ("6200000000000005", "6243030000000001"),
    "maestro": ("6771798021000008", "6759649826438453"),
}
_MAESTRO = ("5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763")  # Wikipedia: Payment card number
_FAKER = {
    "visa": "visa16", "mastercard": "mastercard", "amex": "amex", "discover": "discover", "diners": "diners",
    "jcb": "jcb16", "maestro": "maestro",
}  # fmt: skip


def _in_range(brand: str, digits: str) -> bool:
    """Ranges that issuers have today; Faker's are older, or wider."""
    if brand == "jcb":
        return "3528" <= digits[:4] <= "3589"
    if brand == "maestro":
        return digits.startswith(_MAESTRO)
    return True


def _card(brand: str) -> Make:
    def make(rng: random.Random) -> str:
        if rng.random() < 0.15:
            published = [digits for digits in _TEST_CARDS[brand] if _in_range(brand, digits)]
            return _grouped(rng, rng.choice(published))
        while True:
            if brand == "unionpay":
                body = "62" + f"{rng.randrange(10**13):013}"
                digits = body + luhn.calc_check_digit(body)
            elif brand == "maestro":
                body = rng.choice(_MAESTRO) + f"{rng.randrange(10**11):011}"
                digits = body + luhn.calc_check_digit(body)
            else:
                digits = _seeded(_ENGLISH, rng).credit_card_number(_FAKER[brand])
            if _in_range(brand, digits):
                return _grouped(rng, digits)

    return make


def _grouped(rng: random.Random, digits: str) -> str:
    """As it is printed: unbroken, or in the groups of its length."""
    sizes = {14: (4, 6, 4), 15: (4, 6, 5)}.get(len(digits), (4, 4, 4, 4, 3))
    separator = rng.choice(["", "", " ", " ", "-"])
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return separator.join(filter(None, groups))


def _broken(digits: str) -> str:
    """With a check digit that is wrong by Luhn's rule."""
    body = digits[:-1]
    return body + str((int(luhn.calc_check_digit(body)) + 1 + int(digits[-1]) % 9) % 10)


def _not_a_card(brand: str) -> Make:
    make = _card(brand)

    def wrong(rng: random.Random) -> str:
        kind = rng.randrange(4)
        digits = "".join(filter(str.isdigit, make(rng)))
        if kind == 0:
            return everyday(rng)
        if kind == 1:  # an article of EAN, a parcel, a number of an account: sixteen digits, no issuer
            return _grouped(rng, rng.choice("0179") + _broken(digits)[1:16])
        return _grouped(rng, _broken(digits))

    return wrong


for _brand in _TEST_CARDS:
    _add(f"credit_card_{_brand}", "Faker, python-stdnum's Luhn, published test numbers", _card(_brand), _not_a_card(_brand))


def _any_card(rng: random.Random) -> str:
    return _card(rng.choice(["visa", "visa", "mastercard", "mastercard", *_TEST_CARDS]))(rng)


def _any_wrong_card(rng: random.Random) -> str:
    return _not_a_card(rng.choice(["visa", "mastercard", *_TEST_CARDS]))(rng)


_add("credit_card", "Faker, python-stdnum's Luhn, published test numbers", _any_card, _any_wrong_card)


def _debit(rng: random.Random) -> str:
    """Maestro, and Visa Electron's ranges (Wikipedia: 4026, 417500, 4405, 4508, 4844, 4913, 4917)."""
    if rng.random() < 0.5:
        return _card("maestro")(rng)
    prefix = rng.choice(["4026", "417500", "4405", "4508", "4844", "4913", "4917"])
    body = prefix + "".join(rng.choices("0123456789", k=15 - len(prefix)))
    return _grouped(rng, body + luhn.calc_check_digit(body))


_add(
    "eu_debit_card",
    "Wikipedia: ranges of Maestro and Visa Electron; python-stdnum's Luhn",
    _debit,
    lambda rng: _grouped(rng, _broken("".join(filter(str.isdigit, _debit(rng))))),
)

# Banks

_LOCALES = (
    "de_DE", "fr_FR", "en_GB", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_PT", "no_NO", "da_DK", "fi_FI", "de_AT",
    "de_CH", "cs_CZ", "ro_RO", "el_GR", "tr_TR", "en_IE", "sk_SK", "uk_UA", "az_AZ",
)  # fmt: skip
_FAKES = [Faker(locale) for locale in _LOCALES]
_REGISTRY = (  # SWIFT IBAN registry, "IBAN electronic format example"
    "AD1200012030200359100100", "AE070331234567890123456", "AL47212110090000000235698741", "BE68539007547034",
    "BG80BNBG96611020345678", "BH67BMAG00001299123456", "BR1800360305000010009795493C1", "CY17002001280000001200527600",
    "EE382200221020145685", "HR1210010051863000160", "HU42117730161111101800000000", "IL620108000000099999999",
    "IS140159260076545510730339", "LI21088100002324013AA", "LT121000011101001000", "LU280019400644750000",
    "LV80BANK0000435195001", "MT84MALT011000012345MTLCAST001S", "SE4550000000058398257466", "SI56263300012039086",
    "SA0380000000608010167519", "SM86U0322509800000000270100", "QA58DOHB00001234567890ABCDEFG",
)  # fmt: skip


def _iban(rng: random.Random) -> str:
    while True:
        value = rng.choice(_REGISTRY) if rng.random() < 0.2 else str(_seeded(rng.choice(_FAKES), rng).iban())
        if stdnum_iban.is_valid(value, check_country=False):
            return value


def _fours(value: str, separator: str = " ") -> str:
    return separator.join(value[at : at + 4] for at in range(0, len(value), 4))


def _written_iban(rng: random.Random) -> str:
    value = _iban(rng)
    return rng.choice([value, _fours(value), _fours(value), _fours(value, "-")])


def _wrong_iban(rng: random.Random) -> str:
    value = _iban(rng)
    kind = rng.randrange(4)
    if kind == 0:
        return everyday(rng)
    if kind == 1:  # another length; unbroken, because a last group of its own might be anything
        return value[:-1] if rng.random() < 0.5 else value + "0"
    place = rng.choice([place for place, mark in enumerate(value) if mark.isdigit()])
    value = value[:place] + str((int(value[place]) + rng.randrange(1, 9)) % 10) + value[place + 1 :]
    if stdnum_iban.is_valid(value, check_country=False):
        return _wrong_iban(rng)
    return rng.choice([value, _fours(value)])


_add("iban", "Faker, SWIFT's registry; python-stdnum's check", _written_iban, _wrong_iban)

_BICS = (  # as the banks publish them
    "DEUTDEFF COBADEFFXXX DRESDEFF500 HYVEDEMM MARKDEF1100 BNPAFRPP SOGEFRPPXXX CRLYFRPP AGRIFRPP HSBCGB2L BARCGB22 "
    "LOYDGB2L NWBKGB2L CHASUS33 CITIUS33 BOFAUS3N WFBIUS6S UBSWCHZH80A CRESCHZZ80A POFICHBEXXX INGBNL2A ABNANL2A "
    "RABONL2U NDEASESS HANDSESS SWEDSESS ESSESESS DABADKKK DNBANOKK NDEAFIHH OKOYFIHH BCITITMM UNCRITMM CAIXESBB "
    "BSCHESMM BBVAESMM CGDIPTPL BCOMPTPL BKAUATWW GIBAATWWXXX RZOOAT2L GKCCBEBB KREDBEBB BPKOPLPW WBKPPLPP KOMBCZPP "
    "CEKOCZPP OTPVHUHB RNCBROBU SABRRUMM ICBKCNBJ BKCHCNBJ MHCBJPJT BOTKJPJT HSBCHKHH DBSSSGSG ANZBAU3M CTBAAU2S "
    "ROYCCAT2 TDOMCATT ITAUBRSP BRASBRRJ BCMRMXMM HDFCINBB SBININBB KOEXKRSE TGBATRIS ISBKTRIS"
).split()  # fmt: skip
_CAPITALS = (
    "INVOICES PAYMENTS TRANSFER DELIVERY BUSINESS SECURITY APPROVED OVERVIEW COMPLETE REGISTER SHIPMENT CONTRACT "
    "DISCOUNT FEEDBACK PURCHASE QUANTITY REMINDER SCHEDULE STANDARD TEMPLATE CANCELLED INFORMATION ACCOUNTANCY"
).split()
_add(
    "swift_code",
    "published by the banks",
    lambda rng: rng.choice(_BICS),
    lambda rng: rng.choice([rng.choice(_CAPITALS), rng.choice(_BICS)[:7], rng.choice(_BICS)[:8] + "A7", everyday(rng)]),
)

# Contact

_ADDRESSES = (  # RFC 5322, appendix A; RFC 3696; RFC 5233
    "jdoe@one.example.org", "mary@example.net", "john.q.public@example.com", "user+mailbox@example.com",
    "customer/department=shipping@example.com", "peter.o'toole@mail.example.co.uk", "ken+sieve@example.org",
)  # fmt: skip
_NO_ADDRESSES = (
    "icon@2x.png", "logo@3x.png", "@media", "@Override", "react@18.2.0", "@types/node", "john@", "@example.com",
    "user@localhost", "12 pcs @ 3.50", "a@b", "root@db1:/var/lib", "name(at)example.com", "you@@example.com", "meet@9.30",
)  # fmt: skip


def _address(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return rng.choice(_ADDRESSES)
    fake = _seeded(rng.choice(_FAKES[:10]), rng)
    return str(rng.choice([fake.email, fake.company_email, fake.ascii_free_email])())


_add(
    "email_address",
    "Faker; RFC 5322, RFC 3696, RFC 5233",
    _address,
    lambda rng: rng.choice([*_NO_ADDRESSES, everyday(rng)]),
)

_REGIONS = (
    "DE FR GB ES IT NL PL PT NO DK SE FI AT CH CZ RO GR TR IE US CA AU NZ JP CN IN BR MX ZA SG HK KR IL AE SA UA BE HU"
).split()
_FORMS = (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164)


def _phone(rng: random.Random) -> str:
    """An example of libphonenumber's, its last four digits changed, that is possible and valid by it."""
    while True:
        region = rng.choice(_REGIONS)
        kind = rng.choice([phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE])
        example = phonenumbers.example_number_for_type(region, kind)
        number = phonenumbers.PhoneNumber(
            country_code=example.country_code,
            national_number=example.national_number - example.national_number % 10_000 + rng.randrange(10_000),
            italian_leading_zero=example.italian_leading_zero,
        )
        if phonenumbers.is_valid_number(number):
            form = rng.choice(_FORMS)
            if region in ("DE", "US", "GB", "FR") and rng.random() < 0.3:
                form = phonenumbers.PhoneNumberFormat.NATIONAL
            return phonenumbers.format_number(number, form)


_NO_PHONES = (
    "+1 415 555", "+999 123 456 789", "0000000000", "+49", "+12,5 %", "+1,234,567", "+3.4 Mio.", "4711", "24/7", "112",
    "2026-11-24", "24.11.2026", "10:30 - 11:15",
)  # fmt: skip
_add(
    "phone_number",
    "libphonenumber's examples",
    _phone,
    lambda rng: rng.choice([*_NO_PHONES, f"PO-2026-{rng.randrange(10**5):05}", f"{rng.randrange(10, 99)},50 EUR"]),
)

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def _born(rng: random.Random) -> str:
    day = _seeded(_ENGLISH, rng).date_of_birth(minimum_age=18, maximum_age=90)
    # Faker counts from today: the same number of days before a day that stays.
    day = datetime.date(2026, 11, 24) - (datetime.date.today() - day)
    month = day.month - 1
    return rng.choice(
        [
            f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d-%m-%Y}",
            f"{day.day}.{day.month}.{day.year}", f"{day.day} {_MONTHS['en'][month]} {day.year}",
            f"{_MONTHS['en'][month]} {day.day}, {day.year}", f"{day.day}. {_MONTHS['de'][month]} {day.year}",
            f"{day.day} {_MONTHS['fr'][month]} {day.year}", f"{day.day} de {_MONTHS['es'][month]} de {day.year}",
        ]
    )  # fmt: skip


def _not_born(rng: random.Random) -> str:
    day, year = rng.randrange(10, 29), rng.randrange(1940, 2008)
    return rng.choice(
        [
            f"31.02.{year}", f"{year}-13-{day}", f"{day}.{rng.randrange(13, 32)}.{year}", f"{day}.{rng.randrange(1, 9):02}.21{day}",
            f"17{day}-0{rng.randrange(1, 9)}-11", f"30 February {year}", f"{rng.randrange(1, 12)}:{rng.randrange(10, 59)}",
            f"{day},{rng.randrange(10, 99)} EUR", f"{day} November", f"{year}", f"4711/{rng.randrange(100, 999)}",
        ]
    )  # fmt: skip


_add("date_of_birth", "Faker, in the forms of CLDR", _born, _not_born)

# Networks


def _is_like_a_version(value: str) -> bool:
    """What nobody can tell from a version of software is neither a value nor a decoy."""
    return all(int(part) < 20 for part in value.split("."))


def _ipv4(rng: random.Random) -> str:
    while True:
        fake = _seeded(_ENGLISH, rng)
        value = str(rng.choice([fake.ipv4_public, fake.ipv4_private])())
        if not _is_like_a_version(value):
            return value


def _not_ipv4(rng: random.Random) -> str:
    parts = [str(rng.randrange(20)) for _ in range(4)]
    return rng.choice(
        [
            f"256.{rng.randrange(256)}.1.1", f"1.3.6.1.4.1.{rng.randrange(300, 9999)}.2", f"{'.'.join(parts[:3])}",
            "255.255.255.0", "255.255.240.0", "0.0.0.0", f"10.0.{rng.randrange(19000, 23000)}.{rng.randrange(2000)}",
            f"119.0.{rng.randrange(6000, 7000)}.{rng.randrange(300)}", "2.0.10.3", "1.2.3.4", f"{rng.randrange(2, 9)}.1.12.0",
            f"192.168.{rng.randrange(256)}", f"172.16.{rng.randrange(256)}.{rng.randrange(256)}.7", f"§ 4.{rng.randrange(9)}.2.1",
        ]
    )  # fmt: skip


def _ipv6(rng: random.Random) -> str:
    number = rng.choice([0x20010DB8 << 96, 0x2A00145040014816 << 64, 0xFE80 << 112]) | rng.getrandbits(rng.choice([16, 48, 64]))
    address = ipaddress.IPv6Address(number | 1 << 20)
    return str(rng.choice([address, address.exploded, str(address).upper()]))


_add("ip_address_v4", "Faker", _ipv4, _not_ipv4)
_add(
    "ip_address_v6",
    "the standard library's ipaddress: RFC 3849, RFC 4291, a public prefix",
    _ipv6,
    lambda rng: rng.choice(
        [
            "12:34:56", "add::bad", "std::decay", "00:1A:2B:3C:4D:5E", "2001:db8:85a3:0:8a2e:370", "10:15:30:22",
            "2001:db8::85a3::7334", "12345::1:2", "fe80:::1", "Foo::Bar", "2026:11:24", everyday(rng),
        ]
    ),
)  # fmt: skip


def _mac(rng: random.Random) -> str:
    octets = str(_seeded(_ENGLISH, rng).mac_address())
    plain = octets.replace(":", "")
    return rng.choice([octets, octets.upper(), octets.replace(":", "-"), _fours(plain, ".")])


_add(
    "mac_address",
    "Faker, in the forms of IEEE 802, Windows and Cisco",
    _mac,
    lambda rng: rng.choice(
        [
            "00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF", _mac(rng)[:11], ":".join(f"{n:02X}" for n in rng.randbytes(8)),
            ":".join(f"{n:02X}" for n in rng.randbytes(20)), "12:34:56", "00:1B-44:11-3A:B7", everyday(rng),
        ]
    ),
)  # fmt: skip

# Wallets: Base58Check and Bech32 once more, from their specifications

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_XRP = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _base58check(version: int, payload: bytes, alphabet: str = _BASE58) -> str:
    octets = bytes([version]) + payload
    octets += hashlib.sha256(hashlib.sha256(octets).digest()).digest()[:4]
    number, text = int.from_bytes(octets, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return alphabet[0] * (len(octets) - len(octets.lstrip(b"\0"))) + text


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check


def _bech32(prefix: str, payload: bytes, witness: int | None) -> str:
    """BIP 173 for version 0 and for Cardano, BIP 350 for later ones."""
    bits = "".join(f"{octet:08b}" for octet in payload)
    bits += "0" * (-len(bits) % 5)
    data = ([] if witness is None else [witness]) + [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    expanded = [ord(mark) >> 5 for mark in prefix] + [0] + [ord(mark) & 31 for mark in prefix]
    check = _polymod([*expanded, *data, 0, 0, 0, 0, 0, 0]) ^ (0x2BC830A3 if witness else 1)
    data += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(_CHARSET[value] for value in data)


def _bitcoin(rng: random.Random) -> str:
    value = rng.choice(
        [
            _base58check(0, rng.randbytes(20)), _base58check(5, rng.randbytes(20)),
            _bech32("bc", rng.randbytes(20), 0), _bech32("bc", rng.randbytes(32), 0), _bech32("bc", rng.randbytes(32), 1),
        ]
    )  # fmt: skip
    if not value.startswith("bc1p") and not bitcoin.is_valid(value):  # it does not know BIP 350
        raise AssertionError("python-stdnum does not take it")
    return value


def _litecoin(rng: random.Random) -> str:
    return rng.choice(
        [_base58check(0x30, rng.randbytes(20)), _base58check(0x32, rng.randbytes(20)), _bech32("ltc", rng.randbytes(20), 0)]
    )


def _ethereum(rng: random.Random) -> str:
    return "0x" + rng.choice([str.upper, str.lower])(rng.randbytes(20).hex())


def _monero(rng: random.Random) -> str:
    """The form only: the check is of Keccak, which nothing here has."""
    return rng.choice("48") + "".join(rng.choices(_BASE58, k=94))


def _typo(make: Make, alphabet: str = _BASE58) -> Make:
    """A value with another letter at one place, or something else that is long."""

    def wrong(rng: random.Random) -> str:
        if rng.random() < 0.3:
            return rng.choice([everyday(rng), base64.b64encode(rng.randbytes(24)).decode(), rng.randbytes(17).hex()])
        value = make(rng)
        place = rng.randrange(len(value) // 2, len(value))
        letters = _CHARSET if value[-8:].lower() == value[-8:] and "1" in value[:5] else alphabet
        return value[:place] + rng.choice([mark for mark in letters if mark != value[place]]) + value[place + 1 :]

    return wrong


for _name, _source, _make in (
    ("bitcoin_address", "python-stdnum's check; BIP 173, BIP 350", _bitcoin),
    ("litecoin_address", "BIP 173; litecoin.info", _litecoin),
    ("dogecoin_address", "chainparams.cpp of Dogecoin", lambda rng: _base58check(0x1E, rng.randbytes(20))),
    ("tron_address", "developers.tron.network", lambda rng: _base58check(0x41, rng.randbytes(20))),
    ("ripple_address", "xrpl.org: Addresses", lambda rng: _base58check(0, rng.randbytes(20), _XRP)),
    ("cardano_address", "CIP-19", lambda rng: _bech32("addr", b"\x61" + rng.randbytes(28), None)),
):
    _add(_name, _source, _make, _typo(_make))  # type: ignore[arg-type]

_add(
    "ethereum_address",
    "EIP-55",
    _ethereum,
    lambda rng: rng.choice(["0x" + "0" * 40, _ethereum(rng)[:-1], _ethereum(rng)[2:], "0x" + rng.randbytes(32).hex(), everyday(rng)]),
)
_add(
    "monero_address",
    "docs.getmonero.org: Standard address",
    _monero,
    lambda rng: rng.choice([_monero(rng)[:-1], _monero(rng) + "x", "5" + _monero(rng)[1:], everyday(rng)]),
)
