"""Whether what an input shows is what its coin asks for: the hashes of its key and its scripts, compared."""

from __future__ import annotations

from txexplain.insights.signatures import SHOW_THEIR_KEY
from txexplain.model.report import InputReport
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness


def reveals_its_coin(item: InputReport) -> bool:
    """Whether each hash, from the spent output on, is that of the next script or the key that the input shows.

    Where it shows neither there is nothing to compare. The spent output must be known; of a taproot one nothing is
    said here, for which the curve is needed.
    """
    if item.spent is None:
        return False
    wanted = item.spent.script.slice.data
    for inner in item.inner_scripts:
        script = inner.script.slice.data
        if inner.role == "redeem_script" and wanted != pay_to_script_hash(hash160(script)):
            return False
        if inner.role == "witness_script" and wanted != pay_to_witness(0, sha256(script)):
            return False
        wanted = script
    keys = item.kind.pieces("public_key") if item.kind.key in SHOW_THEIR_KEY else ()
    hashes = (hash160(key.data) for key in keys)
    return all(wanted in (pay_to_pubkey_hash(each), pay_to_witness(0, each)) for each in hashes)
