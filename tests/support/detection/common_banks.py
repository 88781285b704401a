"""IBANs by Faker and SWIFT's registry, BICs as the banks publish them."""

from __future__ import annotations

import random

from stdnum import iban as stdnum_iban

from tests.support.detection.common_tools import FAKES, add, everyday, fours, listed, seeded

_REGISTRY = listed(
    "AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 BE68539007547034"
    " BG80BNBG96611020345678 BH67BMAG00001299123456 BR1800360305000010009795493C1"
    " CY17002001280000001200527600 EE382200221020145685 HR1210010051863000160"
    " HU42117730161111101800000000 IL620108000000099999999 IS140159260076545510730339"
    " LI21088100002324013AA LT121000011101001000 LU280019400644750000 LV80BANK0000435195001"
    " MT84MALT011000012345MTLCAST001S SE4550000000058398257466 SI56263300012039086"
    " SA0380000000608010167519 SM86U0322509800000000270100 QA58DOHB00001234567890ABCDEFG"
)


def _iban(rng: random.Random) -> str:
    while True:
        value = rng.choice(_REGISTRY) if rng.random() < 0.2 else str(seeded(rng.choice(FAKES), rng).iban())
        if stdnum_iban.is_valid(value, check_country=False):
            return value


def _written_iban(rng: random.Random) -> str:
    value = _iban(rng)
    return rng.choice([value, fours(value), fours(value), fours(value, "-")])


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
    return rng.choice([value, fours(value)])


add("iban", "Faker, SWIFT's registry; python-stdnum's check", _written_iban, _wrong_iban)

# As the banks publish them.
_BICS = listed(
    "DEUTDEFF COBADEFFXXX DRESDEFF500 HYVEDEMM MARKDEF1100 BNPAFRPP SOGEFRPPXXX CRLYFRPP AGRIFRPP"
    " HSBCGB2L BARCGB22 LOYDGB2L NWBKGB2L CHASUS33 CITIUS33 BOFAUS3N WFBIUS6S UBSWCHZH80A"
    " CRESCHZZ80A POFICHBEXXX INGBNL2A ABNANL2A RABONL2U NDEASESS HANDSESS SWEDSESS ESSESESS"
    " DABADKKK DNBANOKK NDEAFIHH OKOYFIHH BCITITMM UNCRITMM CAIXESBB BSCHESMM BBVAESMM CGDIPTPL"
    " BCOMPTPL BKAUATWW GIBAATWWXXX RZOOAT2L GKCCBEBB KREDBEBB BPKOPLPW WBKPPLPP KOMBCZPP CEKOCZPP"
    " OTPVHUHB RNCBROBU SABRRUMM ICBKCNBJ BKCHCNBJ MHCBJPJT BOTKJPJT HSBCHKHH DBSSSGSG ANZBAU3M"
    " CTBAAU2S ROYCCAT2 TDOMCATT ITAUBRSP BRASBRRJ BCMRMXMM HDFCINBB SBININBB KOEXKRSE TGBATRIS"
    " ISBKTRIS"
)
_CAPITALS = listed(
    "BENEFICIARY TRANSACTION INSTITUTION CUSTOMER INVOICES PAYMENTS TRANSFER DELIVERY BUSINESS"
    " SECURITY APPROVED OVERVIEW COMPLETE REGISTER"
    " SHIPMENT CONTRACT DISCOUNT FEEDBACK PURCHASE QUANTITY REMINDER SCHEDULE STANDARD TEMPLATE"
    " CANCELLED INFORMATION ACCOUNTANCY"
)
add(
    "swift_code",
    "published by the banks",
    lambda rng: rng.choice(_BICS),
    lambda rng: rng.choice(
        [rng.choice(_CAPITALS), rng.choice(_BICS)[:7], rng.choice(_BICS)[:8] + "A7", everyday(rng)]
    ),
)
