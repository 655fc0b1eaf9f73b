"""Spends that lack a signature, a key or a preimage, a cause each; what nobody has signed yet, script by script."""

from __future__ import annotations

from collections.abc import Iterator

from causing import (
    ECDSA,
    INTERNAL,
    KEYS,
    LEAF,
    MULTISIG,
    ONE,
    P2PKH,
    P2WPKH,
    SCHNORR,
    TWO,
    Case,
    case,
    long,
    p2sh,
    p2wsh,
    tree,
)

from txexplain.crypto.taproot import tweaked_key
from txexplain.wire.assemble import assemble
from txexplain.wire.hashes import hash160, hash256, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_witness
from txexplain.wire.script import push

X = tuple(key.x_only.hex() for key in KEYS)
SECRET = b"\x07" * 32
HASH = sha256(SECRET).hex()
HTLC = assemble(
    f"IF SIZE 32 EQUALVERIFY SHA256 <{HASH}> EQUALVERIFY <{ONE.hex()}> "
    f"ELSE 144 CHECKSEQUENCEVERIFY DROP <{TWO.hex()}> ENDIF CHECKSIG"
)
LOCK = assemble(f"SHA256 <{HASH}> EQUALVERIFY <{ONE.hex()}> CHECKSIG")
BRANCHES = assemble(f"IF SHA256 <{HASH}> EQUALVERIFY <{ONE.hex()}> ELSE <{TWO.hex()}> ENDIF CHECKSIG")


def multi_a(*keys: str, required: int, end: str = "NUMEQUAL") -> bytes:
    """`<key> CHECKSIG <key> CHECKSIGADD … required NUMEQUAL`."""
    first, *others = keys
    added = " ".join(f"<{key}> CHECKSIGADD" for key in others)
    return assemble(f"<{first}> CHECKSIG {added} {required} {end}")


def in_leaf(cause: str, script: bytes, *items: bytes) -> Case:
    output, control = tree(script)
    return case(cause, output, b"", [*items, script, control])


def in_witness(cause: str, script: bytes, *items: bytes, hints: str = "") -> Case:
    return case(cause, p2wsh(script), b"", [*items, script], hints)


def of_unsigned_scripts() -> Iterator[Case]:
    yield in_leaf("unsigned_multisig", multi_a(*X, required=2), b"", b"", b"")
    yield in_leaf("unsigned_multisig", multi_a(*X, required=2), b"", b"")
    yield in_leaf("unsigned_multisig", multi_a(*X, required=2))
    yield in_leaf("unsigned_multisig", multi_a(*X, required=1, end="GREATERTHANOREQUAL"), b"", b"", b"")
    yield in_leaf("unsigned_multisig_all", multi_a(*X, required=3), b"", b"", b"")
    yield in_leaf("unsigned_script_key", multi_a(*X[:2], required=2) + assemble("VERIFY 1"))
    yield in_leaf("unsigned_key", LEAF)
    one = assemble(f"1 <{ONE.hex()}> 1 CHECKMULTISIG")
    yield in_witness("unsigned_multisig_one", one, b"", b"")
    yield in_witness("unsigned_multisig_all", assemble(f"2 <{ONE.hex()}> <{TWO.hex()}> 2 CHECKMULTISIG"))
    both = assemble(f"<{ONE.hex()}> CHECKSIGVERIFY <{TWO.hex()}> CHECKSIG")
    yield in_witness("unsigned_script_key", both)
    yield in_witness("unsigned_script_key", both, b"", b"")
    of_two = assemble(f"<{ONE.hex()}> CHECKSIG SWAP <{TWO.hex()}> CHECKSIG ADD 2 EQUALVERIFY 1")
    yield in_witness("unsigned_script_key", of_two, b"", b"")
    yield in_witness("unsigned_script_key", LOCK, b"", SECRET)
    yield in_witness("unsigned_script", LOCK)
    yield case("unsigned_template", P2PKH, P2PKH)
    yield case("unsigned_template", MULTISIG, MULTISIG)
    yield case("unsigned_template_redeem", p2sh(MULTISIG), MULTISIG)
    yield case("unsigned_template_code", P2WPKH, P2PKH)


def of_lacking() -> Iterator[Case]:
    allowed = assemble(f"<{ONE.hex()}> CHECKSIG DROP <{TWO.hex()}> CHECKSIG")
    yield in_leaf("signature_missing_of", multi_a(ONE.hex(), X[1], required=2), SCHNORR)
    yield in_witness("signature_missing_of", allowed, ECDSA)
    locked = assemble(f"SHA256 <{sha256(SECRET * 2).hex()}> EQUALVERIFY <{ONE.hex()}> CHECKSIG")
    yield in_witness("signature_missing", locked, SECRET * 2)
    yield in_witness("preimage_missing", assemble(f"<{ONE.hex()}> CHECKSIG DROP SHA256 <{HASH}> EQUAL"), ECDSA)
    sized = assemble(f"<{ONE.hex()}> CHECKSIG DROP SIZE 32 EQUALVERIFY HASH160 <{hash160(SECRET).hex()}> EQUAL")
    yield in_witness("preimage_missing", sized, ECDSA)
    yield in_witness("item_size", HTLC, ECDSA, b"\7" * 31, b"\1")
    yield in_witness("item_size", HTLC, ECDSA, b"\1", hints="signature_for_preimage_branch")


def of_mistaken_preimages() -> Iterator[Case]:
    yield in_witness("preimage_mismatch", LOCK, ECDSA, bytes.fromhex(HASH), hints="hash_itself")
    yield in_witness("preimage_mismatch", LOCK, ECDSA, hints="signature_for_preimage")
    yield in_witness("preimage_mismatch", BRANCHES, ECDSA, b"\1", hints="signature_for_preimage_branch")
    backwards = assemble(f"HASH256 <{hash256(bytes(range(32))).hex()}> EQUAL")
    yield in_witness("preimage_mismatch", backwards, bytes(range(32))[::-1], hints="item_reversed")
    yield in_witness("preimage_mismatch", LOCK, ECDSA, SECRET.hex().encode(), hints="item_in_hex")
    yield case("key_missing", P2PKH, push(ECDSA))
    yield in_witness("key_missing", pay_to_pubkey_hash(hash160(ONE)), ECDSA)


def of_key_paths() -> Iterator[Case]:
    tweaked = tweaked_key(INTERNAL, b"")
    assert tweaked is not None
    output = pay_to_witness(1, tweaked[0])
    yield case("tree_output_key", output, b"", [SCHNORR, tweaked[0]])
    yield case("tree_internal_key", output, b"", [SCHNORR, INTERNAL])
    yield case("tree_output_key_first", output, b"", [tweaked[0], SCHNORR])

    yield case("taproot_signatures", output, b"", [SCHNORR, SCHNORR])
    yield case("taproot_in_script_sig", output, push(SCHNORR))
    yield case("malleated", output, push(SCHNORR), [SCHNORR])
    yield case("malleated", p2wsh(MULTISIG), push(MULTISIG), [b"", ECDSA, ECDSA, MULTISIG])
    yield case("control_missing", tree(LEAF)[0], b"", [SCHNORR, LEAF])


def of_cut_keys() -> Iterator[Case]:
    for key in (long(KEYS[0])[:-2], ONE[:-2], long(KEYS[0]) + b"\1"):
        yield case("key_cut", P2PKH, push(ECDSA) + push(key))
    yield case("key_cut", P2WPKH, b"", [ECDSA, ONE[:-2]])
    yield case("item_for_key", P2PKH, push(ECDSA) + push(ONE[:20]))


def of_last_items() -> Iterator[Case]:
    """A script that is not the last item, or not there at all."""
    signatures, script = push(ECDSA) * 2, push(MULTISIG)
    given = p2sh(MULTISIG)
    yield case("redeem_not_last_empty", given, script + signatures + b"\0", hints="items_reversed")
    yield case("redeem_not_last_empty", given, signatures + script + b"\0")
    yield case("redeem_not_last", given, b"\0" + signatures + script + push(ONE))
    yield case("redeem_missing_signature", given, b"\0" + signatures, hints="")
    other = [(given, push(MULTISIG), ())]
    yield case("redeem_missing_signature", given, b"\0" + signatures, hints="other_input", others=other)
    yield case("redeem_missing_empty", given, signatures + b"\0")
    given = p2wsh(MULTISIG)
    reverse = [MULTISIG, ECDSA, ECDSA, b""]
    yield case("witness_script_not_last_empty", given, b"", reverse, hints="items_reversed")
    yield case("witness_script_not_last", given, b"", [b"", ECDSA, ECDSA, MULTISIG, TWO])
    yield case("witness_script_missing_signature", given, b"", [b"", ECDSA, ECDSA])
    yield case("witness_script_missing_empty", given, b"", [ECDSA, ECDSA, b""])
    yield case("witness_script_in_script_sig", given, push(MULTISIG))
    nested = p2sh(given)
    yield case("witness_script_in_script_sig_nested", nested, push(MULTISIG) + push(given), [ECDSA])


def of_conditions() -> Iterator[Case]:
    """A branch is to be chosen, and the item for that is missing."""
    either = assemble(f"IF <{ONE.hex()}> ELSE <{TWO.hex()}> ENDIF CHECKSIG")
    yield in_witness("condition_missing", either, ECDSA)
    yield in_witness("condition_missing", HTLC, ECDSA)
    yield in_witness("signature_missing_of", either, SCHNORR)
    yield in_leaf("condition_missing", assemble(f"IF <{X[0]}> ELSE <{X[1]}> ENDIF CHECKSIG"), SCHNORR)


LACKING = (
    *(*of_unsigned_scripts(), *of_lacking(), *of_mistaken_preimages(), *of_key_paths()),
    *(*of_last_items(), *of_conditions(), *of_cut_keys()),
)
