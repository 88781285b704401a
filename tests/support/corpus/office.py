"""LibreOffice, started once: a macro in a profile of its own opens each source and stores it in many formats."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import which
from xml.sax.saxutils import escape

import attrs

_PROGRAM = "soffice"
MISSING = (
    "LibreOffice is not installed (Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui "
    "libreoffice-impress-nogui)"
)
_SECONDS = 120
"""A net below the whole run, which takes about ten."""

_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" library:link="false"/>
</library:libraries>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 {element}
</library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Corpus" script:language="StarBasic">{source}</script:module>
"""
# Without this entry the first start copies a profile over what is there.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""

# A line of the list: source, target, filter, its options, password, word of a macro to be put in.
_MACRO = """
Function Pair(called As String, given)
    Dim made As New com.sun.star.beans.PropertyValue
    made.Name = called
    made.Value = given
    Pair = made
End Function

Function Named(called As String, given)
    Dim made As New com.sun.star.beans.NamedValue
    made.Name = called
    made.Value = given
    Named = made
End Function

Sub Store(source, cells)
    On Error GoTo Failed
    Dim given(3)
    given(0) = Pair("FilterName", cells(2))
    given(1) = Pair("Overwrite", True)
    given(2) = Pair("FilterOptions", cells(3))
    If cells(4) <> "" Then
        If InStr(cells(2), "pdf") > 0 Then
            given(3) = Pair("FilterData", Array(Pair("EncryptFile", True), Pair("DocumentOpenPassword", cells(4))))
        ElseIf InStr(cells(2), "2007") > 0 Then
            secret = Array(Named("CryptoType", "Standard"), Named("OOXPassword", cells(4)))
            given(3) = Pair("EncryptionData", secret)
        Else
            given(3) = Pair("Password", cells(4))
        End If
    Else
        given(3) = Pair("StoreToDirectory", "")
        If InStr(cells(3), "PDF/A") > 0 Then given(3) = Pair("FilterData", Array(Pair("SelectPdfVersion", 2)))
    End If
    source.storeToURL(cells(1), given)
Failed:
End Sub

Sub Main
    Dim row As String, cells, opened As String, source
    Open "{jobs}" For Input As #1
    Do While Not EOF(1)
        Line Input #1, row
        cells = Split(row, Chr(9))
        If UBound(cells) >= 5 Then
            If cells(0) <> opened Then
                If opened <> "" Then source.close(True)
                source = StarDesktop.loadComponentFromURL(cells(0), "_blank", 0, Array(Pair("Hidden", True)))
                opened = cells(0)
            End If
            If cells(5) <> "" Then
                source.BasicLibraries.getByName("Standard").insertByName("Notes", "REM " & cells(5))
            End If
            Store(source, cells)
        End If
    Loop
    Close #1
    If opened <> "" Then source.close(True)
    StarDesktop.terminate()
End Sub
"""


@attrs.frozen
class Conversion:
    """Store ``source`` as ``target``, both file names, by ``filter_name``."""

    source: str
    target: str
    filter_name: str
    options: str = ""
    password: str = ""
    macro: str = ""


def missing() -> str:
    """Why LibreOffice cannot be used, or the empty string."""
    return "" if which(_PROGRAM) else MISSING


def version() -> str:
    """Major and minor version, "7.4"."""
    told = subprocess.run([_PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
    return ".".join(told.split()[1].split(".")[:2])


def converted(
    folder: Path, sources: Mapping[str, bytes], conversions: Iterable[Conversion]
) -> dict[str, bytes]:
    """What LibreOffice makes of ``sources``, by the name of the target; one that it did not write is left out.

    Everything happens below ``folder``.
    """
    before, after = folder / "sources", folder / "targets"
    before.mkdir(parents=True)
    after.mkdir()
    for name, octets in sources.items():
        (before / name).write_bytes(octets)
    rows = sorted(conversions, key=lambda row: row.source)
    jobs = folder / "jobs"
    jobs.write_text("".join(_line(row, before, after) for row in rows))
    profile = _profile(folder, jobs)
    subprocess.run(
        [
            _PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
            "macro:///Standard.Corpus.Main",
        ],
        check=True, timeout=_SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return {path.name: path.read_bytes() for path in after.iterdir()}


def _line(row: Conversion, before: Path, after: Path) -> str:
    urls = (before / row.source).as_uri(), (after / row.target).as_uri()
    return "\t".join((*urls, row.filter_name, row.options, row.password, row.macro)) + "\n"


def _profile(folder: Path, jobs: Path) -> Path:
    profile = folder / "profile"
    standard = profile / "user" / "basic" / "Standard"
    standard.mkdir(parents=True)
    source = escape(_MACRO.replace("{jobs}", str(jobs)), {'"': "&quot;"})
    files = {
        profile / "user" / "registrymodifications.xcu": _SETTINGS,
        profile / "user" / "basic" / "script.xlc": _LIBRARIES,
        profile / "user" / "basic" / "dialog.xlc": _LIBRARIES,
        standard / "script.xlb": _LIBRARY.format(element='<library:element library:name="Corpus"/>'),
        standard / "dialog.xlb": _LIBRARY.format(element=""),
        standard / "Corpus.xba": _MODULE.format(source=source),
    }
    for path, text in files.items():
        path.write_text(text)
    return profile
