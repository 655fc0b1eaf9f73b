"""What a terminal sends: its answers are no keys, a paste is one text, and both hold wherever a read cuts them."""

from __future__ import annotations

import itertools

import pytest
from textual.events import Key, Paste

from txexplain.tui.incoming import INTERRUPTS, PASTED, Incoming

ANSWERS = [
    "\x1b]11;rgb:1111/2222/3333\x07",
    "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b[?62;1;4c",
    "\x1b[>41;354;0c",
    "\x1bP!|00000000\x1b\\",
    "\x1bP>|XTerm(354)\x1b\\",
    "\x1b[12;40R",
    "\x1b[?12;40R",
    "\x1b[0n",
    "\x1b[?997;1n",
    "\x1b[?1u",
    "\x1b[8;24;80t",
    "\x1b_Gi=31;OK\x1b\\",
]
KEYS = [
    "\x1b[C",
    "\x1b[1;5C",
    "\x1bOP",
    "q",
    "中",
    "\x1b[<0;10;10M",
    "\x1b[?2026;2$y",
    "\x1b[48;24;80;0;0t",
    "\x1b[113u",
]


def taken(*pieces: str) -> list[object]:
    """What comes of these reads: the text for the parser in one, and the events."""
    incoming = Incoming()
    found = [part for piece in pieces for part in incoming.take(piece)]
    parts: list[object] = []
    for is_text, group in itertools.groupby(found, lambda part: isinstance(part, str)):
        each = list(group)
        parts += ["".join(map(str, each))] if is_text else each
    return parts


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_no_key_wherever_it_is_cut(answer: str) -> None:
    for cut in range(len(answer) + 1):
        assert taken("n" + answer[:cut], answer[cut:] + "p") == ["np"], cut


@pytest.mark.parametrize("keys", KEYS)
def test_keys_and_what_the_program_asked_for_are_left_as_they_are(keys: str) -> None:
    for cut in range(len(keys) + 1):
        assert taken(keys[:cut], keys[cut:]) == [keys], cut


def test_escape_alone_is_the_key_once_nothing_follows() -> None:
    incoming = Incoming()
    assert not list(incoming.take("\x1b"))
    (event,) = incoming.nothing_came()
    assert isinstance(event, Key)
    assert event.key == "escape"
    assert taken("\x1b\x1b[C") == ["\x1b\x1b[C"]


def test_what_was_only_begun_does_not_swallow_the_keys_for_good() -> None:
    incoming = Incoming()
    assert not list(incoming.take("\x1b]11;rgb"))
    assert [list(incoming.nothing_came()) for _ in range(20)] == [[]] * 20
    assert list(incoming.take("q")) == ["q"]
    assert "\x03" in taken("\x1b]11;rgb", "\x03")[0]


@pytest.mark.parametrize("end", ["\x07", "\x1b\\", ""])
def test_an_answer_without_an_end_is_no_keys_however_long(end: str) -> None:
    incoming = Incoming()
    for piece in ("\x1b]0;" + "x" * 5_000, "x" * 10_000, "x", end[:1], end[1:]):
        assert not list(incoming.take(piece))
    waited = [] if end else [list(incoming.nothing_came()) for _ in range(20)]
    assert not any(waited)
    assert list(incoming.take("q")) == ["q"]


@pytest.mark.parametrize("keys", INTERRUPTS)
def test_an_interrupt_alone_ends_a_paste_that_never_ends(keys: str) -> None:
    incoming = Incoming()
    assert not list(incoming.take("\x1b[200~abc"))
    assert list(incoming.take(keys)) == [keys]
    assert list(incoming.take("q")) == ["q"]
    assert [event.text for event in taken("\x1b[200~a\x03b\x1b[201~") if isinstance(event, Paste)] == ["ab"]


@pytest.mark.parametrize("cut", range(0, 30, 3))
def test_a_paste_is_one_text_without_what_controls_a_terminal(cut: int) -> None:
    sent = "n\x1b[200~ab\x1b[31m\x1b]0;x\x07\x07c\r\nd\x1b[201~p"
    before, event, after = taken(sent[:cut], sent[cut:])
    assert (before, after) == ("n", "p")
    assert isinstance(event, Paste)
    assert event.text == "abc\nd"


def test_a_huge_paste_is_cut_and_what_was_not_ended_is_given_up() -> None:
    (event,) = taken("\x1b[200~" + "ab\x1b[31m" * 125_000, "\x1b[201~")
    assert isinstance(event, Paste)
    assert 0 < len(event.text) <= PASTED
    incoming = Incoming()
    assert not list(incoming.take("\x1b[200~abc"))
    ended = [event for _ in range(60) for event in incoming.nothing_came()]
    assert [event.text for event in ended if isinstance(event, Paste)] == ["abc"]
    assert list(incoming.take("q")) == ["q"]
