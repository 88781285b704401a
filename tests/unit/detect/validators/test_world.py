"""Validators outside Europe: they agree with python-stdnum; where not, the reason stands here."""

from __future__ import annotations

import datetime
import importlib
import inspect
import random
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.validators import (
    argentina,
    australia,
    brazil,
    canada,
    chile,
    china,
    colombia,
    ecuador,
    egypt,
    health,
    hong_kong,
    india,
    indonesia,
    israel,
    japan,
    kuwait,
    malaysia,
    mexico,
    new_zealand,
    peru,
    plain,
    saudi_arabia,
    singapore,
    south_africa,
    south_korea,
    taiwan,
    thailand,
    travel,
    united_arab_emirates,
    united_states,
    uruguay,
    vehicle,
    venezuela,
    vietnam,
)
from tests.support.detection.world_makers import fill

MODULES = (
    argentina, australia, brazil, canada, chile, china, colombia, ecuador, egypt, health, hong_kong, india,
    indonesia, israel, japan, kuwait, malaysia, mexico, new_zealand, peru, plain, saudi_arabia, singapore,
    south_africa, south_korea, taiwan, thailand, travel, united_arab_emirates, united_states, uruguay,
    vehicle, venezuela, vietnam,
)  # fmt: skip
DIGITS = "0123456789"
ALNUM = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALIDATORS = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]


def never(value: str) -> bool:
    return False


@attrs.frozen
class Case:
    """``templates`` make values; all of ``characters`` are tried in the last place, and in another.

    ``excused`` tells of which values the two may think differently, ``reason`` why.
    """

    ours: Callable[[str], bool]
    oracle: str
    templates: str
    characters: str = DIGITS
    options: dict[str, bool] = attrs.Factory(dict)
    excused: Callable[[str], bool] = never
    reason: str = ""

    def __str__(self) -> str:
        return self.oracle


def same(value: str) -> bool:
    return len(set(value)) == 1


def old_tax_file_number(value: str) -> bool:
    return len(value) == 8


def business_prefix(value: str) -> bool:
    return value[:2] == "10"


def born_since_2020(value: str) -> bool:
    return value[6] in "3478" and value[:4] >= "2010"


def foreigner_or_place(value: str) -> bool:
    return born_since_2020(value) or value[6] in "5678" or int(value[7:9]) > 96


def future_company(value: str) -> bool:
    year = value[:4] if value[0].isdigit() else "20" + value[1:3]
    return len(value) == 10 and int(year) > datetime.date.today().year


def other_chinese(value: str) -> bool:
    return value[:6] not in ("110105", "310104") or not "1900" <= value[6:10] <= "2020"


def other_indonesian(value: str) -> bool:
    return value[:6] not in ("327301", "317406") or value[6:8] > "71" or value[12:] == "0000"


def other_branch(value: str) -> bool:
    return value[:6] not in ("010242", "123140", "389004")


def other_district(value: str) -> bool:
    return value[:2] not in ("01", "12", "26", "31", "67", "71", "80")


def new_group(value: str) -> bool:
    return same(value) or "50" <= value[3:5] <= "65"


CASES = (
    Case(
        argentina.cuit, "ar.cuit", "[20,23,24,27,30,33,34,50,51,55]?????????",
        excused=lambda value: value[:2] in ("25", "26"), reason="25 and 26 are handed out now",
    ),
    Case(
        argentina.cbu, "ar.cbu", "0110599520000?????????",
        excused=lambda value: value[:3] == "000", reason="no bank is 000",
    ),
    Case(
        australia.business_number, "au.abn", "5182475355?|??824753556",
        excused=business_prefix, reason="the first two are 11 to 99",
    ),
    Case(australia.company_number, "au.acn", "?????????", excused=same, reason="placeholders"),
    Case(australia.tax_file_number, "au.tfn", "?????????", excused=same, reason="placeholders"),
    Case(
        australia.tax_file_number, "au.tfn", "????????",
        excused=old_tax_file_number, reason="old numbers have weights of their own",
    ),
    Case(
        brazil.cpf, "br.cpf", "23781645053|???????????",
        excused=same, reason="one digit eleven times is none",
    ),
    Case(brazil.cnpj, "br.cnpj", "41582367000148|??????????????", excused=same, reason="placeholders"),
    Case(brazil.cnpj, "br.cnpj", "7KD3P91Z000169|@?@?????000???"),
    Case(canada.social_insurance, "ca.sin", "?????????", excused=same, reason="placeholders"),
    Case(
        canada.business_number, "ca.bn", "?????????|812456390R[T,C]000?",
        excused=lambda value: same(value[:9]), reason="placeholders",
    ),
    Case(canada.bc_health, "ca.bc_phn", "9?????????"),
    Case(
        chile.rut, "cl.rut", "???????0K|????????K|????????0", DIGITS + "K",
        excused=lambda value: same(value[:-1]), reason="placeholders",
    ),
    Case(
        china.resident, "cn.ric", "[110105,310104]{Y}{m}{d}????", DIGITS + "X",
        excused=other_chinese, reason="districts, and years to come",
    ),
    Case(
        china.social_credit, "cn.uscc",
        "91310115MA1K3F7B4?|91310115????????M?", DIGITS + "ABCDEFGHJKLMNPQRTUWXY",
        excused=lambda value: value[2:4] != "31", reason="provinces",
    ),
    Case(colombia.nit, "co.nit", "?????????|??????????|???????????", excused=same, reason="placeholders"),
    Case(ecuador.cedula, "ec.ci", "[01,17,24,30][0,3,5]???????"),
    Case(ecuador.ruc, "ec.ruc", "17[0,5]???????001|176??????0001|179???????001|179???????00?"),
    Case(india.aadhaar, "in_.aadhaar", "[2,5,9]???????????"),
    Case(
        india.gst, "in_.gstin", "27AAPFU????F1Z?|07@@@C@????@1Z?", ALNUM,
        excused=lambda value: value[:2] in ("96", "97", "99"), reason="other territories",
    ),
    Case(
        india.permanent_account, "in_.pan", "@@@[A,B,C,F,G,H,J,L,P,T]@????@", ALNUM,
        excused=lambda value: value[3] in "KE", reason="K and E are kinds of old",
    ),
    Case(
        india.elector, "in_.epic", "@@@???????", excused=lambda value: same(value[3:]), reason="placeholders",
    ),
    Case(indonesia.taxpayer, "id.npwp", "0????????427000"),
    Case(
        indonesia.resident, "id.nik", "[327301,317406]{d}{m}{y}100?",
        excused=other_indonesian, reason="districts; days that wrap around; order 0",
    ),
    Case(israel.identity, "il.idnr", "?????????|????????", excused=same, reason="placeholders"),
    Case(israel.company, "il.hp", "5????????", excused=same, reason="placeholders"),
    Case(japan.personal, "jp.in_", "????????????", excused=same, reason="placeholders"),
    Case(
        japan.corporate, "jp.cn", "1010401089234|?????????????",
        excused=lambda value: same(value[1:]), reason="placeholders",
    ),
    Case(
        malaysia.identity_card, "my.nric", "{y}{m}{d}[10,14,01]????",
        excused=lambda value: value[8:] == "0000", reason="the order begins with 0001",
    ),
    Case(mexico.population_key, "mx.curp", "GOMC{y}{m}{d}[H,M]DFRRL0?|LOHJ{y}{m}{d}HJCPRN??"),
    Case(
        mexico.taxpayer, "mx.rfc", "GOMC{y}{m}{d}7J?|TEM{y}{m}{d}8Q?", DIGITS + "A",
        {"validate_check_digits": True},
    ),
    Case(
        new_zealand.bank_account, "nz.bankaccount",
        "010242???????000|1231400??????000|3890040??????001|0102420??????000",
        excused=other_branch, reason="branches within the ranges are not looked up",
    ),
    Case(
        new_zealand.inland_revenue, "nz.ird", "????????|0????????|1????????",
        excused=lambda value: int(value) in (10_000_000, 150_000_000), reason="the bounds themselves",
    ),
    Case(
        peru.ruc, "pe.ruc", "[10,15,17,20]?????????",
        excused=lambda value: value[:2] == "16", reason="16 is a kind too",
    ),
    Case(peru.identity, "pe.cui", "????????0|????????A", DIGITS + "ABCDEFGHIJK"),
    Case(
        singapore.entity, "sg.uen", "????????A|[19,20]???????A|T14LL0827F|[T,S]??[LL,FC,PA]????A", ALNUM,
        excused=future_company, reason="years up to 2099",
    ),
    Case(
        south_africa.identity, "za.idnr", "{y}{m}{d}????[0,1]8?",
        excused=lambda value: value[10] == "2", reason="2 is a refugee",
    ),
    Case(south_africa.taxpayer, "za.tin", "[0,1,2,3,9]?????????", excused=same, reason="placeholders"),
    Case(
        south_korea.resident, "kr.rrn", "{y}{m}{d}[1,2]??????",
        excused=foreigner_or_place, reason="foreigners; no check digit since October 2020",
    ),
    Case(
        taiwan.business, "tw.ubn", "????????",
        excused=lambda value: taiwan.business(value), reason="since 2023 a multiple of 5 does",
    ),
    Case(thailand.identity, "th.pin", "[1,3,8]????????????", excused=same, reason="placeholders"),
    Case(thailand.taxpayer, "th.moa", "0????????????", excused=same, reason="placeholders"),
    Case(
        united_states.routing, "us.rtn", "[01,12,26,31,67,71,80]???????",
        excused=other_district, reason="districts that the policy of the ABA knows",
    ),
    Case(
        united_states.social_security, "us.ssn", "?????????",
        excused=lambda value: same(value), reason="placeholders",
    ),
    Case(
        united_states.individual_taxpayer, "us.itin", "9??[50,65,70,78,88,90,92,93,94,99]????|?????????",
        excused=new_group, reason="groups 50 to 65 are new",
    ),
    Case(
        united_states.employer, "us.ein", "?????????",
        excused=lambda value: same(value[2:]), reason="placeholders",
    ),
    Case(uruguay.rut, "uy.rut", "[01,21,22]??????001?"),
    Case(
        venezuela.rif, "ve.rif", "[V,E,J,P,G]?????????",
        excused=lambda value: value[0] == "C", reason="communes have C since 2012",
    ),
    Case(
        vietnam.taxpayer, "vn.mst", "????????9?|??????????",
        excused=lambda value: same(value[2:9]), reason="placeholders",
    ),
)  # fmt: skip


def agrees(case: Case, value: str) -> None:
    oracle = importlib.import_module(f"stdnum.{case.oracle}")
    if not case.excused(value):
        assert case.ours(value) is oracle.is_valid(value, **case.options), value


@pytest.mark.parametrize("case", CASES, ids=str)
@given(seed=st.integers(0, 2**64))
def test_agrees_with_stdnum(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    value = fill(chance, case.templates)
    place = chance.choice([place for place, mark in enumerate(value) if mark.isdigit()])
    for character in case.characters:
        agrees(case, value[:-1] + character)
        if character.isdigit():
            agrees(case, value[:place] + character + value[place + 1 :])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_two_agree_on_good_values_too(case: Case) -> None:
    """Agreeing on bad values alone would show nothing."""
    chance = random.Random(case.oracle)
    oracle = importlib.import_module(f"stdnum.{case.oracle}")
    for _ in range(2000):
        value = fill(chance, case.templates)
        for character in case.characters:
            tried = value[:-1] + character
            if case.ours(tried) and oracle.is_valid(tried, **case.options):
                return
    if case.ours is not australia.tax_file_number:  # of eight digits: other weights
        pytest.fail("no good value")


def name_of(validator: Callable[[str], bool]) -> str:
    return f"{validator.__module__.rpartition('.')[2]}.{validator.__name__}"


ANY = st.one_of(
    st.text(max_size=50), st.text(ALNUM + "<\n&Ñ٣²", max_size=50), st.text(DIGITS, max_size=24)
)  # fmt: skip


@pytest.mark.parametrize("validator", VALIDATORS, ids=name_of)
@given(text=ANY)
def test_raises_nothing(validator: Callable[[str], bool], text: str) -> None:
    assert validator(text) in (True, False)
