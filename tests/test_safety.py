"""Whatever the chain or the user says, nothing reaches the terminal that could move its cursor or fool its reader."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from conftest import EXAMPLES, slow
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from txexplain.analyse import analyse, regions
from txexplain.data.decode import decode_data
from txexplain.explain.pages.byte_map import byte_map
from txexplain.explain.pages.decode import decode_page
from txexplain.explain.pages.error import error_document
from txexplain.model.errors import InputError
from txexplain.model.report import Report
from txexplain.render.json import to_json
from txexplain.render.layout import layout
from txexplain.render.printable import printable
from txexplain.texts import LANGUAGES, Texts

HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x9b31mC1",
    "[red]markup[/red] [link=http://evil.example]x[/link] [/nothing]",
    "a\u202egnirts\u202c",
    "zero\u200bwidth\ufeff",
    "tags\U000e0041\U000e007f",
    "line\u2028and\u2029paragraph",
    "\r\n\tover\x08write",
    "**strong** `code` {name} {0} %s",
    "private\ue000use",
    "名字\u3000与空格",
]
hostile_text = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))


def is_safe(text: str) -> bool:
    """Nothing but line breaks, spaces and characters that are seen."""
    return all(char == "\n" or char == " " or unicodedata.category(char)[0] not in "CZ" for char in text)


def with_script(script: bytes) -> bytes:
    """A transaction whose only output has this script."""
    raw = EXAMPLES["first"].raw
    head = raw[:118]  # version and the input
    size = len(script)
    count = bytes([size]) if size < 0xFD else b"\xfd" + size.to_bytes(2, "little")
    return head + b"\x01" + bytes(8) + count + script + bytes(4)


def op_return(data: bytes) -> bytes:
    size = len(data)
    push = (
        bytes([size])
        if size < 76
        else b"\x4c" + bytes([size])
        if size < 256
        else b"\x4d" + size.to_bytes(2, "little")
    )
    return b"\x6a" + push + data


def coinbase_with(data: bytes) -> bytes:
    raw = EXAMPLES["genesis"].raw
    return raw[:41] + bytes([len(data)]) + data + raw[42 + 77 :]


def outputs_of(report: Report) -> list[str]:
    """Everything that can be printed of it."""
    tree = regions(report)
    texts = [to_json(decode_data(report, tree))]
    for language in LANGUAGES:
        words = Texts(language)
        for width in (40, 80, 200):
            for document in (decode_page(report, words, show_all=True), byte_map(report, tree, words)):
                texts.append("\n".join("".join(chunk.text for chunk in line) for line in layout(document, width)))
    return texts


def is_told_safely(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for raw in (with_script(op_return(data)), coinbase_with(data[:97])):
        for printed in outputs_of(analyse(raw)):
            assert is_safe(printed)


@pytest.mark.parametrize("message", HOSTILE)
def test_no_hostile_message_from_the_chain_reaches_the_terminal_unescaped(message: str) -> None:
    is_told_safely(message)


@pytest.mark.parametrize(("number", "messages"), [(0, 10), *(slow(part, 50) for part in (1, 2, 3))])
def test_no_message_from_the_chain_reaches_the_terminal_unescaped(number: int, messages: int) -> None:
    seed(number)(settings(max_examples=messages)(given(hostile_text)(is_told_safely)))()


@settings(max_examples=300)
@given(hostile_text)
def test_no_word_of_the_user_does_either(text: str) -> None:
    for code, facts in (
        ("unknown_source", {"name": text}),
        ("unreadable_file", {"path": text, "reason": text}),
    ):
        document = error_document(InputError(code, **facts), Texts())
        assert is_safe("".join(chunk.text for line in layout(document, 60) for chunk in line))


@settings(max_examples=500)
@given(st.text())
def test_printable_lets_nothing_through_and_leaves_plain_text_alone(text: str) -> None:
    shown = printable(text)
    assert is_safe(shown)
    assert printable(shown) == shown
    if text.isascii() and text.isprintable():
        assert shown == text


def test_markup_is_text_and_not_obeyed(cli) -> None:
    raw = with_script(op_return(b"[bold]x[/bold] [/y] **z** `w` {v}"))
    page = cli("decode", raw.hex(), width=120).out
    assert '"[bold]x[/bold] [/y] **z** `w` {v}"' in page


@pytest.mark.parametrize("word", HOSTILE)
def test_arguments_and_options_are_told_safely(cli, word: str) -> None:
    for arguments in (
        ["decode", word],
        ["decode", f"--{word}"],
        [word],
        ["decode", "--network", word, "first"],
    ):
        for language in LANGUAGES:
            ran = cli(*arguments, LANG=f"{language}.UTF-8")
            assert ran.status == 2
            assert ran.out == ""
            assert is_safe(ran.err)


def test_standard_input_is_told_safely(cli) -> None:
    for word in HOSTILE:
        ran = cli("decode", stdin=word.encode("utf-8", "surrogatepass"))
        assert ran.status in (2, 3)
        assert is_safe(ran.err)
        assert ran.out == ""


def test_json_stays_json_and_ascii(cli) -> None:
    for text in HOSTILE:
        printed = cli("decode", "--json", "--bytes", with_script(op_return(text.encode())).hex()).out
        assert printed.isascii()
        json.loads(printed)
    assert to_json({"\x7f\u202e": '"\\\x1b'}).isascii()
    assert json.loads(to_json({"\x7f\u202e": '"\\\x1b'})) == {"\x7f\u202e": '"\\\x1b'}


def test_colour_is_the_only_escape_and_only_where_wanted(cli) -> None:
    def printed(**environment: str) -> str:
        return cli("decode", "first", TERM="xterm-256color", **environment).out

    assert "\x1b" not in printed(), "a pipe gets none"
    assert "\x1b" not in printed(FORCE_COLOR="0")
    coloured = printed(FORCE_COLOR="1")
    assert set(re.findall("\x1b(.)", coloured)) == {"["}
    assert re.search("\x1b\\[[0-9;]*3[0-9]m", coloured)
    assert not re.search("\x1b\\[[0-9;]*3[0-9]m", printed(FORCE_COLOR="1", NO_COLOR="1"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_given_to_verify_or_script_reaches_the_terminal_unescaped(cli, hostile: str) -> None:
    given = (
        json.dumps({hostile: None}),
        json.dumps([hostile]),
        json.dumps([{"value_sat": 1, "script_pubkey": hostile}]),
    )
    calls = [
        ("script", hostile),
        ("script", f"'{hostile.replace(' ', '')}'"),
        ("script", "1", "--stack", hostile),
        ("script", "1", "--kind", hostile),
        ("verify", "first", "--rules", hostile),
        ("verify", "first", "--parent", hostile),
        ("trace", "first", "--input", hostile),
        *(("verify", "first", "--prevouts", text) for text in (hostile, *given)),
    ]
    for call in calls:
        ran = cli(*call)
        assert is_safe(ran.out), call
        assert is_safe(ran.err), call
        assert "Traceback" not in ran.err
        assert ran.status in (0, 1, 2, 4), call
