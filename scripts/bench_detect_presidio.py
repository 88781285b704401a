"""Presidio's pattern recognizers over texts: what ``bench_detect.py`` runs with the Python of their
environment.

Needs ``presidio-analyzer`` alone, and nothing of this project; prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import metadata

from presidio_analyzer import predefined_recognizers


def main(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    recognizers = [getattr(predefined_recognizers, name)() for name in given["recognizers"]]
    for recognizer in recognizers:  # compiles what it needs
        recognizer.analyze("nothing", recognizer.supported_entities, None)
    found = 0
    begun = time.process_time()
    for text in given["texts"]:
        for recognizer in recognizers:
            found += len(recognizer.analyze(text, recognizer.supported_entities, None) or ())
    seconds = time.process_time() - begun
    octets = sum(len(text.encode("utf-8", "replace")) for text in given["texts"])
    answer = {
        "version": metadata.version("presidio-analyzer"), "recognizers": len(recognizers), "octets": octets,
        "seconds": seconds, "found": found,
    }  # fmt: skip
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
