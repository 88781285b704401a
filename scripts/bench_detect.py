#!/usr/bin/env python3
"""How fast the whole catalogue of data identifiers is, beside Presidio's pattern recognizers in the same run.

    python scripts/bench_detect.py [--check] [--mebibytes 10] [--presidio PYTHON]

Texts are those of the tests: generated business text in eight languages, half of it English, with a value
of some type every 20 KiB.  Speeds are of decoded text, CPU time of one core; read the ratios.
``--presidio`` names the Python of another environment that has ``presidio-analyzer``: its pattern recognizers
(no language models) look through the same text, and this program for the same types.  ``--check`` ends with 1
below the floors that are set for the product.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from skygw.detect import DATA_IDENTIFIERS, DataIdentifierSpec, Scanner, Text, compile_detectors
from skygw.mail.comparable import comparable
from tests.support.detection import harness
from tests.support.detection.clean import KINDS, LANGUAGES, OFFICE, Kinds, clean_texts

SPOKEN = LANGUAGES + ("en",) * (len(LANGUAGES) - 2)
"""Half of everything is in English."""

KIB, MIB = 1 << 10, 1 << 20
PRESIDIO = Path(__file__).with_name("bench_detect_presidio.py")

FAST, PLAIN, RATIO = 60.0, 4.0, 100.0
"""MB/s with hyperscan, without, times Presidio."""

LATENCIES = {4 * KIB: (0.3, 1.0), 100 * KIB: (3.0, 15.0), 10 * MIB: (250.0, 250.0)}
"""Size of a text, milliseconds at p50 and p99."""

LOAD = 10.0
"""Milliseconds for reading the compiled databases from their directory."""

SAME_TYPES = {
    "CreditCardRecognizer": "credit_card", "IbanRecognizer": "iban", "EmailRecognizer": "email_address",
    "IpRecognizer": "ip_address", "MacAddressRecognizer": "mac_address",
    "CryptoRecognizer": "bitcoin_address", "UsSsnRecognizer": "us_social_security_number",
    "UsItinRecognizer": "us_individual_taxpayer_identification_number",
    "UsPassportRecognizer": "us_uk_passport_number", "UsBankRecognizer": "us_bank_account_number",
    "UsLicenseRecognizer": "us_drivers_license_number",
    "MedicalLicenseRecognizer": "drug_enforcement_agency_number", "AbaRoutingRecognizer": "aba_routing",
    "UsNpiRecognizer": "us_national_provider_identifier",
    "UsMbiRecognizer": "medicare_beneficiary_identifier_card",
    "NhsRecognizer": "uk_national_health_service_number", "UkNinoRecognizer": "uk_national_insurance_number",
    "EsNifRecognizer": "spain_dni", "EsNieRecognizer": "spain_nie",
    "ItFiscalCodeRecognizer": "italy_fiscal_code", "ItVatCodeRecognizer": "italy_value_added_tax_number",
    "ItPassportRecognizer": "italy_passport_number", "PlPeselRecognizer": "poland_national_id",
    "FiPersonalIdentityCodeRecognizer": "finland_national_id",
    "DeTaxIdRecognizer": "germany_tax_identification_number",
    "DeIdCardRecognizer": "germany_identity_card_number", "DePassportRecognizer": "germany_passport_number",
    "SePersonnummerRecognizer": "sweden_national_id", "AuAbnRecognizer": "australia_business_number",
    "AuTfnRecognizer": "australia_tax_file_number",
    "AuMedicareRecognizer": "australia_medical_account_number",
    "SgFinRecognizer": "singapore_national_registration_identity_card_number",
    "InAadhaarRecognizer": "india_unique_identification_number",
    "InPanRecognizer": "india_permanent_account_number",
    "KrRrnRecognizer": "south_korea_resident_registration_number",
    "ThTninRecognizer": "thai_population_identification_code",
    "TrNationalIdRecognizer": "turkey_national_identification_number",
    "ZaIdNumberRecognizer": "south_africa_identification_number",
}  # fmt: skip
"""Presidio's recognizers that find what a data identifier finds."""


@attrs.frozen
class Speed:
    """Octets of text, and seconds of CPU for scanning them."""

    octets: int
    seconds: float

    @property
    def megabytes(self) -> float:
        """MB/s."""
        return self.octets / 1e6 / self.seconds


@functools.cache
def _rows() -> list[harness.Row]:
    return [row for row in harness.corpus(each=2, much=20) if row.positive]


def texts(octets: int, kinds: Kinds, size: int = 100_000, seed: int = 1) -> Iterator[str]:
    """Comparable texts of business mail, with a value somewhere every 20 KiB."""
    rows, rng = _rows(), random.Random(seed)
    for text in clean_texts(octets, seed, kinds, size, SPOKEN):
        lines = text.split("\n")
        for _ in range(max(1, len(text) // (20 * KIB))):
            lines.insert(rng.randrange(len(lines)), rng.choice(rows).text[150:-150])
        yield comparable("\n".join(lines))


def scanner(types: list[str], cache: Path | None, finder: str = "") -> Scanner:
    return compile_detectors(
        [DataIdentifierSpec(name) for name in types], cache, finder=finder, seconds=600.0
    )


def warmed(of: Scanner) -> Scanner:
    """A scanner that has seen other mail: expressions are compiled when they are first tried."""
    for text in itertools.chain(texts(2 * MIB, OFFICE, seed=2), texts(MIB, KINDS, seed=2)):
        of.scan([Text(text)])
    return of


def speed(of: Scanner, given: list[str], rounds: int = 3) -> Speed:
    """The best of some rounds: others use this machine as well."""
    octets = sum(len(text.encode("utf-8", "replace")) for text in given)
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        for text in given:
            of.scan([Text(text)])
        seconds.append(time.process_time() - begun)
    return Speed(octets, min(seconds))


def latencies(of: Scanner, size: int, count: int) -> tuple[float, float]:
    """Milliseconds at p50 and p99 for texts of a size, each another one."""
    given = list(itertools.islice(_of_size(size), count))
    times = sorted(_milliseconds(lambda text=text: of.scan([Text(text)])) for text in given)
    return statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.99))]


def _of_size(size: int) -> Iterator[str]:
    pieces = texts(64 * MIB, OFFICE, size)
    while True:
        text = "".join(itertools.islice(pieces, 1))
        yield from (text[at : at + size] for at in range(0, max(1, len(text) - size + 1), size))


def _milliseconds(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1e3


def startup(types: list[str], folder: Path) -> tuple[float, float, float]:
    """Milliseconds: everything compiled anew, everything from the directory, of that the databases alone."""
    import hyperscan

    cold = _milliseconds(lambda: scanner(types, folder))
    loading: list[float] = []
    loadb = hyperscan.loadb

    def timed(*arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return loadb(*arguments)
        finally:
            loading.append((time.perf_counter() - begun) * 1e3)

    hyperscan.loadb = timed
    try:
        warm = _milliseconds(lambda: scanner(types, folder))
    finally:
        hyperscan.loadb = loadb
    return cold, warm, sum(loading)


def presidio(python: str, given: list[str]) -> Speed:
    """Presidio's recognizers over the same text, in a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"texts": given, "recognizers": list(SAME_TYPES)}, file)
        file.flush()
        done = subprocess.run([python, str(PRESIDIO), file.name], check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    print(f"  Presidio {answer['version']}: {answer['recognizers']} recognizers, {answer['found']:,} results")
    return Speed(answer["octets"], answer["seconds"])


class Floors:
    """What was measured, and what fell below its floor."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def row(self, what: str, value: float, unit: str, floor: float, *, most: bool = False) -> None:
        """One line; ``floor`` is the least, or with ``most`` the most that is right (0: nothing is asked)."""
        good = not floor or (value <= floor if most else value >= floor)
        wanted = f"   ({'<=' if most else '>='} {floor:g})" if floor else ""
        print(f"  {what:44} {value:10.2f} {unit}{wanted}{'' if good else '   MISSED'}")
        if not good:
            self.missed.append(what)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="end with 1 below the floors")
    parser.add_argument(
        "--mebibytes", type=float, default=10.0, help="text for the speed of the whole catalogue"
    )
    parser.add_argument("--presidio", metavar="PYTHON", help="a Python that has presidio-analyzer")
    options = parser.parse_args()
    floors = Floors()
    names = list(DATA_IDENTIFIERS)
    with tempfile.TemporaryDirectory() as folder:
        _measure(floors, names, Path(folder), int(options.mebibytes * MIB))
        if options.presidio:
            _compare(floors, options.presidio, Path(folder))
    if floors.missed:
        print(f"\nbelow the floor: {', '.join(floors.missed)}")
    return 1 if options.check and floors.missed else 0


def _measure(floors: Floors, names: list[str], folder: Path, octets: int) -> None:
    print(f"{len(names)} data identifiers; start-up")
    cold, warm, loading = startup(names, folder)
    floors.row("compiled anew", cold, "ms", 0)
    floors.row("from the directory", warm, "ms", 0)
    floors.row("of that the databases", loading, "ms", LOAD, most=True)
    fast, plain = warmed(scanner(names, folder, "hyperscan")), warmed(scanner(names, None, "plain"))
    print("speed")
    office, dense = list(texts(octets, OFFICE)), list(texts(octets // 2, KINDS))
    floors.row("hyperscan, letters and attachments", speed(fast, office).megabytes, "MB/s", FAST)
    floors.row("hyperscan, dense: logs, tables, JSON", speed(fast, dense).megabytes, "MB/s", 0)
    floors.row(
        "without, letters and attachments",
        speed(plain, office[: len(office) // 4 + 1]).megabytes,
        "MB/s",
        PLAIN,
    )
    floors.row(
        "without, dense: logs, tables, JSON", speed(plain, dense[: len(dense) // 4 + 1]).megabytes, "MB/s", 0
    )
    print("latency")
    for size, (half, nearly_all) in LATENCIES.items():
        p50, p99 = latencies(fast, size, {4 * KIB: 1000, 100 * KIB: 200}.get(size, 5))
        floors.row(f"{size // KIB:,} KiB, p50", p50, "ms", half, most=True)
        floors.row(f"{size // KIB:,} KiB, p99", p99, "ms", nearly_all, most=True)


def _compare(floors: Floors, python: str, folder: Path) -> None:
    print(f"the {len(SAME_TYPES)} types that Presidio knows, too")
    given = list(texts(MIB, OFFICE))
    theirs = presidio(python, given[:3])
    ours = speed(warmed(scanner(list(SAME_TYPES.values()), folder)), given)
    floors.row("Presidio's pattern recognizers", theirs.megabytes, "MB/s", 0)
    floors.row("the same types here", ours.megabytes, "MB/s", 0)
    floors.row("ratio", ours.megabytes / theirs.megabytes, "x", RATIO)


if __name__ == "__main__":
    sys.exit(main())
