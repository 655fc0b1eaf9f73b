"""What is said of the script code in a signed message is true of the script that ran: compared, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from conftest import session_of
from spends import make_spend
from spends.draft import Draft, Vin
from test_rules import T
from test_truth_outputs import POINT
from walking import story_of, text_of

from txexplain.explain.pages.sighash import sighash_page
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.story import Choice
from txexplain.model.report import SpentOutput
from txexplain.model.script import OP_CODESEPARATOR
from txexplain.model.signing import SignatureCheck, SigVersion
from txexplain.model.spend import Stage, Step
from txexplain.model.subject import Subject
from txexplain.session.transaction import Session
from txexplain.texts import Texts
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import sha256
from txexplain.wire.script import find_and_delete, instructions, push

HOLD_THE_BYTE_AB = (
    "cltv-time",
    "csv",
    "first-p2pkh",
    "p2sh-multisig",
    "p2sh-p2wsh",
    "p2wsh-multisig",
    "sale",
    "six-sighashes",
)


@pytest.mark.parametrize("name", HOLD_THE_BYTE_AB)
def test_a_key_that_contains_the_byte_ab_is_no_separator(name: str) -> None:
    session = session_of(name)
    for spend in session.verify().inputs:
        page = text_of(sighash_page(session.report, spend, Texts()))
        assert "OP_CODESEPARATOR" not in page, spend.vin


def test_the_messages_of_codeseparator_say_what_they_leave_out() -> None:
    story = story_of("codeseparator")
    checks = story.verification.inputs[0].run.checks
    omitted = [check.omitted for check in checks]
    assert omitted[0] == ("separators",)
    assert set(omitted[1:]) == {("before_separator", "separators"), ("before_separator",)}
    page = text_of(sighash_page(story.report, story.verification.inputs[0], Texts()))
    assert "the whole script that checks" not in page
    assert page.count("the script that checks the signature, without its OP_CODESEPARATORs, after its length") == 1
    assert "what follows the last OP_CODESEPARATOR that ran in the script, after its length" in page


def test_a_message_of_another_part_of_the_script_is_told_in_full() -> None:
    story = story_of("codeseparator")
    told = outline(story, Choice())
    messages = [place for place in told if place.key == "message"]
    pages = [text_of(place.tell(Telling(story, Texts())).blocks) for place in messages]
    assert len({page[page.index("script code: ") :].split(". ")[0] for page in pages}) == len(pages) == 3


CHECKSIG = (0xAC, 0xAD)


def hashed(check: SignatureCheck) -> bytes | None:
    parts = check.sighash.parts if check.sighash else ()
    return next((bytes(part.data) for part in parts if part.key == "script_code"), None)


def code_start(stage: Stage, upto: Step) -> int:
    """Where the script code begins, by the steps that are kept."""
    ran = [step for step in stage.steps if step.executed and step.position < upto.position]
    ends = [step.instruction.span.end for step in ran if step.instruction.opcode == OP_CODESEPARATOR]
    return ends[-1] - stage.script.start if ends else 0


def told_of_spends() -> Iterator[tuple[Stage, Step, SignatureCheck, bytes]]:
    for number in range(1_500):
        case = make_spend(11, number)
        if not case.kind.startswith(("separators", "deletion", "no deletion", "one key", "multisig")):
            continue
        run = Session(Subject(case.raw, case.spent, rules=T)).trace(case.index).run
        for stage in run.stages:
            for step, check in chain.from_iterable(((step, each) for each in step.checks) for step in stage.steps):
                code = hashed(check)
                if code is not None:
                    yield stage, step, check, code


def test_what_is_left_out_of_the_script_code_is_what_differs_from_the_script() -> None:
    seen: set[tuple[str, ...]] = set()
    for stage, step, check, code in told_of_spends():
        script, start = stage.script.data, code_start(stage, step)
        seen.add(check.omitted)
        assert (code == sized(script)) == (not check.omitted)
        assert ("before_separator" in check.omitted) == (start > 0)
        tail = script[start:]
        if stage.version is SigVersion.WITNESS_V0:
            assert code == sized(tail)
            continue
        if step.instruction.opcode in CHECKSIG:
            shorter = find_and_delete(tail, push(check.signature))
            assert ("signatures" in check.omitted) == (shorter != tail)
            separators = [each for each in instructions(shorter) if each.opcode == OP_CODESEPARATOR]
            assert ("separators" in check.omitted) == bool(separators)
            kept = b"".join(shorter[slice(*each.span)] for each in instructions(shorter) if each not in separators)
            assert ("rest_of_push" in check.omitted) == (code != sized(kept))
    assert {(), ("before_separator",), ("separators",), ("signatures",), ("before_separator", "separators")} <= seen


@pytest.mark.parametrize(
    ("outputs", "said"), [(0, "no such output exists"), (1, "the amount and script of output 0")]
)
def test_single_in_the_witness_says_whether_it_has_its_output(outputs: int, said: str) -> None:
    script = push(POINT[1:]) + b"\xac"
    signature = bytes.fromhex("3006020101020101") + b"\x03"
    vin = Vin(b"\1" * 36, 0xFFFFFFFF, b"", [signature, script])
    raw = Draft(2, [vin], [(1, b"\x51")] * outputs, 0, [], 0).raw()
    session = Session(Subject(raw, (SpentOutput(5_000, b"\0\x20" + sha256(script)),)))
    page = text_of(sighash_page(session.report, session.trace(0), Texts()))
    assert said in page
    assert "this sighash type leaves it out" in page, "the sequences"
    assert page.count("leaves it out") == 1
