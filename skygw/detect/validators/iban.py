"""International bank account numbers and bank identifiers.

Sources: ISO 13616-1 and the IBAN registry of SWIFT (lengths); ISO 7064, MOD 97-10; ISO 9362 (BIC).
"""

from __future__ import annotations

import re

from skygw.detect.validators.checks import mod97

LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
    "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
    "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
    "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
"""Characters of an IBAN by country."""

# ISO 3166-1, and XK for Kosovo.
_COUNTRIES = frozenset(
    (
        "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA",
        "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV",
        "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU",
        "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES",
        "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM",
        "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE",
        "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM",
        "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY",
        "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT",
        "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU",
        "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA",
        "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM",
        "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL",
        "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE",
        "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM", "ZW",
    )
)  # fmt: skip
# Words of headings and tables with the form of a code: "BENEFICIARY" has Finland's letters in the middle.
_HEADINGS = (
    "ACTIVITY ADRESSES AFDELING ARGUMENT ATTACHED BANCAIRE BANCARIA BENEFICIARY BETALING BUSINESS"
    " CAMPAGNE CAMPAIGN CANTIDAD CASHIERS COMMISSIONE CONGRESS CONSIDER CONSUMER CONTINUE CUSTOMER"
    " DEADLINE DECISION DELIVERY DEPOSITS DESTINATION DIVISION DOCUMENT DOKUMENT DOKUMENTACE DOMESTIC"
    " ECONOMIC EMPRESAS ENVIRONMENT ESTIMATE ETRANGER FEEDBACK FILIALEN FINANCES FUNZIONE HANDLING"
    " HOLDINGS HOSPITAL INDICATE INDUSTRY INSTITUCION INSTITUICAO INSTITUT INSTITUTION INSTRUCTION"
    " INTEREST INVESTOR KONTROLA LANGUAGE MINISTER MINISTRE MOVEMENT OCCASION OFFICIAL OPERATOR"
    " ORGANIZACJA ORIGINAL OVERVIEW PAIEMENT PARTNERS PLATNOSC PLATNOST POPLATEK PROPERTY PROVIDER"
    " RECHNUNG REGISTER REKENING RELEVANT RELIGION REMITTED REMITTER REQUIRED RESEARCH RESIDENT RESULTAT"
    " REVENUES REVISION SECTIONS SETTINGS SHIPMENT SOCIETES SUCURSAL SUPPLIER TEMPLATE TERMINAL TRAINING"
    " TRANSACTION TRANSAZIONE VIREMENT"
)
_WORDS = frozenset(_HEADINGS.split())
_BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[0-9A-Z]{2}(?:[0-9A-Z]{3})?")


def iban(value: str) -> bool:
    """A known country, its length, and right check digits, which are 02 to 98."""
    if LENGTHS.get(value[:2]) != len(value) or value[2:4] in ("00", "01", "99"):
        return False
    return mod97(value[4:] + value[:4]) == 1 and len(set(value[4:])) > 1


def bic(value: str) -> bool:
    """Eight or eleven characters with a country in the middle; the location does not begin with 0 or 1.

    A location that ends with 0 is a test code (ISO 9362).  Words that have this form by chance are none.
    """
    found = _BIC.fullmatch(value)
    if found is None or value in _WORDS:
        return False
    return found[1] in _COUNTRIES and value[6] not in "01" and value[7] not in "0O"
