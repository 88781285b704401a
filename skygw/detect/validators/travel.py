"""Machine readable zones of travel documents."""

from __future__ import annotations

from .checks import is_date

# ICAO Doc 9303, part 3, section 4.9: weights; digits count themselves, A to Z 10 to 35, the filler 0.
_WEIGHTS = (7, 3, 1)
_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_VALUES["<"] = 0


def _check(field: str) -> int:
    """The check digit of a field, -1 where a character has no value."""
    total = 0
    for place, character in enumerate(field):
        number = _VALUES.get(character)
        if number is None:
            return -1
        total += number * _WEIGHTS[place % 3]
    return total % 10


def _agrees(field: str, check: str) -> bool:
    """Whether the digit is the field's; an empty optional field may have a filler for 0."""
    if check == "<":
        return not field.strip("<")
    return check == str(_check(field))


def _day(field: str) -> bool:
    """Whether YYMMDD is a date; parts that are unknown are fillers."""
    month, day = field[2:4], field[4:6]
    return "<" in field or is_date(2000, month, day)


def _lines(value: str, count: int, length: int) -> list[str] | None:
    lines = value.split()
    return lines if len(lines) == count and all(len(line) == length for line in lines) else None


def passport(value: str) -> bool:
    """TD3 (Doc 9303, part 4): two lines of 44, check digits of number, birth, expiry, options, all."""
    lines = _lines(value, 2, 44)
    if lines is None:
        return False
    line = lines[1]
    return (
        _day(line[13:19])
        and _agrees(line[:9], line[9])
        and _agrees(line[13:19], line[19])
        and _agrees(line[21:27], line[27])
        and _agrees(line[28:42], line[42])
        and _agrees(line[:10] + line[13:20] + line[21:43], line[43])
    )


def visa(value: str) -> bool:
    """MRV-A and MRV-B (Doc 9303, part 7): two lines of 44 or of 36, check digits of number, birth, expiry."""
    lines = _lines(value, 2, 44) or _lines(value, 2, 36)
    return lines is not None and _two_lines(lines[1])


def _two_lines(line: str) -> bool:
    return (
        _day(line[13:19])
        and _agrees(line[:9], line[9])
        and _agrees(line[13:19], line[19])
        and _agrees(line[21:27], line[27])
    )


def identity_document(value: str) -> bool:
    """TD1 and TD2 (Doc 9303, parts 5 and 6): three lines of 30 or two of 36, with the check digit over all.

    A number longer than nine places goes on in the optional data, with a filler in its check digit's place.
    """
    three = _lines(value, 3, 30)
    if three is not None:
        first, second = three[0], three[1]
        whole = first[5:30] + second[:7] + second[8:15] + second[18:29]
        return (
            _day(second[:6])
            and (first[14] == "<" or _agrees(first[5:14], first[14]))
            and _agrees(second[:6], second[6])
            and _agrees(second[8:14], second[14])
            and _agrees(whole, second[29])
        )
    two = _lines(value, 2, 36)
    if two is None:
        return False
    line = two[1]
    return _two_lines(line) and _agrees(line[:10] + line[13:20] + line[21:35], line[35])
