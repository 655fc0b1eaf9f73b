"""Two scripts run as one, by the rule until July 2010, and scripts of one's own in a lesson."""

from __future__ import annotations

import pytest
from conftest import session_of
from walking import text_of

from txexplain.explain.pages.joined import joined_page
from txexplain.lessons import all_lessons
from txexplain.lessons.joined import run_joined
from txexplain.lessons.pages import PAGES
from txexplain.model.lesson import Screen, Show
from txexplain.model.whatif import Edit
from txexplain.render.layout import layout
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.wire.assemble import assemble

LOCK = session_of("p2pkh").report.inputs[0].spent.script.slice.data


@pytest.mark.parametrize(
    ("script", "opens", "reached"),
    [
        ("OP_1 OP_RETURN", True, 2),
        ("<0100> OP_RETURN", True, 2),
        ("OP_1 OP_0 OP_RETURN", False, 3),
        ("OP_RETURN", False, 1),
        ("<0000> OP_RETURN", False, 2),
    ],
)
def test_until_2010_op_return_ended_the_joined_run_with_what_was_on_top(
    script: str, opens: bool, reached: int
) -> None:
    run = run_joined(assemble(script), LOCK)
    assert (run.opens, sum(step.reached for step in run.steps)) == (opens, reached)
    assert [step.instruction.opcode for step in run.steps[-6:]] == [0xAB, 0x76, 0xA9, 0x14, 0x88, 0xAC]


def test_what_a_lesson_does_not_run_by_the_old_rule_is_named() -> None:
    with pytest.raises(ValueError, match="OP_CODESEPARATOR"):
        run_joined(assemble("OP_1"), LOCK)


def test_today_the_same_input_script_fails_by_itself() -> None:
    found = session_of("p2pkh").whatif([Edit("set", "vin[0].script_sig", "516a")])
    assert found.after is not None
    run = found.after.inputs[0].run
    assert (run.failure.code, run.failure.role) == ("OP_RETURN", "script_sig")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_that_the_rule_is_an_old_one_and_how_it_ended(language: str) -> None:
    texts = Texts(language)
    opened = text_of(joined_page(run_joined(assemble("OP_1 OP_RETURN"), LOCK), texts))
    closed = text_of(joined_page(run_joined(assemble("OP_0 OP_RETURN"), LOCK), texts))
    assert "2010" in opened
    assert texts.plain("learn", "joined_opens") in opened
    assert texts.plain("learn", "joined_closed") in closed
    assert opened.count(texts.plain("learn", "joined_not_reached")) == 6


def test_a_script_in_a_lesson_is_what_the_command_prints(cli) -> None:
    words = "OP_2 OP_3 OP_ADD OP_5 OP_EQUAL"
    page = PAGES["script"]("p2pkh", Show("script", (), words), Texts())
    assert [plain(line).rstrip() for line in layout(page, 80)] == cli("script", words).out.splitlines()


def test_the_command_that_a_lesson_says_to_try_is_on_its_screen() -> None:
    (lesson,) = (lesson for lesson in all_lessons() if lesson.name == "script")
    screens = [item for item in lesson.items if isinstance(item, Screen)]
    shown = [(show.name, item) for item in screens for show in item.shows if show.what == "script"]
    assert shown
    for words, item in shown:
        assert all(f"txexplain script '{words}'" in told["text"] for told in item.texts.values())


@pytest.mark.parametrize("byte", [1, 5, 20, 40, 60, 72])
def test_a_bit_flipped_in_the_signature_is_noticed_by_op_checksig(byte: int) -> None:
    found = session_of("p2pkh").whatif([Edit("flip", "vin[0].script_sig", str(8 * byte))])
    assert found.after is not None
    failure = found.after.inputs[0].run.failure
    assert failure is not None
    assert "OP_CHECKSIG" in (failure.opcode, failure.facts.get("opcode"))


def test_in_version_1_a_sequence_is_no_relative_timelock_for_its_opcode() -> None:
    found = session_of("csv").whatif([Edit("set", "version", "1")])
    assert found.after is not None
    assert found.after.inputs[0].run.failure.opcode == "OP_CHECKSEQUENCEVERIFY"


def test_with_key_and_signature_in_the_wrong_order_the_hashes_differ() -> None:
    script = session_of("p2pkh").report.inputs[0].script_sig.slice.data
    swapped = script[73:] + script[:73]
    after = session_of("p2pkh").whatif([Edit("set", "vin[0].script_sig", swapped.hex())]).after
    assert after is not None
    assert after.inputs[0].run.failure.code == "EQUALVERIFY"
