"""A writer of compound files (MS-CFB) and of the old formats inside them, as small as tests need it."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Mapping

import attrs

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = Mapping[str, "bytes | Tree"]


@attrs.define
class _Node:
    name: str
    data: bytes | None
    children: list[_Node]
    number: int = 0
    right: int = 0xFFFFFFFF
    start: int = _END
    size: int = 0


def compound(tree: Tree) -> bytes:
    """A compound file with the streams and storages of ``tree``; everything in whole sectors."""
    root = _Node("Root Entry", None, _nodes(tree))
    nodes: list[_Node] = []
    todo = [root]
    while todo:
        node = todo.pop(0)
        node.number = len(nodes)
        nodes.append(node)
        todo += node.children
    for node in nodes:
        for one, other in itertools.pairwise(node.children):
            one.right = other.number
    sectors: list[bytes] = []
    chains: list[int] = []

    def put(data: bytes) -> int:
        if not data:
            return _END
        start = len(sectors)
        for at in range(0, len(data), _SECTOR):
            sectors.append(data[at : at + _SECTOR].ljust(_SECTOR, b"\0"))
            chains.append(len(sectors))
        chains[-1] = _END
        return start

    small, mini = b"", []
    for node in nodes:
        if node.data is None:
            continue
        node.size = len(node.data)
        if node.size >= 4096:
            node.start = put(node.data)
        elif node.data:
            node.start = len(mini)
            small += node.data.ljust(-(-node.size // 64) * 64, b"\0")
            mini += [*range(node.start + 1, len(small) // 64), _END]
    root.start, root.size = put(small), len(small)
    mini_fat = struct.pack(f"<{len(mini)}L", *mini)
    mini_fat = mini_fat.ljust(-(-len(mini_fat) // _SECTOR) * _SECTOR, b"\xff")
    mini_start = put(mini_fat)
    directory = b"".join(map(_entry, nodes))
    start = put(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    first_fat = len(sectors)
    count = 1
    while (first_fat + count) * 4 > count * _SECTOR:
        count += 1
    chains += [_FAT] * count
    fat = struct.pack(f"<{len(chains)}L", *chains).ljust(count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHHHLL", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0)
    header += struct.pack("<LLLL", count, start, 0, 4096)
    header += struct.pack("<LLLLL", mini_start, len(mini_fat) // _SECTOR, _END, 0, first_fat)
    places = [first_fat + n for n in range(1, count)]
    header += struct.pack(f"<{len(places)}L", *places)
    return header.ljust(_SECTOR, b"\xff") + b"".join(sectors) + fat


def _nodes(tree: Tree) -> list[_Node]:
    return [
        _Node(name, value, []) if isinstance(value, bytes) else _Node(name, None, _nodes(value))
        for name, value in tree.items()
    ]


def _entry(node: _Node) -> bytes:
    """A directory entry; siblings as one chain to the right."""
    name = (node.name + "\0").encode("utf-16-le")
    kind = 5 if node.number == 0 else 2 if node.data is not None else 1
    child = node.children[0].number if node.children else _FREE
    return (
        name.ljust(64, b"\0") + struct.pack("<HBB", len(name), kind, 1)
        + struct.pack("<LLL", _FREE, node.right, child) + bytes(16 + 4 + 16)
        + struct.pack("<LQ", node.start, node.size)
    )  # fmt: skip


def word(text: str, *, encrypted: bool = False) -> dict[str, bytes]:
    """The streams of a Word document whose text is one piece of UTF-16 (MS-DOC)."""
    body = text.encode("utf-16-le")
    head = bytearray(0x400)
    struct.pack_into("<H", head, 0, 0xA5EC)
    struct.pack_into("<H", head, 10, 0x0200 | (0x0100 if encrypted else 0))
    count = len(text)
    pieces = struct.pack("<LL", 0, count) + struct.pack("<HLH", 0, 0x400, 0)
    clx = b"\x02" + struct.pack("<L", len(pieces)) + pieces
    struct.pack_into("<LL", head, 0x01A2, 0, len(clx))
    return {"WordDocument": bytes(head) + body, "1Table": clx}


def record(kind: int, data: bytes) -> bytes:
    """A record of BIFF 8 (MS-XLS)."""
    return struct.pack("<HH", kind, len(data)) + data


def excel(strings: list[str], numbers: list[float], *, encrypted: bool = False) -> bytes:
    """The stream "Workbook": shared strings in column A, numbers in column B, cut over a Continue."""
    bof = record(0x0809, struct.pack("<HHHHLL", 0x0600, 5, 0, 0, 0, 0))
    if encrypted:
        return bof + record(0x002F, bytes(6)) + bytes(100)
    items = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in strings)
    table = struct.pack("<LL", len(strings), len(strings)) + items
    cut = len(table) - 8  # within the last string: the Continue tells its width again
    out = bof + record(0x0085, struct.pack("<LBBBB", 0, 1, 0, 7, 0) + b"HidTab1")
    out += record(0x00FC, table[:cut]) + record(0x003C, b"\x01" + table[cut:])
    for row, _text in enumerate(strings):
        out += record(0x00FD, struct.pack("<HHHL", row, 0, 0, row))
        if row < len(numbers):
            out += record(0x0203, struct.pack("<HHHd", row, 1, 0, numbers[row]))
    return out + record(0x000A, b"")


def powerpoint(wide: str, narrow: str, embedded: bytes = b"") -> bytes:
    """The stream "PowerPoint Document": two text atoms in a container, a compressed object."""
    atoms = struct.pack("<HHL", 0, 0x0FA0, 2 * len(wide)) + wide.encode("utf-16-le")
    atoms += struct.pack("<HHL", 0, 0x0FA8, len(narrow)) + narrow.encode("latin-1")
    if embedded:
        data = struct.pack("<L", len(embedded)) + zlib.compress(embedded)
        atoms += struct.pack("<HHL", 0x10, 0x1011, len(data)) + data
    return struct.pack("<HHL", 15, 0x03E8, len(atoms)) + atoms


def property_set(values: Mapping[int, str], named: Mapping[str, str] | None = None) -> bytes:
    """A property set (MS-OLEPS) in windows-1252 with one section."""
    named = named or {}
    numbers = {name: 2 + place for place, name in enumerate(named)}
    all_values = dict(values) | {numbers[name]: value for name, value in named.items()}
    blobs = {1: struct.pack("<LHH", 2, 1252, 0)}
    for number, value in all_values.items():
        raw = value.encode("cp1252") + b"\0"
        blobs[number] = struct.pack("<LL", 0x1E, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")
    if named:
        rows = b"".join(
            struct.pack("<LL", numbers[name], len(name) + 1) + name.encode() + b"\0" for name in named
        )
        blobs[0] = struct.pack("<L", len(named)) + rows.ljust(-(-len(rows) // 4) * 4, b"\0")
    at = 8 + 8 * len(blobs)
    index, data = b"", b""
    for number, blob in blobs.items():
        index += struct.pack("<LL", number, at + len(data))
        data += blob
    section = struct.pack("<LL", at + len(data), len(blobs)) + index + data
    head = struct.pack("<HHL", 0xFFFE, 0, 0) + bytes(16) + struct.pack("<L", 1)
    return head + bytes(16) + struct.pack("<L", 48) + section


def native(name: str, data: bytes) -> bytes:
    """The stream "\\x01Ole10Native" of a packaged file."""
    path = name.encode() + b"\0"
    body = struct.pack("<H", 2) + path + path + struct.pack("<LL", 0x30000, len(path)) + path
    body += struct.pack("<L", len(data)) + data
    return struct.pack("<L", len(body)) + body


def outlook_item(texts: Mapping[int, str], attachments: Mapping[str, bytes], html: bytes = b"") -> bytes:
    """An Outlook item (MS-OXMSG): strings by their tags, an HTML body, files attached."""
    tree: dict[str, bytes | Tree] = {
        f"__substg1.0_{tag:04X}001F": text.encode("utf-16-le") for tag, text in texts.items()
    }
    if html:
        tree["__substg1.0_10130102"] = html
    for number, (name, data) in enumerate(attachments.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    return compound(tree)
