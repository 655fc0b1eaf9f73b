"""The message of this input with a script code that another input has, or with the keys of a multisig reordered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations

from txexplain.diagnosis.messages.other_inputs import own_setting
from txexplain.diagnosis.parts import with_part
from txexplain.diagnosis.setting import TAPROOT, Case, Hashing, Setting
from txexplain.model.report import Facts
from txexplain.model.script import OP_CHECKMULTISIG
from txexplain.model.signing import Sighash
from txexplain.wire.cursor import sized
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.script import instructions, push

_OTHER_INPUTS = 16  # of which the script is tried
_ELEMENTS = 24  # of a script of a multisig, at most
_PERMUTED_KEYS = 4


def other_scripts(case: Case, setting: Setting, sighash: Sighash) -> Iterator[Hashing]:
    """By themselves: there are many of them."""
    if setting.algorithm == TAPROOT:
        return
    for key, script, facts in (*_of_other_inputs(case), *_keys_reordered(case.script)):
        changed = with_part(sighash, "script_code", sized(script))
        yield Hashing(key, changed, changed.digest, facts)


_Row = tuple[str, bytes, Facts]


def _of_other_inputs(case: Case) -> Iterator[_Row]:
    """The script that another input is checked by, with this input's number."""
    for vin, item in enumerate(case.report.inputs[:_OTHER_INPUTS]):
        if vin != case.setting.vin:
            script = own_setting(case.setting, vin, item).script_code
            if script:
                yield "script_of_other_input", script, Facts(vin=vin)


def _keys_reordered(script: bytes) -> Iterator[_Row]:
    """A script of a multisig alone with its keys in another order: sorted (BIP67), or of a few keys any."""
    elements = list(islice(instructions(script), _ELEMENTS))
    keys = [each.data for each in elements if each.data is not None and is_public_key_size(each.data)]
    is_multisig = len(keys) > 1 and len(elements) == len(keys) + 3 and elements[-1].opcode == OP_CHECKMULTISIG
    if not is_multisig or any(each.data is None for each in elements[1:-2]):
        return
    first, last = script[: elements[0].span.end], script[elements[-2].span.start :]
    yield "script_keys_reordered", first + b"".join(map(push, sorted(keys))) + last, Facts(case="sorted")
    if len(keys) <= _PERMUTED_KEYS:
        for order in permutations(keys):
            yield "script_keys_reordered", first + b"".join(map(push, order)) + last, Facts(case="permuted")
