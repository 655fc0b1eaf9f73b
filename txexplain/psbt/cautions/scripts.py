"""Scripts and keys that a map states and that do not lead to the output script (BIP174, BIP371)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Stated

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
    is_other = stated.redeem_script is not None and not stated.redeem_script_fits
    if is_other:
        yield "redeem_script_differs", Facts(script=(stated.redeem_script or b"").hex())
    elif stated.witness_script is not None and not stated.witness_script_fits:
        yield "witness_script_differs", Facts(script=stated.witness_script.hex())


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
    if stated.internal_key is not None and stated.root is not None and not stated.internal_key_fits:
        facts = Facts(internal_key=stated.internal_key.hex(), root=stated.root.hex())
        yield "internal_key_differs" if stated.root else "internal_key_alone_differs", facts
    for leaf in stated.leaves:
        if leaf.control_block and not stated.leaf_fits(leaf):
            yield "leaf_differs", Facts(leaf_hash=leaf.hash.hex())
