"""Laying out: nothing is wider than the screen, nothing is lost, and Chinese breaks where it may."""

from __future__ import annotations

import os
import re
from itertools import product
from pathlib import Path

import pytest
from conftest import EXAMPLES, session_of, slow
from hypothesis import given, settings
from hypothesis import strategies as st

from txexplain.analyse import regions
from txexplain.explain.document import Grid, StackItem, StackLine, StepRow, Steps
from txexplain.explain.pages.byte_map import byte_map
from txexplain.explain.pages.decode import decode_page
from txexplain.explain.pages.error import error_document
from txexplain.model.errors import DecodeError
from txexplain.render.layout import MIN_WIDTH, layout
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import LANGUAGES, Chunk, Texts, plain
from txexplain.wire.transaction import decode

SCREENS = Path(__file__).with_name("screens")
words = st.text(alphabet=st.sampled_from("ab c,。（名字）é×…1"), max_size=60)


WIDTHS = (1, 40, 60, 76, 80, 120, 200)
QUICK = ((1, "zh"), (40, "en"), (60, "zh"), (80, "en"))


@pytest.mark.parametrize(
    ("width", "language"),
    [*QUICK, *(slow(*both) for both in product(WIDTHS, LANGUAGES) if both not in QUICK)],
)
def test_no_line_is_wider_than_the_screen(width: int, language: str) -> None:
    texts = Texts(language)
    for example in EXAMPLES.values():
        report = session_of(example.name).report
        for document in (decode_page(report, texts), byte_map(report, regions(report), texts)):
            for line in layout(document, width):
                assert width_of(line) <= max(width, MIN_WIDTH), line


@settings(max_examples=500)
@given(st.lists(st.builds(Chunk, words, st.sampled_from(["", "strong"])), max_size=4), st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(chunks: list[Chunk], width: int) -> None:
    lines = wrap(tuple(chunks), width)
    assert all(width_of(line) <= width for line in lines)
    before = "".join(chunk.text for chunk in chunks).replace(" ", "")
    after = "".join(chunk.text for line in lines for chunk in line).replace(" ", "")
    assert after == before


def test_chinese_lines_do_not_begin_with_a_full_stop_nor_end_with_a_bracket() -> None:
    text = "见证脚本有三条出路：惩罚密钥、秘密，或两个密钥共同签名。这里（BIP68）两个密钥都签了名，没有出示秘密。" * 3
    for width in range(12, 60):
        for line in wrap((Chunk(text),), width):
            words = "".join(chunk.text for chunk in line)
            assert words[0] not in "，。、：；）"
            assert words[-1] != "（"


def test_a_word_in_two_styles_stays_together() -> None:
    line = (Chunk("see "), Chunk("decode", "code"), Chunk(", then stop"))
    assert ["".join(chunk.text for chunk in each) for each in wrap(line, 9)] == [
        "see",
        "decode,",
        "then stop",
    ]


def test_the_time_zone_stays_with_the_time() -> None:
    for words in ("block 170 · 2009-01-12 03:30:25 UTC", "Read as 2009-01-12 03:30:25 UTC, a time"):
        for width in range(14, 40):
            lines = ["".join(chunk.text for chunk in each) for each in wrap((Chunk(words),), width)]
            assert not any(line.startswith("UTC") for line in lines)
            assert " ".join(lines) == words


def test_a_number_stays_with_the_words_around_it() -> None:
    """Also where it has another style than they have; a break in the noun is better than one before its number."""
    lines = [
        (Chunk("花费输入 1 的币，从偏移 63 起共 −99,960,000 聪；"),),
        (Chunk("见输出 "), Chunk("#12", "number"), Chunk(" 的说明。")),
    ]
    for line in lines:
        for width in range(20, 40):
            broken = ["".join(chunk.text for chunk in each) for each in wrap(line * 3, width)]
            assert not any(re.match(r"[#−]?\d|的币|起共|聪|的说明", each) for each in broken), broken


def test_no_line_divides_a_word_that_is_bound_to_a_number() -> None:
    words = "区块补贴至多 312,500,000 聪，单个字节 01 到 10（小于 500,000）从区块 227,931 起。"
    for width in range(24, 60):
        broken = ["".join(chunk.text for chunk in each) for each in wrap((Chunk(words * 2),), width)]
        assert not any(re.match("多 |节 |于 |块 ", each) for each in broken), broken


def test_a_line_may_begin_with_a_name_that_begins_with_a_point() -> None:
    broken = [
        "".join(chunk.text for chunk in each) for each in wrap((Chunk("vin[0].txid、.sequence、.witness[0]。"),), 26)
    ]
    assert broken == ["vin[0].txid、.sequence、", ".witness[0]。"]


def test_a_hash_is_not_bound_to_the_word_before_it() -> None:
    (first, *_) = wrap((Chunk("签名 30450221615bed01304502"),), 24)
    assert "".join(chunk.text for chunk in first) == "签名"


def test_carets_stand_under_the_bytes_they_mean() -> None:
    raw = EXAMPLES["first"].raw
    for cut in (3, 50, 100, 200, 274):
        with pytest.raises(DecodeError) as caught:
            decode(raw[:cut])
        lines = ["".join(chunk.text for chunk in line) for line in layout(error_document(caught.value, Texts()), 80)]
        row = next(place for place, line in enumerate(lines) if re.match(r"\s+\^", line))
        marked = [
            lines[row - 1][i : i + 2]
            for i, char in enumerate(lines[row])
            if char == "^" and (i - lines[row].index("^")) % 3 == 0
        ]
        start = caught.value.span.start
        assert "".join(marked).strip() == raw[start:cut][:8].hex()


CASES = [
    ("first", 80, "en"),
    ("p2wpkh", 60, "en"),
    ("lightning-htlc", 120, "en"),
    ("coinbase", 80, "zh"),
    ("taproot-csv", 80, "zh"),
]


@pytest.mark.parametrize(("name", "width", "language"), CASES)
def test_screens_are_as_they_were_looked_at(cli, name: str, width: int, language: str) -> None:
    """The golden screens; TXEXPLAIN_UPDATE_SCREENS=1 writes them anew, to be looked at before they are committed."""
    printed = cli("decode", name, "--lang", language, width=width).out
    printed += "\n" + cli("decode", "--bytes", name, "--lang", language, width=width).out
    path = SCREENS / f"{name}.{width}.{language}.txt"
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS") == "1":
        SCREENS.mkdir(exist_ok=True)
        path.write_text(printed, encoding="utf-8")
    assert printed == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("bytes_pushed", [20, 33, 71, 72, 105])
def test_the_bracket_that_ends_a_push_never_stands_alone(bytes_pushed: int) -> None:
    push = (Chunk(f"<{'5a' * bytes_pushed}>", "data"),)
    for width in range(20, 120):
        lines = ["".join(chunk.text for chunk in each) for each in wrap(push, width)]
        assert "".join(lines) == push[0].text
        assert max(map(len, lines)) <= width
        assert len(lines[-1]) >= 8
        assert all((len(line.strip("<>")) % 2) == 0 for line in lines)


def test_figures_of_a_column_stand_below_each_other_and_marks_in_its_middle() -> None:
    grid = Grid(("A has", "closed"), (("one", ("1,000,000", "●")), ("two", ("800", "○"))))
    assert [plain(line) for line in layout((grid,), 80)] == [
        "           A has  closed",
        "  one  1,000,000    ●   ",
        "  two        800    ○   ",
    ]


def test_stacks_without_an_instruction_begin_with_their_first_line() -> None:
    row = StepRow("", (), True, (StackLine("after", (StackItem("aa", "put"),)),))
    assert next(plain(line).strip() for line in layout((Steps((row,)),), 80)) == "after"
