"""Scripts and keys that a map states and that do not lead to the output script (BIP174, BIP371)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import NO_FACTS, Facts
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Stated
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_witness

_P2WSH_SIZE = 34
Mismatch = tuple[str, Facts]
_LEVELS = {"internal_key_alone_differs": CautionLevel.WARNING}  # there may be a tree that is not stated


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, stated in enumerate(known.inputs):
        for key, facts in mismatches(stated) if stated else ():
            yield PsbtCaution(key, _LEVELS.get(key, CautionLevel.ERROR), input=number, facts=facts)
    for number, (each, stated) in enumerate(zip(known.psbt.outputs, known.outputs, strict=True)):
        if each.one("PSBT_OUT_SP_V0_INFO") is None:  # which states keys of another kind (BIP375)
            for key, facts in mismatches(stated):
                yield PsbtCaution(key, _LEVELS.get(key, CautionLevel.ERROR), output=number, facts=facts)


def mismatches(stated: Stated) -> Iterator[Mismatch]:
    """What is stated and does not lead to the script, as keys of cautions."""
    yield from _scripts(stated)
    yield from _keys(stated)
    yield from _taproot(stated)


def _scripts(stated: Stated) -> Iterator[Mismatch]:
    """What hangs on a redeem script that is another one is not told too."""
    redeem_script, wanted = stated.redeem_script, stated.script_pubkey[2:22].hex()
    if redeem_script is not None and not stated.redeem_script_fits:
        if stated.is_script_hash:
            yield "redeem_script_differs", Facts(hash=hash160(redeem_script).hex(), wanted=wanted)
        else:
            yield "redeem_script_unasked", NO_FACTS
    elif stated.witness_script is not None and not stated.witness_script_fits:
        yield _witness_script(stated, sha256(stated.witness_script))


def _witness_script(stated: Stated, digest: bytes) -> Mismatch:
    if stated.program is None:
        nested, wanted = hash160(pay_to_witness(0, digest)), stated.script_pubkey[2:22]
        return "nested_witness_script_differs", Facts(hash=nested.hex(), wanted=wanted.hex())
    if stated.program == pay_to_witness(0, stated.program[2:]) and len(stated.program) == _P2WSH_SIZE:
        return "witness_script_differs", Facts(hash=digest.hex(), wanted=stated.program[2:].hex())
    return "witness_script_unasked", NO_FACTS


def _keys(stated: Stated) -> Iterator[Mismatch]:
    for key in stated.keys:
        if stated.is_taproot:
            named = stated.names_in_taproot(key[1:33])
        else:
            named = None if stated.script is None else stated.names(key)
        if named is False:
            yield "key_not_in_script", Facts(public_key=key.hex())
    for key in stated.tap_keys:
        if not stated.is_taproot or stated.names_in_taproot(key) is False:
            yield "key_not_in_script", Facts(public_key=key.hex())


def _taproot(stated: Stated) -> Iterator[Mismatch]:
    if stated.internal_key is not None and not stated.is_taproot:
        yield "internal_key_unasked", NO_FACTS
    elif stated.internal_key is not None and stated.root is not None and not stated.internal_key_fits:
        facts = Facts(internal_key=stated.internal_key.hex(), root=stated.root.hex())
        yield "internal_key_differs" if stated.root else "internal_key_alone_differs", facts
    for leaf in stated.leaves:
        if leaf.control_block and not stated.leaf_fits(leaf):
            yield "leaf_differs", Facts(leaf_hash=leaf.hash.hex())
