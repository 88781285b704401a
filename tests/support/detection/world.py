"""Labelled values of the countries outside Europe, of health, vehicles and travel documents.

For each data identifier a maker of values and one of decoys.  None of them knows our validators or our
regular expressions: check digits are those of python-stdnum or Faker, or counted in another way
(``world_checks``); forms without check digits are written as templates, after the publication that
``SOURCES`` names.
"""

from __future__ import annotations

from stdnum.ar import cbu, cuit
from stdnum.au import abn, acn, tfn
from stdnum.br import cnpj, cpf
from stdnum.ca import bc_phn, bn, sin
from stdnum.cl import rut
from stdnum.cn import ric, uscc
from stdnum.co import nit
from stdnum.ec import ci
from stdnum.ec import ruc as ec_ruc
from stdnum.id import npwp
from stdnum.il import hp, idnr
from stdnum.in_ import aadhaar, epic, gstin, pan
from stdnum.jp import cn as jp_cn
from stdnum.jp import in_ as jp_in
from stdnum.kr import rrn
from stdnum.mx import curp, rfc
from stdnum.my import nric as mykad
from stdnum.nz import bankaccount, ird
from stdnum.pe import cui
from stdnum.pe import ruc as pe_ruc
from stdnum.sg import uen
from stdnum.th import moa, pin
from stdnum.tw import ubn
from stdnum.us import ein, itin, rtn
from stdnum.uy import rut as uy_rut
from stdnum.ve import rif
from stdnum.vn import mst
from stdnum.za import idnr as za_idnr
from stdnum.za import tin as za_tin

from tests.support.detection import world_checks as checks
from tests.support.detection import world_zones as zones
from tests.support.detection.world_makers import (
    Check,
    Make,
    everyday,
    fill,
    found,
    named,
    raised,
    spoiled,
    written,
)
from tests.support.detection.world_sentences import SENTENCES

__all__ = ["DECOYS", "LANGUAGES", "SENTENCES", "SOURCES", "VALUES"]

VALUES: dict[str, Make] = {}
DECOYS: dict[str, Make] = {}
SOURCES: dict[str, str] = {}

LANGUAGES: dict[str, tuple[str, ...]] = {
    "argentina": ("es",), "australia": ("en",), "brazil": ("pt",), "canada": ("en", "fr"), "chile":
    ("es",), "china": ("zh",), "colombia": ("es",), "ecuador": ("es",), "egypt": ("ar", "en"),
    "hong_kong": ("zh_hk", "en"), "india": ("en", "hi"), "indonesia": ("id",), "israel": ("he", "en"),
    "japan": ("ja",), "kuwait": ("ar", "en"), "malaysia": ("ms", "en"), "mexico": ("es",), "new_zealand":
    ("en",), "pakistan": ("en", "ur"), "peru": ("es",), "philippines": ("en",), "qatari": ("ar", "en"),
    "saudi_arabia": ("ar", "en"), "singapore": ("en",), "south_africa": ("en", "af"), "south_korea":
    ("ko",), "taiwan": ("zh_hk",), "thai": ("th",), "thailand": ("th",), "uae": ("ar", "en"), "uruguay":
    ("es",), "venezuela": ("es",), "vietnam": ("vi",), "us": ("en", "es"), "": ("en",),
}  # fmt: skip
"""Languages in which people write of a country's numbers; the key is the beginning of the type's name."""

STDNUM = "python-stdnum"
FAKER = "Faker"


def checked(name: str, source: str, is_valid: Check, templates: str, writings: str = "") -> None:
    """Values of ``templates`` that ``is_valid`` takes; decoys differ in a digit, and fail."""
    good = found(templates, is_valid)
    bad = spoiled(good, is_valid)
    VALUES[name] = lambda chance: written(chance, good(chance), writings)
    DECOYS[name] = lambda chance: written(chance, bad(chance), writings)
    SOURCES[name] = source


def formed(name: str, source: str, templates: str, near: str) -> None:
    """Values that have a form and no check digit; decoys of the templates ``near``, and everyday figures."""
    VALUES[name] = lambda chance: fill(chance, templates)
    DECOYS[name] = lambda chance: fill(chance, near) if chance.random() < 0.7 else everyday(chance)
    SOURCES[name] = source


def faked(name: str, make: Make, near: str) -> None:
    """Values that Faker makes; decoys of the templates ``near``."""
    VALUES[name], SOURCES[name] = make, FAKER
    DECOYS[name] = lambda chance: fill(chance, near)


# Argentina, Australia
formed(
    "argentina_national_identity_numbers",
    "Wikipedia (es): DNI",
    "[12,23,31].???.???|[24,35]??????",
    "?.??.????|[24]???",
)
checked(
    "argentina_unique_tax_identification_key",
    STDNUM,
    cuit.is_valid,
    "[20,23,27,30,33]?????????",
    "##-########-#|###########",
)
checked(
    "argentina_cbu",
    STDNUM,
    cbu.is_valid,
    "0110599?2000004?6789?|0170284?3000002841739?|285????????????????????",
    "",
)
formed(
    "australia_bank_account_number",
    "Australian Payments Network: BSB",
    "[062,733,814]-??? [1,2,4]????????|[062,733]-??? [2,4]?????|[4,2,8]????1???",
    "[062,733]-???|??-??-????",
)
checked(
    "australia_business_number", STDNUM, abn.is_valid, "[5,2,7,8]?????????[1,2]", "## ### ### ###|###########"
)
checked("australia_company_number", STDNUM, acn.is_valid, "[0,1,6]????????", "### ### ###|#########")
formed(
    "australia_drivers_license_number",
    "Wikipedia: Driver's licences in Australia",
    "[S,A,B]?????|????[AB,KP]|[W,Z]?????",
    "[S,A]??|??[AB]?-??",
)
checked(
    "australia_medical_account_number",
    "Wikipedia: Medicare card (Australia)",
    checks.medicare_australia,
    "[2,3,4,5,6]????????[1,2,3]",
    "#### ##### #|##########",
)
formed(
    "australia_passport_number",
    "Wikipedia: Australian passport",
    "[N,E,L,M]???????|P[A,B,E]???????",
    "[N,E]?????|[NN,EE]????",
)
checked("australia_tax_file_number", STDNUM, tfn.is_valid, "[1,2,4,5,8]????????", "### ### ###|#########")
checked(
    "australia_individual_healthcare_identifier",
    "AS 5017 (Luhn, python-stdnum)",
    checks.luhn_of,
    "80036[0,1,2]??????????",
    "#### #### #### ####|################",
)
formed(
    "australia_centrelink_reference_number",
    "Services Australia",
    "[2,4,6]?? ??? ???[A,K,T,X]|[2,3]????????[B,C,V]",
    "??? ??? ???|???[A,K] ???",
)

# Brazil
checked("brazil_cpf_number", STDNUM, cpf.is_valid, "???????????", "###.###.###-##|###########")
checked(
    "brazil_legal_entity_number",
    STDNUM,
    cnpj.is_valid,
    "????????000[1,2]??|@?@?????0001??",
    "##.###.###/####-##|##.###.###/####-##|##############",
)
checked(
    "brazil_national_identification_card",
    "Rule of São Paulo, written anew",
    checks.rg,
    "[1,2,3,4]????????|[1,2,3]???????X",
    "",
)
VALUES["brazil_national_identification_card"] = lambda chance: written(
    chance, found("[1,2,3,4]????????", checks.rg)(chance), "##.###.###-#|#########"
)
checked(
    "brazil_drivers_license_number",
    "SENATRAN's rule, written anew",
    checks.cnh,
    "0??????????|[1,2,4]??????????",
    "",
)
checked(
    "brazil_pis_number",
    "Caixa: NIS, written anew",
    checks.pis,
    "1[2,3,6]?????????|2????????01",
    "###.#####.##-#|###########",
)
checked(
    "brazil_voter_id",
    "TSE, resolution 21.538/2003, written anew",
    checks.voter,
    "????????[03,07,11,19]??",
    "#### #### ####|############",
)
checked(
    "brazil_health_card_number",
    "DATASUS, written anew",
    checks.cns,
    "[700,704,898,706]????????????|1??????????000?",
    "### #### #### ####|###############",
)
formed(
    "brazil_passport_number", "Wikipedia: Brazilian passport", "[FV,GA,YC]??????", "[F,G]??????|[FV,GA]????"
)
formed(
    "brazil_bank_account_number",
    "FEBRABAN",
    "agência ???? conta [12,48]???-?|ag. ????-? c/c [1,3]?.???-?",
    "??-?|agência ????",
)

# Canada
formed(
    "canada_bank_account_number",
    "Payments Canada",
    "[0,1,2]????-00[1,2,3,4] [4,2,8]??????|[2,4,8]?????????1?",
    "?????-???|??-??-????",
)
VALUES["canada_drivers_license_number"] = lambda chance: written(
    chance, *chance.choice(
        [
            (fill(chance, "[C,M,S]????????{y}{m}{d}"), "#####-#####-#####|###############"),
            (fill(chance, "[P,T,L]????{d}{m}{y}??"), "#####-######-##|#############"),
        ]
    )
)
DECOYS["canada_drivers_license_number"] = lambda chance: fill(
    chance, "[C,M,S]????-?????-?9939|[P,T]????-[35,79]????-??|[P,T]??-??"
)
SOURCES["canada_drivers_license_number"] = "Wikipedia: Driver's licences in Canada"
formed(
    "canada_health_service_number",
    "Ontario Ministry of Health",
    "[2,4,6]??? ??? ???|[1,5,7]???-???-???",
    "???? ??? ??|???-???-??",
)
formed(
    "canada_passport_number",
    "Wikipedia: Canadian passport",
    "[HK,GA,AB]??????|[P,A,C]??????[AB,XY]",
    "[H,G]??????|[HK,GA]????",
)
formed(
    "canada_personal_health_identification_number",
    "Manitoba Health",
    "[4,7,8]?? ??? ??[1,3]|[4,5,7]??-???-???|[4,8]???????[0,2]",
    "?? ??? ???|?????-???",
)
checked(
    "canada_social_insurance_number",
    STDNUM,
    sin.is_valid,
    "[1,2,4,5,6,7,9]????????",
    "### ### ###|###-###-###|#########",
)
checked(
    "canada_business_number",
    STDNUM,
    bn.is_valid,
    "[1,7,8]????????R[C,T]000[1,2]|[1,8]????????",
    "#########RT####|#########",
)
VALUES["canada_business_number"] = found("[1,7,8]????????R[C,T]000[1,2]|[1,8]????????", bn.is_valid)
DECOYS["canada_business_number"] = spoiled(found("[1,7,8]????????", bn.is_valid), bn.is_valid)
checked("canada_bc_personal_health_number", STDNUM, bc_phn.is_valid, "9?????????", "#### ### ###|##########")
formed(
    "canada_quebec_health_insurance_number",
    "RAMQ",
    "[TREM,LAVB,GAGM] {y}{m} {d}??|[TREM,BOUJ]{y}{m}{d}??",
    "[TREM,LAVB] ??13 ????|[TRE,LAV]????????",
)

# Chile, China, Colombia, Ecuador
checked(
    "chile_identity_card_number",
    STDNUM,
    rut.is_valid,
    "[1,2,7,9]???????[0,3,5,8,K]",
    "##.###.###-#|########-#",
)
formed("chile_passport_number", "Wikipedia: Chilean passport", "[P,F,A]????????", "[P,F]???|[PP,FF]????????")
checked(
    "china_resident_identity_card_number",
    STDNUM,
    ric.is_valid,
    "[110105,310104,440103]{Y}{m}{d}????|[110105,310104]{Y}{m}{d}???X",
    "",
)
checked(
    "china_unified_social_credit_code",
    STDNUM,
    uscc.is_valid,
    "91[310115,110108]MA1[K,G]?[F,W]?[B,J]??|91[440300,110000]6000??????",
    "",
)
formed(
    "china_passport_number",
    "Wikipedia: Chinese passport",
    "[E,G]????????|E[A,B,K]???????",
    "[E,G]???????|[A,B]????????",
)
formed(
    "china_mainland_travel_permit_number",
    "Wikipedia: Mainland Travel Permit",
    "[H,M]????????|[H,M]0????????1",
    "[H,M]??????|K????????",
)
formed(
    "china_bank_account_number",
    "People's Bank of China",
    "4402 28?? ???? ???? ??1|[1100,3100]2841????????7?",
    "???? ????|????-??",
)
checked(
    "colombia_nit", STDNUM, nit.is_valid, "[8,9]????????[0,1,5,7]", "###.###.###-#|#########-#|##########"
)
formed(
    "colombia_cedula_de_ciudadania",
    "Registraduría Nacional",
    "1.0[1,2,9]?.???.???|[12,52,79].???.???|10[12,28]??????",
    "?.??.???|??.????",
)
checked(
    "ecuador_identity_card_number",
    STDNUM,
    ci.is_valid,
    "[01,09,17,24][0,1,4,5]???????",
    "#########-#|##########",
)
checked("ecuador_ruc", STDNUM, ec_ruc.is_valid, "[17,09]9???????001|[17,01][0,1]???????001", "")

# Hong Kong, India, Indonesia, Israel
checked(
    "hong_kong_identity_card_number",
    "Wikipedia, written anew",
    checks.hkid,
    "[A,C,G,K,R,Y,Z]??????(?)|[A,B]??????(A)|[WX,XA]??????(?)",
    "",
)
formed(
    "hong_kong_passport_number",
    "Wikipedia: HKSAR passport",
    "[K,H]????????|H[A,B]???????",
    "[K,H]?????|[L,Z]????????",
)
formed(
    "hong_kong_business_registration_number",
    "Inland Revenue Department",
    "[2,3,4,6]??????[1,3]|[4,5]???????-000-04-2[4,5,6]-[A,5]",
    "???-??|????.??",
)
formed(
    "india_drivers_license_number",
    "Sarathi",
    "[MH,KA,TN,DL][01,12,22] 20[08,14,19]00[4,8]????|[MH,KA,GJ][02,05]20[11,21]00?????",
    "[ZZ,QQ]12 2014???????|[MH,KA]12 2014??",
)
checked(
    "india_gst_number",
    STDNUM,
    gstin.is_valid,
    "[27,29,07]AAP[C,F,P]U[1,2]???F1Z[5,V,K,M,X]|[24,33]AKL[C,P]M????[D,H]1Z?",
    "",
)
checked(
    "india_permanent_account_number", STDNUM, pan.is_valid, "[ABC,CKL,DRS][P,C,F,H][K,S,R]????[L,M,Q]", ""
)
DECOYS["india_permanent_account_number"] = lambda chance: fill(
    chance, "[ABC,CKL][X,Z,Q][K,S]????[L,M]|[ABC,CKL]P[K,S]???[L,M]"
)
checked(
    "india_unique_identification_number",
    STDNUM,
    aadhaar.is_valid,
    "[2,4,7,9]???????????",
    "#### #### ####|############|####-####-####",
)
checked("india_voter_id_card", STDNUM, epic.is_valid, "[KXR,YHN,ABC]???????", "")
DECOYS["india_voter_id_card"] = lambda chance: fill(chance, "[KXR,YHN]??????|[KX,YH]????????")
formed(
    "india_passport_number",
    "Wikipedia: Indian passport",
    "[K,M,P,T,W][1,2,8]?????[1,5,9]",
    "[Q,X,Z]??????0|[KK,MM]????",
)
formed(
    "india_ifsc_code",
    "Reserve Bank of India",
    "[SBIN,HDFC,ICIC,UTIB]00[0,1]????",
    "[SBIN,HDFC]1??????|[SBI,HDF]0??????",
)
formed(
    "india_bank_account_number",
    "Reserve Bank of India",
    "[5,3,2]0100?????????|[3,4]?????????1",
    "???-???|????.??",
)
formed(
    "india_tax_deduction_account_number",
    "Income Tax Department: TAN",
    "[MUMK,DELH,BLRC]?????[B,C,G]",
    "[MUM,DEL]??????|[MUMK]????B",
)
checked(
    "indonesia_identity_card_number",
    "Wikipedia (id): NIK",
    lambda value: value[12:] != "0000",
    "[327301,317406,351515]{d}{m}{y}000[1,2,3]",
    "",
)
DECOYS["indonesia_identity_card_number"] = lambda chance: fill(
    chance, "[327301,317406]{d}[13,45,99]??000?|99????{d}{m}{y}000?"
)
checked(
    "indonesia_tax_number",
    STDNUM,
    npwp.is_valid,
    "0????????[427,013]000",
    "##.###.###.#-###.###|###############",
)
formed(
    "indonesia_passport_number", "Wikipedia: Indonesian passport", "[A,B,C,X]???????", "[A,B]????|[CC]???????"
)
checked(
    "israel_national_identification_number", STDNUM, idnr.is_valid, "[0,2,3]????????", "#########|########-#"
)
formed(
    "israel_bank_account_number",
    "Bank of Israel",
    "[10,11,12,20,31]-[284,817]-[4,2,1]?????|[10,12]-[6]??-????????",
    "??-???|??-???-??",
)
checked("israel_company_number", STDNUM, hp.is_valid, "51???????|52???????", "#########|##-######-#")
formed(
    "israel_passport_number", "Wikipedia: Israeli passport", "[2,3][1,2,4,8]?????[1,3]", "???-???|??????.?"
)

# Japan
formed(
    "japan_bank_account_number",
    "Zengin: codes",
    "[0001,0005]-[173,284] [1,4,2]??????|[284,817] [1,4]??????|[2,4,8]??????",
    "???-???|??????",
)
checked(
    "japan_drivers_license_number",
    "Wikipedia (ja), written anew",
    checks.licence_japan,
    "[30,45,62,90][0,1,9]????????0",
    "############",
)
checked(
    "japan_my_number_corporate",
    STDNUM,
    jp_cn.is_valid,
    "[1,2,5,7,9]01[0,2]?????????",
    "#############|#-####-####-####",
)
checked("japan_my_number_personal", STDNUM, jp_in.is_valid, "????????????", "#### #### ####|############")
formed(
    "japan_passport_number", "Wikipedia: Japanese passport", "[TK,TZ,MS,TR]???????", "[T,M]???????|[TK]?????"
)
formed(
    "japan_residence_card_number",
    "Immigration Services Agency",
    "[AB,UH,SE]????????[CD,EA]",
    "[AB,UH]????????|[A,U]????????[CD]",
)
formed(
    "japan_resident_registration_number",
    "Basic Resident Register Act",
    "[2,4,8]?????????[1,5]",
    "????-???|???????",
)
formed(
    "japan_social_insurance_number",
    "Japan Pension Service",
    "[2,4,8]???-??????|[2,4,7]????????1",
    "???-??????|???????",
)
checked(
    "japan_invoice_issuer_number",
    STDNUM,
    lambda value: jp_cn.is_valid(value[1:]),
    "T[1,2,5,7,9]01[0,2]?????????",
    "",
)

# Kuwait, Malaysia, Mexico, New Zealand
checked("kuwait_civil_id", "PACI, written anew", checks.civil_kuwait, "2{y}{m}{d}0????", "")
checked(
    "malaysia_identification_card_number",
    STDNUM,
    mykad.is_valid,
    "{y}{m}{d}[01,10,14,08][1,5]???",
    "######-##-####|############",
)
formed(
    "malaysia_passport_number", "Wikipedia: Malaysian passport", "[A,H,K]????????", "[A,H]?????|[B,Z]????????"
)
formed(
    "malaysia_tax_identification_number", "LHDN", "IG???????????|[C,D]??????????", "IG???????|[X,Z]??????????"
)
checked(
    "mexico_unique_population_registry_code",
    STDNUM,
    curp.is_valid,
    "[GOMC,LOHJ,PERA]{y}{m}{d}[H,M][DF,JC,NL][RRL,PRN,SNV]0?",
    "",
)
checked(
    "mexico_rfc",
    STDNUM,
    lambda value: rfc.is_valid(value, validate_check_digits=True),
    "[GOMC,LOHJ]{y}{m}{d}[7,K,Q][J,B]?|[TEM,ACM]{y}{m}{d}[8,C][Q,2]?",
    "",
)
DECOYS["mexico_rfc"] = lambda chance: fill(chance, "[GOMC,LOHJ]??[13,45]??7J?|[GOMC,LOHJ]{y}{m}[00,45]7J?")
checked(
    "mexico_clabe",
    "Asociación de Bancos de México, written anew",
    checks.clabe,
    "[002,012,021,072,646]180???????????[1,4,7]",
    "",
)
checked(
    "mexico_social_security_number",
    "IMSS (Luhn, python-stdnum)",
    checks.luhn_of,
    "[10,48,62][85,90,03]???????",
    "###########|##-##-##-####-#",
)
formed(
    "mexico_elector_key",
    "INE",
    "[GMMRCL,LPHRJN,SNVZMR]{y}{m}{d}[09,14,15][H,M][1,9]00",
    "[GMMRCL,LPHRJN]??13??09H?00|[GMMRC]{y}{m}{d}09H?00",
)
formed("mexico_passport_number", "Wikipedia: Mexican passport", "[G,N]????????", "[G,N]????|[GG]????????")
checked(
    "new_zealand_bank_account_number",
    STDNUM,
    bankaccount.is_valid,
    "010242[0,1]??????000|1231400??????000|389004[0]??????001",
    "##-####-#######-###",
)
# The last digit of the account has weight 1; other digits may make it one of a branch that the oracle lacks.
DECOYS["new_zealand_bank_account_number"] = raised(VALUES["new_zealand_bank_account_number"], 14)
formed("new_zealand_drivers_license_number", "Waka Kotahi", "[DX,EK,CB]??????", "[D,E]??????|[DX,EK]????")
checked(
    "new_zealand_inland_revenue_number",
    STDNUM,
    ird.is_valid,
    "[4,6,8]???????|0[4,6,9]???????|1[0,1,2,3]???????",
    "",
)
VALUES["new_zealand_inland_revenue_number"] = lambda chance: written(
    chance, found("[4,6,8]???????", ird.is_valid)(chance), "##-###-###|########"
)
checked(
    "new_zealand_ministry_of_health_number",
    "HISO 10046, written anew",
    checks.nhi,
    "[ZAC,KXR,CGB,DJW]????",
    "",
)
formed(
    "new_zealand_social_welfare_number",
    "Work and Income",
    "[2,4,8]?? ??? ??[1,3]|[2,4]??-???-???|[4,7]???????1",
    "??? ??? ??|??-??-???",
)
formed(
    "new_zealand_passport_number",
    "Wikipedia: New Zealand passport",
    "[LK,LM,RA,EA]??????|N??????",
    "[LK]????|[LKA]??????",
)
checked("new_zealand_business_number", "GS1 (python-stdnum: ean)", checks.nzbn, "94290????????", "")

# Egypt, Pakistan, Peru, Philippines, Qatar
formed(
    "egypt_national_id",
    "Civil Status Organization",
    "2{y}{m}{d}[01,02,12,88]?????",
    "2??13??01?????|4{y}{m}{d}01?????",
)
formed(
    "pakistan_national_identity_card_number",
    "NADRA",
    "[35202,42201,61101]-???????-?",
    "[35202,42201]-?????-?|[8,9]5202-???????-?",
)
formed(
    "pakistan_passport_number", "Wikipedia: Pakistani passport", "[AB,KT,CV]???????", "[A,K]???????|[AB]?????"
)
checked("peru_ruc", STDNUM, pe_ruc.is_valid, "[10,15,20]?????????", "")
checked(
    "peru_national_identity_number",
    STDNUM,
    cui.is_valid,
    "[0,4,7][1,3,7,9]??????[1,5,9]|[4,7][1,3]??????[A,C,K]",
    "########-#",
)
DECOYS["peru_national_identity_number"] = lambda chance: fill(chance, "[4,7]???.??|[4,7]??-???")
formed(
    "philippines_passport_number",
    "Wikipedia: Philippine passport",
    "P???????[A,B,C]|[EC,EB]???????",
    "P?????[A,B]|[E]???????",
)
formed(
    "philippines_unified_multi_purpose_identification_number",
    "SSS and GSIS: UMID",
    "0[0,1]11-???????-?|01112841????",
    "????-?????-?|????.????",
)
formed(
    "philippines_tax_identification_number",
    "Bureau of Internal Revenue",
    "[1,2,4]??-???-???-000|[1,2,4]??-???-???",
    "??-???-???|????-???",
)
formed(
    "philippines_sss_number",
    "Social Security System",
    "[03,34,06]-???????-?|34[2,4]??????1",
    "[03,34]-?????-?|???-????",
)
formed(
    "philippines_philhealth_number",
    "PhilHealth",
    "[12,19]-?????????-?|1202841???[1,3]?",
    "[12]-???????-?|????-????",
)
formed(
    "philippines_philsys_number",
    "Philippine Statistics Authority",
    "[2,4,7]???-????-????-????|[2,4]??????1???2????",
    "????-????-????|????-??",
)
formed(
    "qatari_id_card_number",
    "Wikipedia: National identification number, Qatar",
    "2[6,8,9]?[634,356,586,050,818]?????",
    "4??634?????|2??000?????|2??634???",
)

# Saudi Arabia, Singapore, South Africa, South Korea
checked("saudi_arabia_national_id", "Luhn (python-stdnum)", checks.luhn_of, "[10,11,23,24]????????", "")
formed("saudi_arabia_vat_number", "ZATCA", "3[0,1]????????00003", "4[0,1]????????00003|3[0,1]????????00001")
formed(
    "saudi_arabia_passport_number",
    "Wikipedia: Saudi Arabian passport",
    "[A,B,U]??????",
    "[A,B]????|[AB]??????",
)
checked(
    "singapore_national_registration_identity_card_number",
    "Wikipedia, written anew",
    checks.nric,
    "[S,T]???????@|[F,G,M]???????@",
    "",
)
checked(
    "singapore_unique_entity_number",
    STDNUM,
    uen.is_valid,
    "20[08,14,19]?????[C,D,E,G,H,K,M,N,R,W,Z]|5[2,3]??????[A,B,C,D,E,J,K,L,M,W,X]|T[08,14]LL????[A,B,C,D,E,F,G,H,J,K,L]",
    "",
)
formed(
    "singapore_passport_number",
    "Wikipedia: Singapore passport",
    "[K,E]???????[A,K,P]",
    "[K,E]?????[A,K]|[L,Z]???????[A]",
)
checked(
    "south_africa_identification_number",
    STDNUM,
    za_idnr.is_valid,
    "{y}{m}{d}[1,5]???08?",
    "#############|###### #### ## #",
)
checked("south_africa_tax_number", STDNUM, za_tin.is_valid, "[0,1,2,3,9]?????????", "##########|####/###/###")
formed(
    "south_africa_passport_number",
    "Wikipedia: South African passport",
    "[A,M]0???????",
    "[A,M]?????|[AB]????????",
)
formed(
    "south_africa_drivers_license_number",
    "NaTIS",
    "[6,1]0[2,8]000[4,2]????[T,K,B]",
    "??????????|[60]????[T,K]",
)
formed(
    "south_africa_company_registration_number",
    "CIPC",
    "20[04,14,21]/[0,1,4]?????/07|19[98,85]/0?????/[08,23]",
    "20[14]/????/07|21[14]/??????/07",
)
checked(
    "south_korea_resident_registration_number",
    STDNUM,
    rrn.is_valid,
    "{y}{m}{d}[1,2][0,4,8]?????",
    "######-#######|#############",
)
DECOYS["south_korea_resident_registration_number"] = spoiled(
    found("{y}{m}{d}[1,2][0,4,8]?????", rrn.is_valid),
    lambda value: rrn.is_valid(value) or checks.foreigner_korea(value),
)
checked(
    "south_korea_business_registration_number",
    "National Tax Service, written anew",
    checks.business_korea,
    "[127,284,617,220][81,86,05]?????",
    "###-##-#####|##########",
)
checked(
    "south_korea_corporate_registration_number",
    "Supreme Court, written anew",
    checks.corporate_korea,
    "[110111,130111,180171]???????",
    "######-#######",
)
formed(
    "south_korea_passport_number",
    "Wikipedia: South Korean passport",
    "M????????|M???[A,B,C]????",
    "M?????|[Z,X]????????",
)
formed(
    "south_korea_drivers_license_number",
    "Korean National Police Agency",
    "[11,13,26]-[04,14,98]-??????-??",
    "[11,13]-??-????-??|[35,99]-??-??????-??",
)
formed(
    "south_korea_bank_account_number",
    "KFTC",
    "110-???-??????|3333-??-???????|[284,817]-??-??????",
    "???-???|????-??",
)

# Taiwan, Thailand, UAE, Uruguay, Venezuela, Vietnam
checked(
    "taiwan_national_identification_number",
    "Ministry of the Interior, written anew",
    checks.person_taiwan,
    "[A,B,F,H,P][1,2]????????",
    "",
)
formed(
    "taiwan_passport_number",
    "Wikipedia: Taiwan passport",
    "[3][0,1,5,6]????[2,4]?[1,7]",
    "[3]?????|??-???-??",
)
checked(
    "taiwan_resident_certificate_number",
    "National Immigration Agency, written anew",
    checks.person_taiwan,
    "[A,B,F,H][8,9]????????",
    "",
)
checked("taiwan_unified_business_number", STDNUM, ubn.is_valid, "[0,2,5,8]???????", "")
DECOYS["taiwan_unified_business_number"] = lambda chance: fill(
    chance, "2416378[0,1,2,4]|0450525[9]|[2,8]?????"
)
checked(
    "thai_population_identification_code",
    STDNUM,
    pin.is_valid,
    "[1,3,5]????????????",
    "#-####-#####-##-#|#############",
)
checked(
    "thailand_tax_identification_number",
    STDNUM,
    moa.is_valid,
    "0105[5,6]????????",
    "#############|#-####-#####-##-#",
)
formed("thailand_passport_number", "Wikipedia: Thai passport", "[AA,AB,AC]???????", "[AA]?????|[AAA]???????")
checked(
    "uae_emirates_id",
    "Luhn (python-stdnum)",
    checks.luhn_of,
    "784{Y}????????",
    "###-####-#######-#|###############",
)
formed(
    "uae_tax_registration_number",
    "Federal Tax Authority",
    "100[2,3,4]???????0003",
    "200[2,3]???????0003|100[2,3]???????",
)
checked(
    "uruguay_identity_card_number",
    "DNIC, the other weights",
    checks.cedula_uruguay,
    "[1,2,3,4,5]???????",
    "#.###.###-#|#######-#",
)
checked("uruguay_rut", STDNUM, uy_rut.is_valid, "21??????001?", "")
checked("venezuela_rif", STDNUM, rif.is_valid, "[J,V,G]????????[1,4,7]", "#-########-#|##########")
formed(
    "venezuela_identity_card_number",
    "SAIME",
    "[V,E]-[12,24,7].???.???|V[12,24]??????",
    "[X,K]-12.???.???|V-12.??",
)
formed(
    "vietnam_identity_card_number",
    "Decree 137/2015",
    "0[01,34,79][1,0,3]{y}??????",
    "[1,9]01?????????|0[01]?????",
)
checked("vietnam_tax_code", STDNUM, mst.is_valid, "0[1,3]????????", "")

# United States, health, vehicles, travel documents
faked(
    "us_social_security_number",
    named("en_US", "ssn"),
    "000-[12,34]-???[1,5]|666-[12,34]-???[1,5]|[284,317]-00-????|[284,317]-[12,34]-0000",
)
checked(
    "us_individual_taxpayer_identification_number",
    STDNUM,
    itin.is_valid,
    "9??[70,78,88,90,95]????",
    "###-##-####|### ## ####",
)
DECOYS["us_individual_taxpayer_identification_number"] = lambda chance: fill(
    chance, "9??-[12,34,69,89,93]-????|8??-78-????"
)
formed(
    "us_drivers_license_number",
    "Wikipedia: Driver's licenses in the United States",
    "[D,F,N,Y]???????|[S,C]???-???-??-???-?|[S,M]????????????|[AB,RK]??????|[D,H]????????",
    "[D,F]??|??-???",
)
formed("us_bank_account_number", "Nacha", "[2,4,8]????????[1,3]|[1,4]???2?????????", "????-??|??.???")
checked("aba_routing", STDNUM, rtn.is_valid, "[01,02,07,12,26,31]???????", "")
formed(
    "us_uk_passport_number",
    "US Department of State; HM Passport Office",
    "[2,4,5]???????[1,3]|[A,C,Y]????????",
    "???-???|[AB]????????",
)
checked("us_employer_identification_number", STDNUM, ein.is_valid, "[12,47,84,36]???????", "##-#######")
DECOYS["us_employer_identification_number"] = lambda chance: fill(
    chance, "[07,17,49,89,00]-???????|[12,47]-?????"
)
formed(
    "us_preparer_tax_identification_number", "Internal Revenue Service", "P0???????", "P0?????|[Q,R]0???????"
)
formed(
    "us_alien_registration_number",
    "USCIS",
    "A0[2,8]???????|A[2,8]???????|A2?-???-???",
    "A2????|[B,C]0????????",
)
formed(
    "us_uscis_receipt_number",
    "USCIS",
    "[IOE,WAC,MSC,EAC]??????????|[WAC,LIN]-2?-???-?????",
    "[XYZ,ABC]??????????|[IOE,WAC]?????",
)
formed("us_military_id_number", "Department of Defense: EDIPI", "1[0,2,4]???????[1,3]", "??????|2-???-???")
formed(
    "us_cusip_number",
    "published CUSIPs",
    "037833100|594918104|17275R102|38259P508|68389X105|02079K305",
    "037833101|594918105|17275R103|????-??",
)
checked(
    "drug_enforcement_agency_number",
    "Wikipedia: DEA number, written anew",
    checks.dea,
    "[A,B,F,M][F,S,W]???????",
    "",
)
checked(
    "us_national_provider_identifier", "CMS (Luhn with 80840, python-stdnum)", checks.npi, "1?????????", ""
)
formed(
    "medicare_beneficiary_identifier_card",
    "CMS: Understanding the MBI",
    "[1,3,8][E,R,W][G,A,4]?-[T,K,C][E,2,7]?-[MK,HD,YV]??|[2,5,9][A,N,Q][T,8]?[P,X][5,Y]?[AA,RT]??",
    "[1,3][S,L,O][G,4]?-[T,K]E?-[MK]??|[1,3][E,R]G?-TE?",
)
checked(
    "us_health_insurance_claim_number",
    "CMS: HICN (SSN by python-stdnum)",
    checks.claim,
    "[2,4,5]????????[A,B,D]|[3,5]????????[C1,B2,W1]",
    "",
)
DECOYS["us_health_insurance_claim_number"] = lambda chance: fill(
    chance, "000-[12,34]-????A|[284]-00-????A|[284]-17-????[Z,Q]"
)
formed("us_health_plan_member_id", "BCBSA: prefixes", "[XYP,QMB,ABC]?????????", "[XYP,QMB]???|[X,Q]????")
formed(
    "national_drug_code",
    "FDA",
    "[0002,0006]-[8,3]???-01|[50580,68180]-???-0[1,2]|00093-????-98",
    "????-??-??|?????-??-?",
)
formed(
    "international_classification_of_diseases_icd_9_cm",
    "CDC: ICD-9-CM",
    "250.0[0,1,2]|401.[1,9]|414.01|V58.67|786.50|E812.0|530.81",
    "25.02|V99.1|12.5.1",
)
formed(
    "international_classification_of_diseases_icd_10_cm",
    "CDC: ICD-10-CM",
    "E11.[9,65]|I25.10|J45.909|S72.001A|C50.911|F32.9|M54.5|K21.9|Z79.4",
    "E99.9|T99.0|E1.65|EE11.9",
)
faked(
    "vehicle_identification_number",
    named("en_US", "vin"),
    "1HGCM82633A00435|WVWZZZ1JZXW04817O|[4,5,1][J,F]Q[A,B]????????",
)
for _name, _make in (
    ("passport_machine_readable_zone", zones.passport),
    ("visa_machine_readable_zone", zones.visa),
    ("identity_document_machine_readable_zone", zones.card),
):
    VALUES[_name], SOURCES[_name] = _make, "ICAO Doc 9303, written anew"
    DECOYS[_name] = zones.spoiled(_make)
