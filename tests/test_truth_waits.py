"""No text and no page says of a script, or of a lock in it, that it waits: too early, it fails."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import EXAMPLES
from spends.draft import Draft, Vin
from test_texts import TOPICS, flat

from txexplain.analyse import analyse
from txexplain.model.report import SpentOutput
from txexplain.session.read import read
from txexplain.texts import LANGUAGES
from txexplain.wire.hashes import sha256

ROOT = Path(__file__).parent.parent
SENTENCE = re.compile(r"(?:[.!?;:]\s|[。！？；：\n])")
SCRIPT = re.compile(r"OP_CHECK(?:LOCKTIME|SEQUENCE)VERIFY|\bscripts?\b|\bbranch(?:es)?\b|脚本|分支|条路", re.I)
WAITS = re.compile(r"\bwait(?:s|ing|ed)?\b|等待|会等|要等|求等|等到|等 \d", re.I)
DENIED = re.compile(r"(?:not|never|no script) waits?\b|不会?等待", re.I)
SPENDER_WAITS = {("lightning-to-local", "why"), ("delayed_key", "more")}
BELIEVED = "belief"  # what a lesson begins with, and mends


def says_that_a_script_waits(text: str) -> list[str]:
    return [
        each
        for each in SENTENCE.split(text)
        if SCRIPT.search(each) and WAITS.search(each) and not DENIED.search(each)
    ]


def strings(value: object, *path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, *path, key)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, *path)


def written() -> Iterator[tuple[tuple[str, ...], str]]:
    """All that the project says, in both languages: catalogues, examples, lessons."""
    for lang in LANGUAGES:
        for topic in TOPICS:
            yield from flat(lang, topic).items()
    for path in sorted((*ROOT.glob("examples/**/*.toml"), *ROOT.glob("txexplain/lessons/*.toml"))):
        yield from strings(tomllib.loads(path.read_text("utf-8")), path.stem)


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("The script waits 5 blocks.", True),
        ("Here `OP_CHECKSEQUENCEVERIFY` demands a wait of 288 blocks.", True),
        ("第二条路要等 42 个区块。", True),
        ("`OP_CHECKSEQUENCEVERIFY` 要求等 144 个区块", True),
        ("A script does not wait: it fails.", False),
        ("A node keeps what waits. The script fails.", False),
        ("脚本也不会等待：太早，就失败。", False),
    ],
)
def test_what_is_looked_for_is_found(text: str, false: bool) -> None:
    assert bool(says_that_a_script_waits(text)) is false


def test_nothing_written_says_that_a_script_waits() -> None:
    seen = 0
    for path, text in written():
        seen += 1
        named = (path[0], path[-1])
        if named not in SPENDER_WAITS and path[-1] != BELIEVED and BELIEVED not in path:
            assert not says_that_a_script_waits(text), path
    assert seen > 5_000


LOCKED = [name for name, each in EXAMPLES.items() if b"\xb1" in each.raw or b"\xb2" in each.raw]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", ["decode", "verify", "explain", "trace"])
def test_no_page_says_that_a_script_waits(lang: str, view: str) -> None:
    assert {"cltv", "csv", "lightning-to-local", "taproot-csv"} <= set(LOCKED)
    for name in LOCKED:
        example = EXAMPLES[name]
        told = read(example.raw.hex(), spent_outputs=list(example.spent_outputs or ())).page(view, lang).text(2000)
        assert not says_that_a_script_waits(told), name


LOCKS = [
    b"\x51",
    b"\x02\xff\x7f",
    b"\x03\x05\x00\x40",
    b"\x4f",
    b"\x05\x00\x00\x00\x80\x00",
    b"\x05\xff\xff\xff\xff\x00",
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("opcode", [b"\xb1", b"\xb2"])
def test_no_page_says_it_of_locks_of_every_kind_kept_and_broken(lang: str, opcode: bytes) -> None:
    for number in LOCKS:
        script = number + opcode + b"\x75\x51"
        for sequence, lock_time in ((0, 0), (0x400006, 500_000_001), (0xFFFF, 0x7FFF)):
            raw = Draft(2, [Vin(b"\1" * 36, sequence, b"", [script])], [(1, script)], lock_time, [], 0).raw()
            spent = [SpentOutput(1000, b"\0\x20" + sha256(script))]
            assert analyse(raw, spent).outputs[0].shapes
            session = read(raw.hex(), spent_outputs=spent)
            for view in ("decode", "explain"):
                assert not says_that_a_script_waits(session.page(view, lang).text(2000)), script.hex()
