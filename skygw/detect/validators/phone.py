"""Telephone numbers.

Source: ITU-T E.164 and the national numbering plans that the ITU collects, for the lengths.
"""

from __future__ import annotations

_PLANS = {
    (5, 5): "247 290 500 682",
    (5, 7): "676 677 678 683 688 690",
    (5, 8): "686",
    (5, 9): "27",
    (5, 10): "358 685",
    (5, 11): "352",
    (6, 6): "298 299 672 681 687",
    (6, 7): "597",
    (6, 9): "40 252 359 376 421 508",
    (6, 10): "53 63 95 98 880",
    (6, 11): "39",
    (6, 12): "49",
    (7, 7): "238 239 246 248 269 291 297 501 592 673 674 679 680 691 692 960",
    (7, 8): "230 241 267 372 507 599 670 675 961 975",
    (7, 9): "46 48 220 231 254 265 354 423 595 967",
    (7, 10): "243 353",
    (7, 12): "381 882",
    (7, 13): "43",
    (8, 8): "45 47 65 216 222 223 226 227 228 232 235 236 253 257 266 268 350 356 357 370"
        " 371 373 374 382 386 389 502 503 504 505 506 509 591 598 689 800 808 852 853 965 968 973 974 993",
    (8, 9): "32 36 51 66 213 224 250 258 264 355 377 385 387 593 855 886 962 963 970 971",
    (8, 10): "20 57 60 64 82 378 850 856 964 976 977",
    (8, 12): "62 383 883 972",
    (9, 9): "33 34 41 56 61 93 94 211 212 218 221 233 237 240 242 244 245 249 251 255"
        " 256 260 261 262 263 351 375 380 420 590 594 596 966 979 992 994 995 996 998",
    (9, 10): "44 81 84 92 881",
    (9, 11): "31 86",
    (9, 12): "870",
    (10, 10): "1 7 30 52 58 90 91 225 229 234",
    (10, 11): "54 55",
    (11, 11): "888",
    (12, 12): "878",
}  # fmt: skip
_LENGTHS = {code: lengths for lengths, codes in _PLANS.items() for code in codes.split()}
"""Country code to the fewest and most digits that follow it."""

_SEQUENCES = ("01234567890123456789", "98765432109876543210")


def international(value: str) -> bool:
    """A country code and a number of one of its lengths, without the ``+``; no obvious placeholder."""
    if not (value.isascii() and value.isdigit()) or not 7 <= len(value) <= 15:
        return False
    for size in (1, 2, 3):
        lengths = _LENGTHS.get(value[:size])
        if lengths is not None:
            number = value[size:]
            return lengths[0] <= len(number) <= lengths[1] and not _is_placeholder(number)
    return False


def national(value: str) -> bool:
    """Seven to twelve digits that are no placeholder; what makes them a number is the word beside them."""
    return value.isascii() and value.isdigit() and 7 <= len(value) <= 12 and not _is_placeholder(value)


def _is_placeholder(number: str) -> bool:
    return len(set(number)) <= 1 or (len(number) > 8 and any(number in row for row in _SEQUENCES))


def dialled(value: str) -> bool:
    """An international number behind the prefix 00."""
    return value.startswith("00") and international(value[2:])
