"""The pages of verify, trace, sighash and script as they were looked at: the golden screens in `tests/screens`.

TXEXPLAIN_UPDATE_SCREENS=1 writes them anew, to be looked at before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from piloted import drawn, piloted, step_app, stepper_of
from textual.pilot import Pilot
from walking import story_of

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
    ("explain p2pkh", 80, "en"),
    ("explain p2pkh", 80, "zh"),
    ("explain first", 80, "en"),
    ("explain first", 80, "zh"),
    ("explain p2wpkh", 80, "en"),
    ("explain p2wpkh", 80, "zh"),
    ("explain p2sh-multisig", 80, "en"),
    ("explain p2sh-multisig", 80, "zh"),
    ("explain p2sh-p2wpkh", 80, "en"),
    ("explain p2sh-p2wpkh", 80, "zh"),
    ("explain p2wsh-multisig", 80, "en"),
    ("explain p2wsh-multisig", 80, "zh"),
    ("explain taproot-key", 80, "en"),
    ("explain taproot-key", 80, "zh"),
    ("explain taproot-script", 80, "en"),
    ("explain taproot-script", 80, "zh"),
    ("explain csv", 80, "en"),
    ("explain csv", 80, "zh"),
    ("explain bad-signature", 80, "en"),
    ("explain bad-signature", 80, "zh"),
    ("explain hash-puzzle", 80, "en"),
    ("explain hash-puzzle", 80, "zh"),
    ("explain coinbase", 80, "en"),
    ("explain coinbase", 80, "zh"),
    ("explain --brief pizza", 60, "en"),
    ("explain --why p2pkh", 120, "en"),
    ("why OP_CHECKMULTISIG", 80, "en"),
    ("why 见证", 60, "zh"),
]


@pytest.mark.parametrize(("command", "width", "language"), CASES)
def test_screens_are_as_they_were_looked_at(cli, command: str, width: int, language: str) -> None:
    printed = cli(*command.split(), "--lang", language, width=width).out
    name = command.replace(" --input ", ".").replace(" ", ".")
    path = SCREENS / f"{name}.{width}.{language}.txt"
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS") == "1":
        path.write_text(printed, encoding="utf-8")
    assert printed == path.read_text(encoding="utf-8")


STEPS = [  # example, place by its number, width, height, language
    ("p2pkh", 13, 80, 24, "en"),
    ("p2pkh", 15, 60, 20, "zh"),
    ("p2wpkh", 6, 60, 20, "en"),
    ("csv", 17, 80, 24, "zh"),
    ("p2sh-multisig", 23, 120, 40, "en"),
    ("taproot-script", 22, 200, 50, "en"),
]


@pytest.mark.parametrize(("name", "place", "width", "height", "language"), STEPS)
def test_the_screens_of_the_stepper_are_as_they_were_looked_at(
    name: str, place: int, width: int, height: int, language: str
) -> None:
    async def play(pilot: Pilot[None]) -> None:
        stepper_of(app).go_to(place - 1)
        await pilot.pause()
        shown.append("".join(line.rstrip() + "\n" for line in drawn(app)))

    app, shown = step_app(story_of(name), language), list[str]()
    piloted(app, play, (width, height))
    path = SCREENS / f"step.{name}.{place}.{width}x{height}.{language}.txt"
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS") == "1":
        path.write_text(shown[0], encoding="utf-8")
    assert shown[0] == path.read_text(encoding="utf-8")
