"""Mexico: CURP, RFC, CLABE, social security, electors."""

from __future__ import annotations

from .checks import is_digits, is_short_date, luhn, repeats, weighted

_CURP_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"  # RENAPO: Instructivo normativo para la CURP
_RFC_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"  # SAT: Anexo 3 of the RFC
_RFC_HOMONYM = "123456789ABCDEFGHIJKLMNPQRSTUV"
_RFC_CHARACTERS = frozenset(_RFC_ALPHABET) - {" "}
_CLABE = (3, 7, 1) * 5 + (3, 7)  # Asociación de Bancos de México: CLABE
# Banco de México: participants of SPEI, the first three digits of a CLABE.
_SPEI = (
    "001 002 006 009 012 014 019 021 030 032 036 037 042 044 058 059 060 062 072 102 103 106 108 110 "
    "112 113 116 124 126 127 128 129 130 131 132 133 134 135 136 137 138 139 140 141 143 145 147 148 "
    "149 150 151 152 153 154 155 156 157 158 159 160 166 167 168 600 601 602 605 606 607 608 610 613 "
    "614 615 616 617 618 619 620 621 622 623 626 627 628 629 630 631 632 633 634 636 637 638 640 642 "
    "646 647 648 649 651 652 653 655 656 659 661 663 669 670 671 677 680 683 684 685 686 687 688 689 "
    "699 703 706 709 710 714 715 720 722 723 725 728 729 730 732 734 738 740 741 901 902 903"
)
_BANKS = frozenset(_SPEI.split())


def population_key(value: str) -> bool:
    """CURP: four letters, birth as YYMMDD, sex, state, three consonants, a character, check digit."""
    born = value[4:10]
    if len(value) != 18 or not is_digits(born) or not is_short_date(born[:2], born[2:4], born[4:]):
        return False
    numbers = [_CURP_ALPHABET.find(character) for character in value]
    if min(numbers) < 0:
        return False
    total = sum(number * weight for number, weight in zip(numbers, range(18, 1, -1), strict=False))
    return numbers[17] == -total % 10


def taxpayer(value: str) -> bool:
    """RFC: four letters (three of a company), date as YYMMDD, two characters, check digit modulo 11."""
    if not taxpayer_form(value):
        return False
    numbers = [_RFC_ALPHABET.find(character) for character in value.rjust(13)]
    total = sum(number * weight for number, weight in zip(numbers, range(13, 1, -1), strict=False))
    return value[-1] == "0123456789A"[-total % 11]


def taxpayer_form(value: str) -> bool:
    """RFC, its check digit aside: about one in sixty of those in use has a wrong one."""
    if len(value) not in (12, 13) or not _RFC_CHARACTERS.issuperset(value):
        return False
    date = value[-9:-3]
    if value[-3] not in _RFC_HOMONYM or value[-2] == "0":
        return False
    return is_digits(date) and is_short_date(date[:2], date[2:4], date[4:])


def elector(value: str) -> bool:
    """Clave de elector: six consonants, birth as YYMMDD, state 01 to 33 or 87, 88, sex, three digits."""
    if len(value) != 18 or not is_digits(value[6:14]):
        return False
    state = int(value[12:14])
    return (1 <= state <= 33 or state in (87, 88)) and is_short_date(value[6:8], value[8:10], value[10:12])


def clabe(value: str) -> bool:
    """CLABE: bank, place, account of eleven digits, check digit; each product counts modulo 10."""
    if len(value) != 18 or not is_digits(value) or value[:3] not in _BANKS:
        return False
    # The last digits of products add up as the products do.
    return -weighted(value, _CLABE) % 10 == int(value[17])


def social_security(value: str) -> bool:
    """NSS (IMSS): eleven digits by Luhn."""
    return len(value) == 11 and not repeats(value) and luhn(value)
