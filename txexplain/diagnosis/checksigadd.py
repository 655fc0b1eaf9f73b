"""The signatures that OP_CHECKSIGADD counts: each against each key, how many the script wants, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.inquiry import Inquiry
from txexplain.diagnosis.multisig import Placed, assigned_keys, fits_clue, in_places
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts
from txexplain.model.script import (
    OP_CHECKSIG,
    OP_CHECKSIGADD,
    OP_EQUAL,
    OP_EQUALVERIFY,
    OP_GREATERTHANOREQUAL,
    OP_NUMEQUAL,
    OP_NUMEQUALVERIFY,
    Instruction,
    script_number,
)
from txexplain.model.signing import Sighash
from txexplain.model.spend import InputVerdict
from txexplain.wire.script import instructions

_SCHNORR_SIZES = (64, 65)
_NUMBER_SIZE = 4
_EXACTLY = (OP_NUMEQUAL, OP_NUMEQUALVERIFY, OP_EQUAL, OP_EQUALVERIFY)
_STACK_TOO_SHORT, _STACK_TOO_HIGH = "INVALID_STACK_OPERATION", "CLEANSTACK"


class _Group(NamedTuple):
    """OP_CHECKSIG and the OP_CHECKSIGADDs that follow: all their keys, and those that the run came to.

    `required` is the number of signatures that the script wants, None where it compares otherwise; `is_exact` says
    that more are wrong too.
    """

    ran: tuple[Attempt, ...]
    keys: tuple[bytes, ...]
    required: int | None
    is_exact: bool

    @property
    def facts(self) -> Facts:
        told = Facts(opcode="OP_CHECKSIGADD", position=self.ran[0].position or 0, keys=len(self.keys))
        return told if self.required is None else Facts(told, required=self.required)

    def wants(self, valid: int) -> bool:
        """Whether that many valid signatures are as many as the script wants, as far as is known."""
        if self.required is None:
            return True
        return valid == self.required if self.is_exact else valid >= self.required

    def case(self, valid: int) -> str:
        """How the number that is wanted compares."""
        if not self.is_exact:
            return "at_least"
        return "too_many" if valid > (self.required or 0) else "exactly"


def counted(attempts: Sequence[Attempt], inquiry: Inquiry, spend: InputVerdict) -> tuple[Clue, ...]:
    """What is said of the signatures of each group together; `place` counts them from 0 as the script takes them."""
    script = next((stage.script.data for stage in spend.run.stages if stage.role == "leaf_script"), b"")
    if not any(each.opcode == "OP_CHECKSIGADD" for each in attempts):
        return ()
    groups = _groups([each for each in attempts if each.role == "leaf_script"], list(instructions(script)))
    return tuple(clue for group in groups for clue in _of_group(group, inquiry, spend))


def _groups(attempts: Sequence[Attempt], elements: list[Instruction]) -> Iterator[_Group]:
    at = 0
    while at < len(attempts):
        start = attempts[at].position or 0
        keys, end = _keys(elements, start)
        ran = tuple(each for each in attempts[at : at + max(1, len(keys))] if (each.position or 0) < end)
        if len(keys) > 1 and all(each.keys == (key,) for each, key in zip(ran, keys, strict=False)):
            yield _Group(ran, keys, *_required(elements, end))
        at += max(1, len(ran))


def _keys(elements: list[Instruction], start: int) -> tuple[tuple[bytes, ...], int]:
    """Of the check at that place and the OP_CHECKSIGADDs behind it the keys; and where they end."""
    keys: list[bytes] = []
    place = start
    while 0 < place < len(elements) and elements[place].opcode in (OP_CHECKSIG, OP_CHECKSIGADD):
        if elements[place - 1].data is None or (keys and elements[place].opcode != OP_CHECKSIGADD):
            break
        keys.append(elements[place - 1].data or b"")
        place += 2
    return tuple(keys), place - 1


def _required(elements: list[Instruction], end: int) -> tuple[int | None, bool]:
    """The number behind the last check, if it is compared with how many are valid."""
    behind = elements[end : end + 2]
    if len(behind) < 2 or behind[1].opcode not in (*_EXACTLY, OP_GREATERTHANOREQUAL):
        return None, False
    pushed = behind[0].pushed
    if pushed is None or len(pushed) > _NUMBER_SIZE:
        return None, False
    return script_number(pushed), behind[1].opcode in _EXACTLY


def _of_group(group: _Group, inquiry: Inquiry, spend: InputVerdict) -> Iterator[Clue]:
    placed = _placed(group, inquiry)
    brought = [each for each in placed if each.signature]
    if not brought:
        return
    in_place = sum(place in each.keys for place, each in enumerate(placed))
    yield from (fits_clue(place, each, group.keys, group.facts) for place, each in enumerate(placed) if each.keys)
    if in_place == len(brought):
        yield from _of_count(group, in_place, spend)
        return
    in_wrong_places = in_places(placed, group.keys, group.facts)
    yield from (each for each in in_wrong_places if each.facts.get("case") != "empty")
    assigned = assigned_keys(placed)
    if len(assigned) == len(brought):
        yield _moves(assigned, group)
        if not group.wants(len(assigned)):
            facts = Facts(group.facts, valid=len(assigned), case=group.case(len(assigned)))
            yield Clue("multisig_count", False, facts=facts)


def _of_count(group: _Group, valid: int, spend: InputVerdict) -> Iterator[Clue]:
    """Each signature is valid where it is: too few or too many of them, or of the empty items."""
    failure = spend.run.failure
    missing = len(group.keys) - len(group.ran)
    facts = Facts(group.facts, valid=valid)
    if not group.wants(valid):
        yield Clue("multisig_count", False, facts=Facts(facts, case=group.case(valid)))
    elif failure and missing and failure.code == _STACK_TOO_SHORT and failure.opcode == "OP_CHECKSIGADD":
        case = "one" if missing == 1 else "many"
        found = Facts(facts, key=len(group.ran), missing=missing, case=case)
        yield Clue("multisig_empty_missing", False, facts=found)
    elif failure and failure.code == _STACK_TOO_HIGH and isinstance(failure.facts.get("items"), int):
        extra = int(failure.facts["items"]) - 1
        yield Clue(
            "multisig_extra_item", False, facts=Facts(facts, extra=extra, case="one" if extra == 1 else "many")
        )


def _moves(assigned: dict[int, int], group: _Group) -> Clue:
    """All that were brought are valid for a key: which place each is in, and of which key it belongs to that."""
    places = sorted(assigned, key=lambda place: assigned[place])
    order = ", ".join(map(str, places))
    belongs = ", ".join(str(assigned[place]) for place in places)
    return Clue("multisig_order", True, facts=Facts(group.facts, order=order, belongs=belongs))


def _placed(group: _Group, inquiry: Inquiry) -> list[Placed]:
    """Each signature against all keys."""
    messages = [_message(each, inquiry) for each in group.ran]
    tried = [(each.signatures[0][:64], sighash) for each, sighash in zip(group.ran, messages, strict=True) if sighash]
    fitting = iter(inquiry.schnorr_keys(tried, group.keys))
    placed = []
    for each, sighash in zip(group.ran, messages, strict=True):
        valid = next(fitting) if sighash else []
        places = tuple(place for place, key in enumerate(group.keys) if key in valid)
        placed.append(Placed(each.signatures[0], places, sighash))
    return placed


def _message(attempt: Attempt, inquiry: Inquiry) -> Sighash | None:
    signature = attempt.signatures[0]
    if len(signature) not in _SCHNORR_SIZES or signature[64:] == b"\0":
        return None
    return inquiry.message(attempt, signature[64] if len(signature) > 64 else 0)
