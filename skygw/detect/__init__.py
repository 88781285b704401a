"""Text to findings: where something sensitive stands, never the thing itself.

A policy names *detectors* as values (:class:`DataIdentifierSpec`, :class:`KeywordSpec`, :class:`RegexSpec`,
:class:`DictionarySpec`); :func:`compile_detectors` turns them into a :class:`Scanner`, which turns texts
into :class:`Finding` values.  A :class:`Report` carries the findings and the :class:`Facts` of one
message from the inspection to the policy.

May import: ``skygw.mail``, the matching engine, declared pure libraries.  Never: envelope addresses,
twisted.  Whoever imports it: ``policy``, ``inspect``, inspectors of others.
"""

from __future__ import annotations

from skygw.detect.catalogue import DATA_IDENTIFIERS, suggest
from skygw.detect.finding import Finding
from skygw.detect.report import AttachmentFacts, Facts, Report
from skygw.detect.scanner import Scanned, Scanner, Text, compile_detectors
from skygw.detect.specs import (
    DataIdentifierSpec,
    DetectorSpec,
    DictionarySpec,
    KeywordSpec,
    RegexSpec,
    spec_from_json,
)

__all__ = [
    "DATA_IDENTIFIERS",
    "AttachmentFacts",
    "DataIdentifierSpec",
    "DetectorSpec",
    "DictionarySpec",
    "Facts",
    "Finding",
    "KeywordSpec",
    "RegexSpec",
    "Report",
    "Scanned",
    "Scanner",
    "Text",
    "compile_detectors",
    "spec_from_json",
    "suggest",
]
