"""What carries no text by its nature: pictures, sound, films, fonts, signatures.  Told by the content.

A declaration alone is a word of the sender: what is called a picture and is none of the many kinds of
pictures is something unknown.  And a signature of a few characters ("GIF89a", "ftyp" after four others) is
nothing against octets that everybody reads as text.
"""

from __future__ import annotations

import re

from skygw.extract import kind
from skygw.extract.found import Leaf

_SIGNATURE = 16
"""Octets that signatures of pictures and sound take at most."""
_BEGINNING = 512

# Beginnings that count where the declaration fits: many are too short to count by themselves.
_PICTURES = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM|II[*+]\0|MM\0[*+]|II(?:RO|U\0)|MMOR|\0\0[\x01\x02]\0"
    rb"|.{4}(?:ftyp|jP  |JXL )|\xff\x0a|\xff\x4f\xff\x51|8BPS|P[1-7]\s|gimp xcf|\x59\xa6\x6a\x95"
    rb"|\x01\xda[\0\x01][\x01\x02]|DDS |qoif|v/1\x01|#\?R|icns|SIMPLE  =|BPG\xfb|FUJIFILM|farbfeld"
    rb"|\x0a[\0-\x05]\x01[\x01\x02\x04\x08]|RIFF.{4}WEBP|.{128}DICM|AT&TFORM|\0\0[\x01-\xff]{2}"
    rb"|.(?:\0[\x02\x03\x0a\x0b]\0{5}|\x01[\x01\x09].{5}).{8}[\x08\x0f\x10\x18\x20]",  # TGA has no sign
    re.DOTALL,
)
_SOUND = re.compile(
    rb"ID3|\xff[\xe2-\xff]|APETAGEX|fLaC|OggS|RIFF|RIFX|RF64|FORM.{4}(?:AIFF|AIFC|8SVX)|caff|\.snd|wvpk"
    rb"|MAC |TTA[12]|DSD |\x02?#!(?:AMR|SILK|SVC)|MThd|XMF_|ADIF|MPCK|MP\+|\.ra\xfd|\.RMF|\x1aE\xdf\xa3"
    rb"|FLV\x01|0&\xb2u\x8ef\xcf\x11|\0\0\x01[\xb0-\xff]|G.{187}G|.{4}G.{191}G|\x06\x0e\x2b\x34|\x0b\x77"
    rb"|\0\0.{2}(?:ftyp|moov|mdat|wide|free|skip|pnot|styp|moof|sidx)",
    re.DOTALL,
)
_FONTS = re.compile(
    rb"\0\x01\0\0|OTTO|true|typ1|ttcf|wOF[F2]|\x80\x01|%!|.{34}LP|\x01\0[\x04-\xff][\x01-\x04]|\x01fcp",
    re.DOTALL,
)
_BY_DECLARATION = {
    "image": (_PICTURES,),
    "audio": (_SOUND,),
    "video": (_SOUND,),
    "font": (_FONTS,),
    "application": (_FONTS, _SOUND),
}
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})


def fits(octets: bytes, media_type: str) -> bool:
    """Whether octets are what a declared type without text says, of which no true type is known."""
    if not kind.is_textless(media_type):
        return False
    if media_type in _SIGNATURES:
        return octets.startswith(b"\x30")
    if media_type == "application/pgp-signature":
        return False
    patterns = _BY_DECLARATION.get(media_type.partition("/")[0], ())
    return any(pattern.match(octets) for pattern in patterns)


def reads_as_text(leaf: Leaf) -> bool:
    """Whether somebody is shown text, although the octets begin like something that has none.

    So say the name, the declaration, or what stands behind the beginning.
    """
    names = leaf.names
    if kind.is_text(leaf.media_type, names) or kind.is_html(leaf.octets[:2048], leaf.media_type, names):
        return True
    behind = leaf.octets[_SIGNATURE // 4 : _BEGINNING]
    return len(leaf.octets) > _SIGNATURE and b"\0" not in behind and kind.looks_like_text(behind)
