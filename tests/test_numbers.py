"""Every number that the walkthrough tells is walked back to the bytes, by another reading of them.

The texts are asked which facts they are filled with; each fact that holds a digit must have a check here, by its
name, which computes it from python-bitcoinlib's reading, from the spent outputs of the example, or from the run.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from bitcoin.core import CTransaction
from bitcoin.core.script import CScript, CScriptInvalidError
from conftest import EXAMPLES
from walking import story_of

from txexplain.crypto.curve import parse_public_key
from txexplain.diagnosis import Diagnoser
from txexplain.explain.walk.groups import groups
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import OfInput, Place, Telling
from txexplain.explain.walk.step_places import StepPlace
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.messages import messages
from txexplain.model.script import script_number
from txexplain.texts import Line, Texts

Used = tuple[str, str, str]  # text, name of the fact, value


class Recorder(Texts):
    """Notes every fact that a text was filled with."""

    def __init__(self) -> None:
        super().__init__("en")
        self.used: set[Used] = set()

    def _filled(self, topic: str, path: tuple[str, ...], facts: Mapping[str, object]) -> Line:
        template = self._find(topic, path) or ""
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        self.used |= {(f"{topic}.{'.'.join(path)}", name, str(facts[name])) for name in names}
        return super()._filled(topic, path, facts)


class Known:
    """What is true of an example, read independently of the code under test."""

    def __init__(self, name: str, place: Place) -> None:
        self.example = EXAMPLES[name]
        self.story: Story = story_of(name)
        self.place = place
        self.vin = place.vin if isinstance(place, OfInput) else None
        self.left_out = getattr(place, "left_out", getattr(place, "length", 1))
        self.tx = CTransaction.deserialize(self.example.raw)
        self.spent = [output.value_sat for output in self.example.spent_outputs]
        self.out = [output.nValue for output in self.tx.vout]
        self.base = _base_size(self.tx)
        self.size = len(self.example.raw)
        self.weight = 3 * self.base + self.size
        self.vsize = -(-self.weight // 4)

    @property
    def sigop_cost(self) -> int:
        """By python-bitcoinlib's count; what witnesses cost is left to tests/test_truth_b.py."""
        scripts = [*(txin.scriptSig for txin in self.tx.vin), *(txout.scriptPubKey for txout in self.tx.vout)]
        return 4 * sum(map(_checks, scripts))

    @property
    def fee(self) -> int | None:
        return sum(self.spent) - sum(self.out) if self.spent else None

    def amounts(self) -> set[int]:
        """The amounts that may be told at this place."""
        place = self.place
        if place.key in ("input", "lock", "brings"):
            group = next(group for group in groups(self.story.verification) if self.vin in group)
            return {self.spent[self.vin], sum(self.spent[vin] for vin in group)}
        if place.key == "output":
            return {self.out[place.vout]}
        if place.key == "more_outputs":
            return {sum(self.out[-self.left_out :])}
        if place.key == "sizes":
            return {self.fee} if self.fee is not None else set()
        return {*self.spent, *self.out, sum(self.spent), sum(self.out)} | ({self.fee} if self.spent else set())

    def checks(self) -> list:
        return list(self.story.trace(self.vin).run.checks)


def _checks(script: CScript) -> int:
    """How many checks the opcodes ask for, up to a push that runs past the end."""
    found = 0
    try:
        for opcode, _, _ in script.raw_iter():
            found += {0xAC: 1, 0xAD: 1, 0xAE: 20, 0xAF: 20}.get(int(opcode), 0)
    except CScriptInvalidError:
        pass
    return found


def _base_size(tx: CTransaction) -> int:
    plain = CTransaction(tx.vin, tx.vout, tx.nLockTime, tx.nVersion)
    return len(plain.serialize())


def grouped(*numbers: int | None) -> set[str]:
    return {f"{number:,}" for number in numbers if number is not None}


def _btc(sat: int) -> str:
    return f"{Decimal(sat) / 100_000_000:,.8f}"


def _rate(known: Known) -> set[str]:
    by_sigops = Decimal(max(known.weight, 20 * known.sigop_cost)) / 4
    sizes = (Decimal(known.vsize), by_sigops)
    rates = [(Decimal(known.fee or 0) / size).quantize(Decimal("0.01"), ROUND_HALF_UP) for size in sizes]
    return {shown for rate in rates for shown in (f"{rate:,}".rstrip("0").rstrip("."), f"{rate:,}")}


def _needed_fee(known: Known) -> set[str]:
    """At the lowest rate that relay takes by default, 0.1 sat/vB."""
    return grouped(-(-max(known.weight, 20 * known.sigop_cost) // 40), -(-known.vsize // 10))


def _locks(known: Known) -> set[str]:
    """When the locktime or a relative lock has passed: the block after it, or that many blocks after the coin."""
    height, lock = known.example.block_height or 0, known.tx.nLockTime
    delays = {txin.nSequence & 0xFFFF for txin in known.tx.vin}
    return _times(known) | grouped(lock, lock + 1, *(height + 1 - delay for delay in delays), *delays)


def _in_bytes(known: Known) -> set[str]:
    """Sizes, the smallest that relay takes, and those of messages that were tried."""
    found = [each.diagnosis for each in known.story.verification.inputs if each.diagnosis]
    signed = {clue.sighash for each in found for told in (*each.signatures, each) for clue in _clues_of(told)}
    asked = {told.asked for each in found for told in each.signatures}
    return _sizes(known) | grouped(65, *(len(each.message) for each in signed | asked if each is not None))


def _clues_of(told) -> tuple:
    return told.whole if hasattr(told, "whole") else told.clues


def _tries(known: Known) -> set[str]:
    """How often the diagnosis of a failing input gets on."""
    found = set()
    for spend in known.story.verification.inputs:
        if spend.run.failure is not None:
            ticks: list[int] = []
            Diagnoser(known.story.report, lambda ticks=ticks: ticks.append(1)).input(spend)
            found.add(len(ticks))
    return grouped(*found)


def _needed_items(known: Known) -> set[str]:
    """What an opcode takes that checks `m` of `n` signatures: both numbers, keys, signatures and one item more."""
    numbers = {int(number.replace(",", "")) for number in _shape_numbers(known)}
    small = {number for number in numbers if 0 < number <= 20}
    return grouped(*(m + n + 3 for m in small for n in small))


def _times(known: Known) -> set[str]:
    numbers = {known.tx.nLockTime} | _pushed(known)
    shown = {f"{datetime.fromtimestamp(n, UTC):%Y-%m-%d %H:%M:%S}" for n in numbers if 0 <= n < 1 << 32}
    return shown | {known.example.block_time or ""}


def _pushed(known: Known) -> set[int]:
    """Every number that a script of the input pushes, or that stands on its stack."""
    if known.story.report.tx.is_coinbase or known.vin is None:
        return set()
    found = set()
    for stage in known.story.trace(known.vin).run.stages:
        for step in stage.steps:
            items = [*step.stack, step.instruction.data or b""]
            found |= {script_number(item) for item in items if len(item) <= 5}
            found |= {step.instruction.small_number} - {None}
    return found


def _heights(known: Known) -> set[str]:
    height = known.tx.vin[0].scriptSig
    coinbase = int.from_bytes(height[1 : 1 + height[0]], "little") if len(height) > 4 and height[0] == 3 else 0
    changes = (173_805, 363_725, 388_381, 419_328, 481_824)
    return grouped(known.tx.nLockTime, known.example.block_height, coinbase, *changes)


def _counts(known: Known) -> set[str]:
    """Counts of what is at the place: bytes pushed, steps, checks, items, inputs, outputs."""
    place, tx = known.place, known.tx
    numbers = {len(tx.vin), len(tx.vout), known.left_out, len(tx.vout) - 3, len(tx.vin) - 3}
    numbers |= {len(tx.vin) - 10, len(tx.vout) - 10, len(tx.vin) - 12}
    if place.key == "summary":  # each side of the picture shows three to six coins by themselves
        numbers |= {len(side) - shown for side in (tx.vin, tx.vout) for shown in range(3, 7)}
    if known.vin is not None and not known.story.report.tx.is_coinbase:
        checks = known.checks()
        group = next(group for group in groups(known.story.verification) if known.vin in group)
        numbers |= {sum(c.passes for c in checks), sum(not c.passes for c in checks), len(group)}
        numbers |= {len(checks) - 6}
        for stage in known.story.trace(known.vin).run.stages:
            steps = stage.steps[place.step : place.step + 1] if isinstance(place, StepPlace) else ()
            numbers |= {len(step.instruction.data or b"") for step in steps}
            heights = [len(stage.before), *(len(step.stack) for step in stage.steps)]
            for step, before, after in zip(stage.steps, heights, heights[1:], strict=False):
                parts = (step.kept, before - step.kept, after - step.kept)  # of each part six items are shown
                numbers |= {part - 6 for part in parts}
        numbers |= {number & 0xFFFF for number in _pushed(known) if number >= 0} | {known.left_out - 12}
    numbers |= {int(found.facts.get("count", -1)) for found in known.story.report.findings}
    numbers |= {sum(tx.vin[n].nSequence < 0xFFFFFFFE for n in range(len(tx.vin)))}
    numbers |= {tx.vin[n].nSequence & 0xFFFF for n in range(len(tx.vin))}
    numbers |= {sum(s.policy is not None for s in known.story.verification.inputs)}
    return grouped(*(number for number in numbers if number >= 0))


def _sizes(known: Known) -> set[str]:
    numbers = {known.size, known.base, known.size - known.base}
    lengths = {len(known.tx.vin[n].scriptSig) for n in range(len(known.tx.vin))}
    report = known.story.report
    for item in report.inputs:
        scripts = [item.script_sig, *(inner.script for inner in item.inner_scripts)]
        scripts += [item.spent.script] if item.spent else []
        lengths |= {len(element.data or b"") for script in scripts for element in script.instructions}
        lengths |= {len(piece.data) for piece in item.txin.witness} | {len(s.slice.data) for s in scripts}
        for script in scripts:
            lengths |= {script.slice.end - element.span.end for element in script.instructions}
    for output in report.outputs:
        lengths |= {len(element.data or b"") for element in output.script.instructions}
    if known.vin is not None and not report.tx.is_coinbase:
        for stage in known.story.trace(known.vin).run.stages:
            lengths |= {len(item) for stack in (stage.before, *(s.stack for s in stage.steps)) for item in stack}
        for check in known.checks():
            if check.sighash is not None:
                lengths |= {len(check.sighash.message), *(len(part.data) for part in check.sighash.parts)}
    return grouped(*numbers, *lengths)


def _named(value: str, count: int) -> bool:
    """Whether the inputs or outputs that are named, such as `#0, #2–#5, …`, are among so many."""
    words = re.findall(r"\d+", value)
    return bool(words) and all(int(word) < count for word in words)


def _position(known: Known) -> set[str]:
    place, spends = known.place, known.story.verification.inputs
    if isinstance(place, StepPlace):
        return grouped(place.stage_in(known.story).steps[place.step].position)
    failures = [failure for s in spends for failure in (s.run.failure, s.today, s.policy) if failure]
    return grouped(*(failure.position for failure in failures))


def _verdicts(known: Known) -> set[str]:
    spends = known.story.verification.inputs
    return grouped(len(spends), *(sum(s.verdict is v for s in spends) for v in {s.verdict for s in spends}), 0)


def _numbers(known: Known) -> set[str]:
    """The number of a stage or message, or one that a script pushes or an opcode reads."""
    place, tx = known.place, known.tx
    found = grouped(*(getattr(place, name) + 1 for name in ("stage", "message") if hasattr(place, name)))
    if known.vin is None:
        return found | grouped(*_output_numbers(known))
    return found | grouped(*_pushed(known), tx.nLockTime, tx.vin[known.vin].nSequence & 0xFFFF)


def _output_numbers(known: Known) -> set[int]:
    elements = [e for output in known.story.report.outputs for e in output.script.instructions]
    return {script_number(element.data or b"") for element in elements if len(element.data or b"") <= 5}


def _shape_numbers(known: Known) -> set[str]:
    """What shapes of scripts say: numbers that stand in the scripts."""
    found = _pushed(known) | _output_numbers(known)
    for item in known.story.report.inputs:
        for inner in item.inner_scripts:
            for element in inner.script.instructions:
                number = element.small_number
                found |= {number} if number is not None else set()
                if element.data and len(element.data) <= 5:
                    found.add(script_number(element.data))
    for output in (*known.story.report.outputs, *(i.spent for i in known.story.report.inputs if i.spent)):
        found |= {e.small_number for e in output.script.instructions if e.small_number is not None}
        found |= {sum(len(e.data or b"") in (33, 65) for e in output.script.instructions)}
    kinds = {
        shape.facts.get("total") for i in known.story.report.inputs for n in i.inner_scripts for shape in n.shapes
    }
    found |= {int(total) for total in kinds if total is not None}
    return grouped(*found) | {str(number) for number in found} | {str(n & 0xFFFF) for n in found if n > 0}


def _points(known: Known) -> set[str]:
    """Of each output, how many of the things that it pushes are keys, read by ecdsa's arithmetic."""
    outputs = [output.script.instructions for output in known.story.report.outputs]
    return grouped(*(sum(parse_public_key(e.data or b"") is not None for e in elements) for elements in outputs))


def _ordinals(known: Known) -> set[str]:
    """Signatures, keys and the like are counted: there are no more of a kind than items that the run put."""
    stages = known.story.trace(known.vin).run.stages
    return grouped(*range(1, 1 + sum(len(stage.before) + len(stage.steps) for stage in stages)))


def _input_or_output(known: Known) -> set[str]:
    return {str(n) for n in range(max(len(known.tx.vin), len(known.out)))}


def _places(known: Known) -> set[str]:
    """An input, or several neighbours."""
    count = len(known.tx.vin)
    several = {f"inputs {first}–{last}" for last in range(count) for first in range(last)}
    return several | {f"input {n}" for n in range(count)}


TEXT = object()  # words, hex and ids, of which no digit is a claim of its own
CHECKED = ("valid", "asked", "not")  # how the title of a check may end
CHECKS: dict[str, Callable[[Known], set[str]] | object] = {
    "sat": lambda known: grouped(*known.amounts()),
    "btc": lambda known: {_btc(sat) for sat in known.amounts()},
    "in_sat": lambda known: grouped(sum(known.spent)),
    "out_sat": lambda known: grouped(sum(known.out)),
    "fee_sat": lambda known: grouped(known.fee),
    "base": lambda known: grouped(known.base),
    "witness": lambda known: grouped(known.size - known.base),
    "size": _sizes,
    "size_bytes": _sizes,
    "body_bytes": lambda known: grouped(793),
    "weight": lambda known: grouped(known.weight),
    "vsize": lambda known: grouped(known.vsize, -(-max(known.weight, 20 * known.sigop_cost) // 4)),
    "rate": lambda known: _rate(known) | {"0.1"},  # the lowest that relay takes by default
    "core": lambda known: {"31", "Core 31"},
    "versions": lambda known: {"27"},
    "low": lambda known: {"1"},
    "high": lambda known: {"2"},  # up to Core 27
    "output_sat": lambda known: grouped(sum(known.out)),
    "vsize_vb": lambda known: grouped(known.vsize, -(-max(known.weight, 20 * known.sigop_cost) // 4)),
    "needed_sat": _needed_fee,
    "needed": _needed_items,
    "n": _input_or_output,
    "findings.unprotected_spend.place": _places,
    "findings.unprotected_spend_input_script.place": _places,
    "tried": _tries,
    "when": lambda known: _locks(known) | {f"{time} UTC ({known.tx.nLockTime:,})" for time in _times(known)},
    "span": TEXT,
    "sigop_vsize": lambda known: grouped(-(-max(known.weight, 20 * known.sigop_cost) // 4)),
    "sigop_rate": _rate,
    "limit_bytes": lambda known: grouped(65),  # the smallest that relay takes
    "page.in_bytes_many.count": _in_bytes,
    "diagnosis.proof.message.size": TEXT,  # what `in_bytes_many` gave
    "in_size_bytes": TEXT,
    "sigop_cost": lambda known: grouped(known.sigop_cost),
    "height": _heights,
    "next": lambda known: grouped(known.tx.nLockTime + 1),
    "time": _times,
    "count": _counts,
    "inputs": TEXT,
    "index": lambda known: {str(n) for n in range(max(len(known.tx.vin), len(known.tx.vout), 300))},
    "position": _position,
    "number": _numbers,
    "made": _numbers,
    "value": _numbers,
    "ordinal": _ordinals,
    "required": _shape_numbers,
    "total": lambda known: _shape_numbers(known) | _verdicts(known),
    "points": _points,
    "nonce": lambda known: {"½", *map(str, range(1, 17))},
    "delay": _shape_numbers,
    "expiry": _shape_numbers,
    "lock_time": _shape_numbers,
    "invalid": _verdicts,
    "unknown": _verdicts,
    "outputs": lambda known: grouped(len(known.out)),
    "version": lambda known: grouped(known.tx.nVersion),
    "vin": lambda known: {str(n) for n in range(len(known.tx.vin))},
    "vout": lambda known: {str(txin.prevout.n) for txin in known.tx.vin} | {str(n) for n in range(len(known.out))},
    "place": lambda known: {f"input {n}" for n in range(len(known.tx.vin))},
    "findings.known_key_coin_one.numbers": lambda known: {"1"},
    "first_vin": lambda known: {str(n) for n in range(len(known.tx.vin))},
    "second_vin": lambda known: {str(n) for n in range(len(known.tx.vin))},
    **dict.fromkeys(("coins_in", "coins_out", "numbers", "found", "wanted", "which", "hash_type", "types"), TEXT),
    **dict.fromkeys(("key", "signature", "opcode", "role", "bip", "script", "hex", "name", "names", "kind"), TEXT),
    **dict.fromkeys(("line", "committed", "computed"), TEXT),
    "obscured_commitment_number": TEXT,
    "public_key": TEXT,
    **{f"walk.title_check_{result}.number": lambda known: {f" {n}" for n in range(1, 21)} for result in CHECKED},
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_told_is_true_of_the_bytes(name: str) -> None:
    story = story_of(name)
    told = 0
    for place in outline(story, Choice(details=True)):
        texts = Recorder()
        place.tell(Telling(story, texts))
        known = Known(name, place)
        for text, fact, value in texts.used:
            if not any(char.isdigit() for char in value):
                continue
            check = CHECKS.get(f"{text}.{fact}") or CHECKS[fact]
            if fact in ("inputs", "which") and "#" in value:
                assert _named(value, max(len(known.tx.vin), len(known.out))), (place, text, value)
            if callable(check):
                assert value.replace("−", "-") in check(known), (place, text, fact, value)
                told += 1
    assert told >= 10


def test_the_numbers_of_a_check_are_those_of_the_standard() -> None:
    """z, u1 and u2 by the formulas on screen, for an example with several signatures."""
    n = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    story = story_of("p2sh-multisig")
    checked = 0
    for message in messages(story.trace(0).run.checks):
        for check in message.checks:
            w = check.working
            assert w["z"] == int.from_bytes(message.sighash.digest, "big")
            assert w["u1"] * w["s"] % n == w["z"] % n
            assert w["u2"] * w["s"] % n == w["r"]
            assert (w["x"] % n == w["r"]) is check.passes
            checked += 1
    assert checked >= 2
