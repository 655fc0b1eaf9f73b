"""Why a witness does not open a witness program: what it reveals, how much of it there is, where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.causes.hashes import Compared, mismatch, pushed_inside
from txexplain.causes.last_item import script_not_last
from txexplain.causes.seen import Found, Seen
from txexplain.crypto.taproot import prove_commitment
from txexplain.model.signing import Proof
from txexplain.templates.spends.view import is_ecdsa_signature
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_witness
from txexplain.wire.script import push
from txexplain.wire.taproot import CONTROL_BASE_SIZE, LEAF_VERSION_TAPSCRIPT, is_control_block, split_annex

_CHECKSIG = b"\xac"
_TRIED_DEPTH = 8  # of a path in a tree that is tried in parts: each takes a multiplication of a point
_TRIED_ITEMS = 4  # as the leaf script


def program_mismatch(seen: Seen) -> Found:
    """WITNESS_PROGRAM_MISMATCH, by its case."""
    case = seen.failure.facts.get("case")
    if case == "items":
        return _items(seen)
    proof = seen.stages[-1].proof if seen.stages else None
    if proof is None:
        return {}
    return _script(seen, proof) if case == "script" else _tree(seen, proof)


def _items(seen: Seen) -> Found:
    """Not a signature and a key alone."""
    told: Found = {"cause": "key_hash_items", "items": len(seen.witness)}
    if len(seen.witness) != 1:
        return told
    only = seen.witness[0]
    kind = "key" if is_public_key_size(only) else "signature" if is_ecdsa_signature(only) else ""
    return {"cause": f"key_hash_only_{kind}"} if kind else told


def _script(seen: Seen, proof: Proof) -> Found:
    """The last witness item is not the script that the program is the SHA-256 of."""
    last, committed = seen.witness[-1], dict(proof.values)["program"]
    found = Compared("SHA256", last, committed)
    elsewhere = script_not_last("witness_script", seen.witness, seen, found)
    if elsewhere:
        return elsewhere
    told = mismatch("witness_script", seen, found)
    if not is_public_key_size(last):
        return told
    told["cause"] = "key_for_witness_script"
    for script in (push(last) + _CHECKSIG, pay_to_pubkey_hash(hash160(last))):
        if sha256(script) == committed:
            return {**told, "hints": "witness_script_of_key", "script": script.hex()}
    return told


def _tree(seen: Seen, proof: Proof) -> Found:
    """The leaf script and the control block lead to another key than the output's."""
    values = dict(proof.values)
    items, _ = split_annex(seen.txin.witness)
    script, control = items[-2].data, items[-1].data
    hashes = {"committed": values["output_key"].hex(), "leaf_hash": values["leaf_hash"].hex()}
    told: Found = {"cause": "tree_mismatch", **hashes}
    if "tweaked_key" not in values:
        return {**told, "cause": "tree_no_key", "internal_key": values["internal_key"].hex()}
    told["computed"] = values["tweaked_key"].hex()
    if told["computed"] == told["committed"]:
        return {**told, "cause": "tree_parity", "first_byte": f"{control[0] ^ 1:02x}"}
    if len(items) == 2 and is_public_key_size(control) and _is_signature(script):
        return {**told, "cause": "tree_key_hash_form"}
    hints = (
        _tree_hints(seen, script, control, values["output_key"], values["tweaked_key"]) if seen.is_small else iter(())
    )
    return {**told, **next(hints, {})}


def _is_signature(item: bytes) -> bool:
    return is_ecdsa_signature(item) or len(item) in (64, 65)


def _tree_hints(seen: Seen, script: bytes, control: bytes, output_key: bytes, computed: bytes) -> Iterator[Found]:
    """One change with which it does lead there; each was computed."""
    if control[1:CONTROL_BASE_SIZE] == output_key:
        yield {"hints": "tree_untweaked"}
    inner = pushed_inside(script)
    if inner is not None and _leads(control, inner, output_key):
        yield {"hints": "script_with_length", "length": script[: len(script) - len(inner)].hex()}
    for item in seen.items[:_TRIED_ITEMS]:
        if item != script and not is_control_block(item) and item and _leads(control, item, output_key):
            yield {"hints": "other_item", "item": item[:80].hex()}
    if control[0] & 0xFE != LEAF_VERSION_TAPSCRIPT and _leads(_by_version(control), script, output_key):
        yield {"hints": "tree_leaf_version", "version": f"{control[0] & 0xFE:02x}"}
    yield from _path_hints(script, control, output_key)
    for index, other in seen.other_scripts():
        if other == pay_to_witness(1, computed):
            yield {"hints": "of_other_input", "input": index}


def _path_hints(script: bytes, control: bytes, output_key: bytes) -> Iterator[Found]:
    """The path to the root in reverse order, or cut short."""
    base = control[:CONTROL_BASE_SIZE]
    nodes = [control[at : at + 32] for at in range(CONTROL_BASE_SIZE, len(control), 32)]
    if len(nodes) > 1 and _leads(base + b"".join(nodes[::-1]), script, output_key):
        yield {"hints": "tree_path_reversed"}
    for kept in range(min(len(nodes), _TRIED_DEPTH)):
        if _leads(base + b"".join(nodes[:kept]), script, output_key):
            yield {"hints": "tree_path_long", "depth": kept}


def _by_version(control: bytes) -> bytes:
    return bytes([LEAF_VERSION_TAPSCRIPT | control[0] & 1]) + control[1:]


def _leads(control: bytes, script: bytes, output_key: bytes) -> bool:
    """Whether the key is the output's, be its parity as the control block says or not."""
    return dict(prove_commitment(control, script, output_key).values).get("tweaked_key") == output_key
