"""Pages of the web as commands write them, each made once: of every kind, and of every example."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import EXAMPLES, FULL, PSBTS

from txexplain.cli.app import run
from txexplain.lessons import lesson_names

Command = tuple[str, ...]
_KEY = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"
_FOLDER = TemporaryDirectory()

KINDS: list[Command] = [
    ("explain", "p2pkh"),
    ("explain", "p2sh-multisig"),
    ("explain", "taproot-script"),
    ("decode", "--bytes", "p2wpkh"),
    ("verify", "bad-signature"),
    ("whatif", "p2pkh", "--flip", "vout[0].value:0"),
    ("block", "block100000", "--proof", "1"),
    ("lock", f"wsh(and_v(v:pk({_KEY}),older(144)))"),
    ("learn", "5"),
]
OF_EXAMPLES: list[Command] = [
    *((view, name) for view in ("explain", "verify") for name in EXAMPLES),
    *(("decode", "--bytes", name) for name in EXAMPLES),
    *((view, name) for view in ("explain", "decode") for name in PSBTS),
    *(("learn", str(number)) for number in range(1, len(lesson_names()) + 1)),
]
PAGES = list(dict.fromkeys([*KINDS, *OF_EXAMPLES])) if FULL else KINDS


def name_of(command: Command) -> str:
    """What the test of a page is called."""
    return " ".join(word[:20] for word in command)


@cache
def page_file(command: Command) -> Path:
    """The file that the command writes with `--html`."""
    path = Path(_FOLDER.name) / f"{len(list(Path(_FOLDER.name).iterdir()))}.html"
    status = run([*command, "--html", str(path), "--lang", "en"])
    assert status in (0, 1, 4)
    return path
