"""What items on the stack are for: each role is checked against the bytes and the run, by another reading of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, session_of, slow
from spends import make_spend
from walking import story_from

from txexplain.explain.document import StackItem, StackLine
from txexplain.explain.parts import origins
from txexplain.explain.parts.roles import Role, roles_of
from txexplain.explain.parts.stacks import before_step, role_words, stack_lines, try_rows
from txexplain.model.report import InputReport
from txexplain.model.rules import Rules
from txexplain.model.script import is_true, opcode_name, script_number
from txexplain.model.spend import Run, Stage, Step
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.hashes import hash160, ripemd160
from txexplain.wire.output_scripts import witness_program

SPENDS = 150
HASHES = (
    hash160,
    ripemd160,
    *(lambda data, name=name: hashlib.new(name, data).digest() for name in ("sha1", "sha256")),
    lambda data: hashlib.sha256(hashlib.sha256(data).digest()).digest(),
)


class Seen:
    """All items of a run with their roles, in order, and what of the run tells what they may be."""

    def __init__(self, run: Run, item: InputReport | None, rules: Rules) -> None:
        self.run, self.item, self.rules = run, item, rules
        self.roles = roles_of(run, item, rules)
        self.items: list[tuple[bytes, Role]] = []
        for stage, named in zip(run.stages, self.roles, strict=True):
            for place, (step, each) in enumerate(zip(stage.steps, named, strict=True)):
                (before, _), _ = before_step(stage, place)
                assert (len(before), len(step.stack)) == (len(each.before), len(each.after))
                assert len(step.altstack) == len(each.altstack)
                self.items += zip((*before, *step.stack), (*each.before, *each.after), strict=True)

    def of(self, *keys: str) -> set[bytes]:
        return {data for data, role in self.items if role.key in keys}

    def captured(self, *endings: str) -> set[bytes]:
        """Bytes that the script, or the place they stand in, is known to hold for that."""
        if self.item is None:
            return set()
        shapes = [shape for inner in self.item.inner_scripts for shape in inner.shapes]
        shapes += [self.item.kind, *([self.item.spent.type, *self.item.spent.shapes] if self.item.spent else [])]
        return {c.slice.data for shape in shapes for c in shape.captures if c.role.endswith(endings)}

    def told_versions(self) -> set[int | None]:
        return {role.value for _, role in self.items if role.key == "witness_version"}

    def versions(self) -> set[int]:
        """Of the scripts that ran and are witness programs, where these count."""
        if self.item is None or Rules.WITNESS not in self.rules:
            return set()
        scripts = [s.script for s in self.run.stages if s.role in ("script_pubkey", "redeem_script") and s.steps]
        return {found.version for script in scripts if (found := witness_program(script))}

    def operands(self, place: int) -> set[bytes]:
        """What OP_CHECKSIG and its like find there, from the top; of a multisig keys (1) or signatures (2)."""
        found: set[bytes] = set()
        for stage in self.run.stages:
            for number, step in enumerate(stage.steps):
                (stack, _), _ = before_step(stage, number)
                found |= set(_operands(opcode_name(step.instruction.opcode), stack, place))
        return found


def _operands(name: str, stack: tuple[bytes, ...], place: int) -> Iterator[bytes]:
    if name in ("OP_CHECKSIG", "OP_CHECKSIGVERIFY") and len(stack) >= 2:
        yield stack[-place]
    if name == "OP_CHECKSIGADD" and len(stack) >= 3:
        yield stack[-1 if place == 1 else -3]
    if name.startswith("OP_CHECKMULTISIG") and stack:
        keys = script_number(stack[-1])
        if place == 1:
            yield from stack[-1 - keys : -1]
        elif len(stack) > keys + 1:
            signatures = script_number(stack[-2 - keys])
            yield from stack[-2 - keys - signatures : -2 - keys]


def check_roles(seen: Seen) -> None:
    """Each role of a run is true of the item that has it."""
    assert seen.of("public_key") <= seen.operands(1) | seen.captured("public_key")
    assert seen.of("signature", "no_signature") <= seen.operands(2) | seen.captured("_signature")
    assert all(not data for data in seen.of("no_signature"))
    assert all(is_true(data) for data in seen.of("true"))
    assert not any(is_true(data) for data in seen.of("false"))
    for data, role in seen.items:
        if role.value is not None:
            assert role.value == script_number(data)
    scripts = {stage.script.data for stage in seen.run.stages if stage.role == "redeem_script"}
    assert seen.of("redeem_script") <= scripts | seen.captured("redeem_script")
    assert seen.told_versions() <= seen.versions()
    _check_hashes(seen)


def _check_hashes(seen: Seen) -> None:
    """A hash is one of an item of that kind, and a preimage has the hash that was expected."""
    for made, sources in (
        ("key_hash", {data for data, role in seen.items if role.key.endswith("_key")}),
        ("script_hash", seen.of("redeem_script") | seen.captured("redeem_script")),
    ):
        hashes = {function(data) for function in HASHES for data in sources}
        assert seen.of(made) <= hashes | seen.captured("public_key_hash", "script_hash")
    expected = seen.of("expected_hash") | seen.captured("hash")
    for data in seen.of("preimage"):
        assert expected & {function(data) for function in HASHES}


def _runs(name: str) -> Iterator[Seen]:
    session = session_of(name)
    for vin, item in enumerate(session.report.inputs[:12]):
        if not session.report.tx.is_coinbase:
            yield Seen(session.trace(vin).run, item, session.tracer.rules)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_role_in_an_example_is_true(name: str) -> None:
    for seen in _runs(name):
        check_roles(seen)
        assert seen.told_versions() == seen.versions()


@pytest.mark.parametrize("seed", ["roles-a", slow("roles-b"), slow("roles-c")])
def test_every_role_in_a_generated_spend_is_true(seed: str) -> None:
    told = 0
    for number in range(SPENDS):
        case = make_spend(seed, number)
        story = story_from(case.raw, case.spent)
        seen = Seen(story.trace(case.index).run, story.input(case.index), story.rules(case.index))
        check_roles(seen)
        told += sum(bool(role.key) for _, role in seen.items)
    assert told > 1_000


@pytest.mark.parametrize("seed", ["moves-a", slow("moves-b")])
def test_every_item_is_followed_to_where_the_engine_has_it(seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No opcode moves, copies or makes items otherwise than is thought: else they would lose their roles."""
    changed, names = origins._Follower._changed, set()

    def watched(self, stage: Stage, step: Step, name: str, stack: list) -> list:
        after = changed(self, stage, step, name, stack)
        assert [item.data for item in after] == list(step.stack), name
        names.add(name)
        return after

    monkeypatch.setattr(origins._Follower, "_changed", watched)
    for number in range(SPENDS):
        case = make_spend(seed, number)
        story = story_from(case.raw, case.spent)
        roles_of(story.trace(case.index).run, story.input(case.index), story.rules(case.index))
    assert len(names) > 40


def test_the_roles_of_a_multisig_are_those_that_a_reader_would_give() -> None:
    (seen,) = _runs("p2sh-multisig")
    texts = Texts("en")
    last = [role_words(role, texts) for role in seen.roles[-1][-1].before]
    signatures, keys = ["signature 1", "signature 2"], ["public key 1", "public key 2", "public key 3"]
    assert last == ["extra item", *signatures, "signatures: 2", *keys, "keys: 3"]
    assert [role_words(role, texts) for role in seen.roles[-1][-1].after] == ["true"]


def test_signatures_are_tried_from_the_last_key_on() -> None:
    (seen,) = _runs("p2sh-multisig")
    rows = try_rows(seen.roles[-1][-1].tries, 20, Texts("en"))
    assert [(row.signature, row.key, row.passes) for row in rows] == [
        ("signature 2", "public key 3", True),
        ("signature 1", "public key 2", False),
        ("signature 1", "public key 1", True),
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_tried_is_what_the_engine_checked(name: str) -> None:
    for seen in _runs(name):
        for stage, named in zip(seen.run.stages, seen.roles, strict=True):
            for step, each in zip(stage.steps, named, strict=True):
                assert [tried.check for tried in each.tries] in ([], list(step.checks))
                if "MULTISIG" in opcode_name(step.instruction.opcode):
                    assert len(each.tries) == len(step.checks)


def test_a_lock_that_no_rule_reads_yet_is_no_lock() -> None:
    """Before BIP65 the number under OP_NOP2 was a number like any other."""
    seen = next(_runs("nop2"))
    asleep = Seen(seen.run, seen.item, Rules(0))
    assert not asleep.of("lock_time")
    assert not asleep.of("relative_lock")
    awake = next(_runs("cltv"))
    assert awake.of("lock_time")


def test_what_no_opcode_can_read_is_no_number(cli) -> None:
    too_long = "ff" * 2_000  # as a number it would have more digits than Python prints
    out = cli("script", "OP_1ADD", "--stack", f"<{too_long}>").out
    assert "2,000 bytes" in out
    assert "number" not in out.split("Result")[0].split("OP_1ADD")[1].split("fails")[0]


def test_a_long_number_is_only_called_one(cli) -> None:
    rows = [line.split() for line in cli("script", "OP_1ADD", "--stack", "<9f8601>").out.splitlines()]
    assert "− number 99,999 9f8601 + number a08601".split() in rows


def test_a_relative_lock_that_is_switched_off_is_none(cli) -> None:
    rows = cli("script", "<0000008000> OP_CHECKSEQUENCEVERIFY OP_DROP <000040> OP_CHECKSEQUENCEVERIFY").out
    assert "5 bytes" in rows
    assert "relative lock" in rows.split("OP_DROP")[1]
    assert "relative lock" not in rows.split("OP_DROP")[0]


def test_an_item_keeps_its_role_wherever_it_is_moved(cli) -> None:
    """Here the hash is compared at last, after it was turned, hidden and copied."""
    script = "OP_SHA256 OP_SWAP OP_TOALTSTACK OP_1 OP_ROT OP_OVER OP_TUCK OP_2DROP OP_2DROP <00> OP_EQUAL"
    out = cli("script", script, "--stack", "<0a> <0b> <0c>", "--all").out
    assert out.count("expected hash") >= 2


def test_a_script_alone_tells_what_the_run_tells(cli) -> None:
    out = cli("script", "OP_DUP OP_HASH160 <00> OP_EQUAL", "--stack", "<0102>").out
    rows = [line.split() for line in out.splitlines()]
    assert "2 bytes 0102 2 bytes 0102".split() in rows
    assert "− expected hash 00".split() in rows
    assert not any("key" in row for row in rows)


def _hidden(item: StackItem) -> int:
    """How many items are left out above it."""
    return int("".join(re.findall(r"\d", item.hidden)) or 0)


def _shown(line: StackLine, stack: tuple[bytes, ...], texts: Texts) -> None:
    """The items of the pile are those of the stack, top last, without the ones that it counts."""
    place = 0
    for item in line.items:
        whole = stack[place].hex()
        short = whole if len(whole) <= 17 else f"{whole[:8]}…{whole[-8:]}"
        assert item.text == (short or texts.plain("verify", "empty_item"))
        place += 1 + _hidden(item)
    assert place == len(stack)
    assert bool(line.more) is not bool(stack)


def _check_piles(stage: Stage, place: int, step: Step, seen: Seen, number: int, texts: Texts) -> None:
    (stack, altstack), _ = before_step(stage, place)
    lines = stack_lines(step, seen.roles[number][place], stack, altstack, texts)
    _shown(lines[0], stack, texts)
    if len(lines) > 1 and lines[1].label == texts.plain("verify", "stack_after"):
        _shown(lines[1], step.stack, texts)
        for line, mark in zip(lines, ("taken", "put"), strict=False):
            quiet = [item for item in line.items if not item.mark]
            assert sum(1 + _hidden(item) for item in quiet) == step.kept or step.failure
            assert list(line.items[len(quiet) :]) == [item for item in line.items if item.mark == mark]
    else:
        assert stack == step.stack
    if altstack != step.altstack:
        _shown(lines[-1], step.altstack, texts)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_pile_is_the_stack_of_the_engine(name: str) -> None:
    texts = Texts("en")
    for seen in _runs(name):
        for number, stage in enumerate(seen.run.stages):
            for place, step in enumerate(stage.steps):
                _check_piles(stage, place, step, seen, number, texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deep_stack_is_folded_in_the_middle(cli, language: str) -> None:
    script = " ".join(["1"] * 60 + ["OP_DROP"])
    out = cli("script", script, "--lang", language, "--all").out
    last = out[out.rindex("OP_DROP") :]
    assert last.count("01") <= 20
    assert "53" in last  # 60 items, of which one is taken and 6 more are shown


def test_what_a_multisig_takes_is_shown_whole(cli) -> None:
    out = cli("trace", "bare-multisig").out
    last = out[out.rindex("OP_CHECKMULTISIG") :]
    assert "more" not in last
    assert "− public key 1" in last
    assert "− signatures: 2" in last


GAPPED = ["codeseparator", "lightning-htlc", "sale", "all-types"]


@pytest.mark.parametrize("name", GAPPED)
@pytest.mark.parametrize("keep", [1, 2])
def test_a_step_after_steps_left_out_has_the_stacks_it_really_had_and_true_roles(name: str, keep: int) -> None:
    session, gaps = session_of(name), 0
    for vin, item in enumerate(session.report.inputs[:3]):
        whole, part = (session.trace(vin, keep_steps=kept).run for kept in (5_000, keep))
        check_roles(Seen(part, item, session.tracer.rules))
        for full, stage in zip(whole.stages, part.stages, strict=True):
            for place, step in enumerate(stage.steps):
                assert before_step(stage, place) == before_step(full, step.position)
                gaps += step.before is not None
    assert gaps


def test_a_signature_is_still_that_signature_after_steps_left_out() -> None:
    session = session_of("codeseparator")
    part = session.trace(0, keep_steps=30).run
    roles = roles_of(part, session.report.inputs[0], session.tracer.rules)
    place = next(place for place, step in enumerate(part.stages[-1].steps) if step.before is not None)
    assert part.stages[-1].steps[place].instruction.name == "OP_CHECKSIG"
    assert [role.key for role in roles[-1][place].before] == ["signature", "public_key"]
    assert [role.key for role in roles[-1][place].after] == ["false"]
    assert [role.number for role in roles[-1][place].before] == [1, 1]
