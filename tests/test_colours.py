"""Colours that mean something: what is valid is green, what is invalid is red, what is in doubt is neither."""

from __future__ import annotations

import re

import pytest
from conftest import EXAMPLES
from rich.color import Color
from rich.style import Style

from txexplain.render.colour import _BYTE_STYLES, _STYLES, _style, segments_of
from txexplain.texts import Chunk

RED, GREEN, YELLOW = (Color.parse(name).number for name in ("red", "green", "yellow"))
ESCAPES = re.compile(r"\x1b\[([0-9;]*)m")


def look_of(style: str) -> Style:
    (segment,) = segments_of((Chunk("words", style),))
    assert segment.style is not None
    return segment.style


def colour_of(style: str) -> int | None:
    colour = look_of(style).color
    return None if colour is None else colour.number


@pytest.mark.parametrize(
    ("style", "colour"),
    [("valid", GREEN), ("put", GREEN), ("invalid", RED), ("bar.short", RED), ("unknown", YELLOW), ("odd", YELLOW)],
)
def test_a_style_that_means_something_has_its_colour(style: str, colour: int) -> None:
    assert colour_of(style) == colour


def test_verdicts_stand_out_and_what_is_only_odd_does_less() -> None:
    assert [look_of(style).bold for style in ("valid", "invalid", "unknown", "odd")] == [True, True, True, None]


def test_nothing_else_is_red() -> None:
    assert {style for style in _STYLES if colour_of(style) == RED} == {"invalid", "bar.short"}
    assert not [start for start, look in _BYTE_STYLES.items() if Style.parse(look).color == Color.parse("red")]


def shown_in_colour(text: str, words: str) -> set[str]:
    """The colours, as numbers of escapes, that these words stand in."""
    colours, current = set(), ""
    for part in ESCAPES.split(text)[1:]:
        if re.fullmatch("[0-9;]*", part):
            current = part
        elif words in part:
            colours |= set(current.split(";")) & {str(number) for number in range(30, 38)}
    return colours


@pytest.mark.parametrize(
    ("arguments", "words", "colour"),
    [
        (["verify", "p2pkh"], "✓ valid", "32"),
        (["verify", "bad-signature"], "✗ invalid", "31"),
        (["verify", EXAMPLES["p2pkh"].raw.hex()], "cannot tell", "33"),
        (["script", "1"], "✓ valid", "32"),
        (["script", "0"], "✗ invalid", "31"),
        (["block", "block170"], "✓ ", "32"),
        (["whatif", "p2pkh", "--drop", "vout[1]"], "✗ invalid", "31"),
        (["explain", "p2pkh"], "✓ valid", "32"),
        (["decode", "nonsense-name"], "error", "31"),
    ],
)
def test_a_verdict_is_printed_in_its_colour(cli, arguments: list[str], words: str, colour: str) -> None:
    ran = cli(*arguments, FORCE_COLOR="1", TERM="xterm-256color")
    assert shown_in_colour(ran.out + ran.err, words) == {colour}


@pytest.mark.parametrize(
    ("style", "look"), [("valid", "bold red"), ("valid", "bold"), ("unknown", "bold red"), ("invalid", "bold green")]
)
def test_a_colour_that_is_changed_is_noticed(cli, monkeypatch: pytest.MonkeyPatch, style: str, look: str) -> None:
    colours = {"valid": GREEN, "invalid": RED, "unknown": YELLOW}
    monkeypatch.setitem(_STYLES, style, look)
    _style.cache_clear()
    try:
        with pytest.raises(AssertionError):
            test_a_style_that_means_something_has_its_colour(style, colours[style])
    finally:
        _style.cache_clear()
