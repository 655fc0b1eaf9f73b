"""The pages of verify, trace, sighash and script as they were looked at: the golden screens in `tests/screens`.

TXEXPLAIN_UPDATE_SCREENS=1 writes them anew, to be looked at before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SCREENS = Path(__file__).with_name("screens")
CASES = [
    ("verify all-types", 80, "en"),
    ("verify all-types", 60, "zh"),
    ("verify first-multisig", 80, "en"),
    ("verify before-p2sh", 80, "zh"),
    ("verify bad-signature", 120, "en"),
    ("verify pizza", 80, "en"),
    ("verify coinbase", 80, "en"),
    ("trace p2pkh", 80, "en"),
    ("trace first", 120, "zh"),
    ("trace bare-multisig", 80, "en"),
    ("trace p2sh-multisig", 120, "en"),
    ("trace p2sh-p2wpkh", 80, "en"),
    ("trace p2sh-p2wsh", 120, "en"),
    ("trace p2wpkh", 80, "zh"),
    ("trace lightning-htlc", 120, "en"),
    ("trace taproot-key", 80, "en"),
    ("trace checksigadd", 80, "en"),
    ("trace bad-taproot", 80, "en"),
    ("trace p2a", 80, "en"),
    ("sighash first", 80, "en"),
    ("sighash six-sighashes", 120, "en"),
    ("sighash p2wpkh", 80, "zh"),
    ("sighash taproot-script", 120, "en"),
    ("sighash annex", 80, "en"),
    ("sighash single-bug --input 1", 80, "en"),
]


@pytest.mark.parametrize(("command", "width", "language"), CASES)
def test_screens_are_as_they_were_looked_at(cli, command: str, width: int, language: str) -> None:
    printed = cli(*command.split(), "--lang", language, width=width).out
    name = command.replace(" --input ", ".").replace(" ", ".")
    path = SCREENS / f"{name}.{width}.{language}.txt"
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS") == "1":
        path.write_text(printed, encoding="utf-8")
    assert printed == path.read_text(encoding="utf-8")
