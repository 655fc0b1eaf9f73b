"""A transaction that was another when the message was made: its inputs, its version, its lock time, its sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, pairwise

from txexplain.diagnosis.setting import Case, Neighbour, Setting
from txexplain.diagnosis.variants import rewritten
from txexplain.model.report import Facts
from txexplain.model.script import OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY, script_number
from txexplain.model.transaction import SEQUENCE_FINAL
from txexplain.wire.draft import Draft, DraftInput
from txexplain.wire.script import instructions

_VERSIONS = (2, 1, 0, 3)
_SEQUENCES = (SEQUENCE_FINAL, SEQUENCE_FINAL - 1, SEQUENCE_FINAL - 2, 0)
_NOT_FINAL = (SEQUENCE_FINAL - 1, SEQUENCE_FINAL - 2)
_LONGEST = 1_000  # elements of a script that are looked through for locks
_LOCK_SIZE = 5  # bytes of a number that a lock is compared with
_VOUTS = (0, 1)


def inputs(case: Case, setting: Setting) -> Iterator[Neighbour]:
    """Ids as they are displayed, inputs in another order, one fewer, another output of the same transaction."""
    yield Neighbour("ids_displayed", rewritten(setting, _display_all))
    own = setting.vin
    count = len(setting.fields.tx.inputs)
    if count > 1:
        yield Neighbour("ids_displayed", rewritten(setting, partial(_display_one, own)), Facts(vin=case.setting.vin))
        yield Neighbour("inputs_reordered", rewritten(setting, _reverse), Facts(case="reversed"))
        yield Neighbour("inputs_reordered", rewritten(setting, _sort), Facts(case="bip69"))
        yield Neighbour("inputs_missing", rewritten(setting, partial(_keep_one, own)), Facts(case="all_others"))
    for vin in reversed(range(count)):
        if vin != own:
            yield Neighbour("inputs_missing", rewritten(setting, partial(_drop, vin)), Facts(case="one", vin=vin))
    for vout in _VOUTS:
        if vout != setting.fields.tx.inputs[own].outpoint.vout:
            yield Neighbour("other_outpoint", rewritten(setting, partial(_point, own, vout)), Facts(vout=vout))


def _display_all(draft: Draft) -> None:
    for each in draft.inputs:
        each.txid = each.txid[::-1]


def _display_one(vin: int, draft: Draft) -> None:
    draft.inputs[vin].txid = draft.inputs[vin].txid[::-1]


def _reverse(draft: Draft) -> None:
    draft.inputs.reverse()


def _sort(draft: Draft) -> None:
    draft.inputs.sort(key=lambda each: (each.txid[::-1], each.vout))


def _keep_one(vin: int, draft: Draft) -> None:
    draft.inputs = [draft.inputs[vin]]


def _drop(vin: int, draft: Draft) -> None:
    del draft.inputs[vin]


def _point(vin: int, vout: int, draft: Draft) -> None:
    draft.inputs[vin].vout = vout


def numbers(case: Case, setting: Setting) -> Iterator[Neighbour]:
    """Version, lock time and sequences as they are by default; sequences with their bytes the other way round too."""
    tx = setting.fields.tx
    for version in _VERSIONS:
        if version != tx.version:
            changed = rewritten(setting, partial(_set_version, version))
            yield Neighbour("other_version", changed, Facts(version=version))
    if tx.lock_time:
        yield Neighbour("other_lock_time", rewritten(setting, partial(_set_lock_time, 0)), Facts(lock_time=0))
    yield from _required(case, setting)
    own = tx.inputs[setting.vin].sequence
    for sequence in (*_SEQUENCES, _reversed(own)):
        for name, chosen in _CHOICES:
            changed = rewritten(setting, partial(_set_sequence, sequence, partial(chosen, case.setting.vin)))
            yield Neighbour("other_sequence", changed, Facts(case=name, sequence=sequence))


def _required(case: Case, setting: Setting) -> Iterator[Neighbour]:
    """Lock times and sequences that the script requires, which the transaction was to have."""
    tx = setting.fields.tx
    own = tx.inputs[setting.vin].sequence
    elements = islice(instructions(case.script), _LONGEST)
    for pushed, check in pairwise(elements):
        number = _number(pushed.pushed)
        if number is None:
            continue
        if check.opcode == OP_CHECKLOCKTIMEVERIFY and number != tx.lock_time:
            changed = rewritten(setting, partial(_set_lock_time, number))
            yield Neighbour("other_lock_time", changed, Facts(case="required", lock_time=number))
        if check.opcode == OP_CHECKLOCKTIMEVERIFY and own == SEQUENCE_FINAL:
            for sequence in _NOT_FINAL:
                changed = rewritten(setting, partial(_set_both, case.setting.vin, number, sequence))
                facts = Facts(case="required_both", lock_time=number, sequence=sequence)
                yield Neighbour("other_lock_time", changed, facts)
        if check.opcode == OP_CHECKSEQUENCEVERIFY and number != own:
            change = partial(_set_sequence, number, partial(_is_own, case.setting.vin))
            yield Neighbour("other_sequence", rewritten(setting, change), Facts(case="required", sequence=number))


def _number(pushed: bytes | None) -> int | None:
    """What a lock is compared with; None where that is no number of four bytes."""
    if pushed is None or len(pushed) > _LOCK_SIZE:
        return None
    number = script_number(pushed)
    return number if 0 <= number <= SEQUENCE_FINAL else None


def _set_both(vin: int, lock_time: int, sequence: int, draft: Draft) -> None:
    _set_lock_time(lock_time, draft)
    _set_sequence(sequence, partial(_is_own, vin), draft)


def _reversed(number: int) -> int:
    return int.from_bytes(number.to_bytes(4, "little"), "big")


def _set_version(version: int, draft: Draft) -> None:
    draft.version = version


def _set_lock_time(lock_time: int, draft: Draft) -> None:
    draft.lock_time = lock_time


def _set_sequence(sequence: int, chosen: Callable[[DraftInput], bool], draft: Draft) -> None:
    for each in draft.inputs:
        if chosen(each):
            each.sequence = sequence


def _is_own(vin: int, each: DraftInput) -> bool:
    return each.origin == vin


def _is_any(vin: int, each: DraftInput) -> bool:
    return True


def _is_other(vin: int, each: DraftInput) -> bool:
    return each.origin != vin


_CHOICES = (("own", _is_own), ("all", _is_any), ("others", _is_other))
