"""Validators outside Europe that python-stdnum does not know: published values, or counted by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from skygw.detect.validators import (
    australia,
    brazil,
    canada,
    china,
    egypt,
    health,
    hong_kong,
    japan,
    kuwait,
    mexico,
    new_zealand,
    plain,
    saudi_arabia,
    singapore,
    south_korea,
    taiwan,
    travel,
    united_arab_emirates,
    united_states,
    uruguay,
    vehicle,
    vietnam,
)

# Of which python-stdnum knows nothing: values from publications, or counted by hand.
PUBLISHED = [
    (australia.medicare, "2123456701", True, "Services Australia, specimen card 2123 45670 1"),
    (australia.medicare, "21234567011", True, "with the person's place"),
    (australia.medicare, "2123456711", False, "check digit"),
    (australia.medicare, "1123456701", False, "begins with 2 to 6"),
    (australia.healthcare_identifier, "8003608166690503", True, "Australian Digital Health Agency, test IHI"),
    (australia.healthcare_identifier, "8003608166690504", False, "check digit"),
    (australia.tax_file_number, "87654321", False, "old, check digit"),
    (brazil.identity_card, "245178032", False, "check digit"),
    (brazil.identity_card, "313943667", True, "Faker, pt_BR"),
    (brazil.identity_card, "56273904X", True, "Faker, pt_BR"),
    (brazil.driver_licence, "02650306461", True, "validbr, specimen"),
    (brazil.driver_licence, "02650306471", False, "check digit"),
    (brazil.social_number, "12561241310", True, "brazilnum, specimen 125.6124.131-0"),
    (brazil.social_number, "12561241311", False, "check digit"),
    (brazil.voter, "106644440302", True, "Wikipedia (pt), rule worked out by hand"),
    (brazil.voter, "106644440301", False, "check digit"),
    (brazil.health_card, "100000000060118", False, "no 000 or 001 before the check digit"),
    (canada.quebec_health, "TREM85031418", True, "form of the RAMQ"),
    (canada.quebec_health, "TREM85631418", False, "month 63"),
    (canada.ontario_licence, "A12345678960131", True, "born 31 January 1996"),
    (canada.ontario_licence, "A12345678966331", False, "month 63"),
    (canada.quebec_licence, "P481715039206", True, "born 15 March 1992"),
    (canada.quebec_licence, "P481732039206", False, "day 32"),
    (china.resident_old, "110105850314612", True, "born 14 March 1985"),
    (china.resident_old, "110105851314612", False, "month 13"),
    (egypt.identity, "28503140102841", True, "born in Cairo on 14 March 1985"),
    (egypt.identity, "28503140502841", False, "no governorate 05"),
    (health.icd10, "E1165", True, "type 2 diabetes with hyperglycaemia"),
    (health.icd10, "C7A010", True, "a category with a letter"),
    (health.icd10, "T990", False, "T ends with 88"),
    (health.icd9, "25002", True, "type 2 diabetes"),
    (health.icd9, "V5867", True, "use of insulin"),
    (health.icd9, "V9900", False, "V ends with 91"),
    (hong_kong.identity_card, "A1234563", True, "Wikipedia, specimen A123456(3)"),
    (hong_kong.identity_card, "G123456A", True, "Wikipedia, specimen G123456(A)"),
    (hong_kong.identity_card, "AB9876543", True, "Wikipedia, specimen AB987654(3)"),
    (hong_kong.identity_card, "A1234564", False, "check digit"),
    (japan.driver_licence, "309012345620", True, "published example 30 90 123456 2 0"),
    (japan.driver_licence, "309012345630", False, "check digit"),
    (japan.driver_licence, "159012345620", False, "no commission 15"),
    (japan.invoice_issuer, "T7000012050002", True, "National Tax Agency's own"),
    (japan.invoice_issuer, "T8000012050002", False, "check digit"),
    (kuwait.civil, "285031402842", False, "check digit"),
    (mexico.clabe, "032180000118359719", True, "Wikipedia (es), specimen"),
    (mexico.clabe, "032180000118359718", False, "check digit"),
    (mexico.clabe, "999180000118359719", False, "no bank 999"),
    (mexico.elector, "GMMRCL85031409M100", True, "form of the INE"),
    (mexico.elector, "GMMRCL85031499M100", False, "no state 99"),
    (mexico.taxpayer_form, "GOMC8503147J0", True, "the form alone"),
    (mexico.taxpayer, "GOMC8503147J0", False, "check digit"),
    (mexico.taxpayer_form, "XAXX010101000", False, "whoever has none"),
    (new_zealand.national_health_index, "ZAC5361", True, "Te Whatu Ora, test patient"),
    (new_zealand.national_health_index, "ZBN77VL", True, "Te Whatu Ora, test patient, new form"),
    (new_zealand.national_health_index, "ZVB97XQ", True, "Te Whatu Ora, test patient, new form"),
    (new_zealand.national_health_index, "ZAC5362", False, "check digit"),
    (new_zealand.national_health_index, "ZZZ00AA", False, "check letter"),
    (new_zealand.business_number, "9429040402022", False, "check digit"),
    (saudi_arabia.identity, "1000000008", True, "published example"),
    (saudi_arabia.identity, "1000000000", False, "check digit"),
    (singapore.identity, "S1234567D", True, "Wikipedia, specimen"),
    (singapore.identity, "T1234567J", True, "series T"),
    (singapore.identity, "F1234567N", True, "series F"),
    (singapore.identity, "G1234567X", True, "series G"),
    (singapore.identity, "M1234567K", True, "series M"),
    (singapore.identity, "S1234567E", False, "check letter"),
    (south_korea.business, "1248100998", True, "Samsung Electronics"),
    (south_korea.business, "2208162517", True, "Naver"),
    (south_korea.business, "2208162518", False, "check digit"),
    (south_korea.corporate, "1301110006246", True, "Samsung Electronics"),
    (south_korea.corporate, "1301110006247", False, "check digit"),
    (south_korea.resident, "2106123481726", True, "born in 2021: no check digit"),
    (south_korea.resident, "2113123481726", False, "month 13"),
    (taiwan.identity, "A123456789", True, "Wikipedia, specimen"),
    (taiwan.identity, "A123456788", False, "check digit"),
    (taiwan.identity, "A323456789", False, "no sex 3"),
    (taiwan.resident, "A800000014", True, "National Immigration Agency, specimen of the new form"),
    (taiwan.resident, "AE00000014", False, "second letter A to D"),
    (taiwan.business, "04595257", True, "published under both rules"),
    (taiwan.business, "04595258", False, "check digit"),
    (united_arab_emirates.identity, "784198402841730", False, "check digit"),
    (united_states.provider, "1234567893", True, "CMS, example of the check digit"),
    (united_states.provider, "1234567894", False, "check digit"),
    (united_states.drug_enforcement, "F91234563", True, "Wikipedia, F91234563"),
    (united_states.drug_enforcement, "AP5836727", True, "published example"),
    (united_states.drug_enforcement, "AP5836728", False, "check digit"),
    (united_states.drug_enforcement, "IP5836727", False, "no registrant of kind I"),
    (united_states.medicare_beneficiary, "1EG4TE5MK73", True, "CMS, specimen card"),
    (united_states.medicare_beneficiary, "1SG4TE5MK73", False, "S is not used"),
    (united_states.health_claim, "284173906A", True, "an SSN and A"),
    (united_states.health_claim, "000173906A", False, "no SSN"),
    (united_states.cusip, "037833100", True, "Apple"),
    (united_states.cusip, "17275R102", True, "Cisco"),
    (united_states.cusip, "037833101", False, "check digit"),
    (uruguay.cedula, "12345672", True, "Wikipedia (es), 1.234.567-2"),
    (uruguay.cedula, "12345673", False, "check digit"),
    (vehicle.identification, "1M8GDM9AXKP042788", True, "Wikipedia, worked example"),
    (vehicle.identification, "1M8GDM9A1KP042788", False, "check digit"),
    (vehicle.identification, "11111111111111111", False, "digits alone"),
    (vehicle.form, "WVWZZZ1JZXW000001", True, "Europe: no check digit"),
    (vehicle.form, "WVWZZZ1JZXW00000O", False, "O is not used"),
    (vietnam.identity, "079185028417", True, "Hồ Chí Minh City"),
    (vietnam.identity, "097185028417", False, "provinces end with 096"),
    (plain.digits, "48172630", True, "nothing in particular"),
    (plain.digits, "20240131", False, "a date"),
    (plain.digits, "12312024", False, "a date"),
    (plain.digits, "31122024", False, "a date"),
    (plain.digits, "123456789", False, "a row"),
]


@pytest.mark.parametrize(("validator", "value", "valid", "why"), PUBLISHED)
def test_published(validator: Callable[[str], bool], value: str, valid: bool, why: str) -> None:
    assert validator(value) is valid, why


# ICAO Doc 9303, parts 4 to 7: the specimens of the appendices.
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
VISA = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
CARD_OF_TWO_LINES = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"


@pytest.mark.parametrize(
    ("validator", "zone"),
    [
        (travel.passport, PASSPORT),
        (travel.visa, VISA),
        (travel.identity_document, CARD),
        (travel.identity_document, CARD_OF_TWO_LINES),
    ],
)
def test_machine_readable_zones(validator: Callable[[str], bool], zone: str) -> None:
    assert validator(zone)
    for place, mark in enumerate(zone):
        if mark.isdigit() and not (zone is VISA and zone[place:].endswith("6ZE184226B<<<<<<")):
            changed = zone[:place] + str((int(mark) + 1) % 10) + zone[place + 1 :]
            assert not validator(changed) or place > len(zone) - 17, changed
