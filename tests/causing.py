"""Spends that fail, a cause each: for every cause that is told at least one, made with keys that everybody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spends.draft import Draft, Vin
from spends.keys import Key, key_of

from txexplain.crypto.taproot import branch_hash, leaf_hash, tweaked_key
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS, POLICY, Rules
from txexplain.wire.assemble import assemble
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash160, hash256, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import number_push, push

AMOUNT = 100_000
ALL_RULES = (CONSENSUS | POLICY) & ~Rules.CONST_SCRIPTCODE  # all would judge by consensus, and tell policy apart
KEYS = tuple(key_of(secret) for secret in (1001, 1002, 1003))
ECDSA, SCHNORR = bytes.fromhex("300602010102010101"), b"\x01" * 64


def short(key: Key) -> bytes:
    return bytes([2 + (key.y & 1)]) + key.x_only


def long(key: Key) -> bytes:
    return b"\x04" + key.x_only + key.y.to_bytes(32, "big")


ONE, TWO, THREE = map(short, KEYS)
MULTISIG = assemble(f"2 <{ONE.hex()}> <{TWO.hex()}> <{THREE.hex()}> 3 CHECKMULTISIG")
P2PKH, P2PK = pay_to_pubkey_hash(hash160(ONE)), push(ONE) + b"\xac"
P2WPKH = pay_to_witness(0, hash160(ONE))
NESTED = pay_to_script_hash(hash160(P2WPKH))


class Case(NamedTuple):
    """A transaction whose input 0 fails, what it spends, and what is found out of it."""

    cause: str
    raw: bytes
    spent: tuple[SpentOutput, ...]
    hints: str = ""
    rules: Rules | None = None


Input = tuple[bytes, bytes, Sequence[bytes]]
"""An output script, an input script, a witness."""


def case(
    cause: str,
    script: bytes,
    script_sig: bytes = b"",
    witness: Sequence[bytes] = (),
    hints: str = "",
    *,
    version: int = 2,
    lock_time: int = 0,
    sequence: int = 0xFFFFFFFD,
    others: Sequence[Input] = (),
    rules: Rules | None = None,
) -> Case:
    inputs = [(script, script_sig, witness), *others]
    vins = [
        Vin(bytes([17 + number % 200]) * 32 + number.to_bytes(4, "little"), sequence, given, list(items))
        for number, (_, given, items) in enumerate(inputs)
    ]
    draft = Draft(version, vins, [(AMOUNT - 1_000, P2WPKH)], lock_time, [], 0)
    return Case(cause, draft.raw(), tuple(SpentOutput(AMOUNT, each[0]) for each in inputs), hints, rules)


def p2wsh(script: bytes) -> bytes:
    return pay_to_witness(0, sha256(script))


def p2sh(script: bytes) -> bytes:
    return pay_to_script_hash(hash160(script))


def locked(cause: str, lock: str, hints: str = "", **fields: int) -> Case:
    """Behind a timelock."""
    script = assemble(f"{lock} DROP <{ONE.hex()}> CHECKSIG")
    return case(cause, p2wsh(script), b"", [ECDSA, script], hints, **fields)  # type: ignore[arg-type]


def of_locks() -> Iterator[Case]:
    cltv, csv = "CHECKLOCKTIMEVERIFY", "CHECKSEQUENCEVERIFY"
    time, height = 1_711_441_930, 800_000
    yield locked("cltv_never", f"{(1 << 32) + 5} {cltv}", lock_time=0xFFFFFFFF)
    yield locked("cltv_never", f"<ffffffff7f> {cltv}", lock_time=5)
    yield locked("cltv_none_height", f"{height} {cltv}")
    yield locked("cltv_none_height", f"1 {cltv}", "also_cltv_final", sequence=0xFFFFFFFF)
    yield locked("cltv_none_time", f"{time} {cltv}")
    yield locked("cltv_height_for_time", f"{time} {cltv}", lock_time=height)
    yield locked("cltv_time_for_height", f"{height} {cltv}", lock_time=time)
    yield locked("cltv_height_low", f"{height} {cltv}", lock_time=height - 1)
    yield locked("cltv_time_low", f"{time} {cltv}", lock_time=time - 1)
    yield locked("cltv_final", f"{height} {cltv}", lock_time=height, sequence=0xFFFFFFFF)
    yield locked("csv_version", f"10 {csv}", version=1, sequence=10)
    yield locked("csv_version", f"10 {csv}", "also_csv_disabled_blocks", version=1, sequence=0xFFFFFFFF)
    yield locked("csv_version", f"4194305 {csv}", "also_csv_disabled_time", version=1, sequence=0xFFFFFFFD)
    yield locked("csv_version", f"4194305 {csv}", "also_csv_blocks_for_time", version=0, sequence=1)
    yield locked("csv_version", f"9 {csv}", "also_csv_time_for_blocks", version=1, sequence=0x400009)
    yield locked("csv_version", f"9 {csv}", "also_csv_blocks_low", version=1, sequence=8)
    yield locked("csv_version", f"4194305 {csv}", "also_csv_time_low", version=1, sequence=0x400000)
    yield locked("csv_disabled_blocks", f"10 {csv}", sequence=0xFFFFFFFF)
    yield locked("csv_disabled_time", f"4194305 {csv}", sequence=0xFFFFFFFE)
    yield locked("csv_blocks_for_time", f"4194305 {csv}", sequence=5)
    yield locked("csv_time_for_blocks", f"5 {csv}", sequence=0x400005)
    yield locked("csv_blocks_low", f"144 {csv}", sequence=143)
    yield locked("csv_time_low", f"4194306 {csv}", sequence=0x400001)


def of_hashes() -> Iterator[Case]:
    yield case("key_mismatch", P2PKH, push(ECDSA) + push(TWO))
    yield case("key_mismatch", P2WPKH, b"", [ECDSA, TWO])
    yield case("key_mismatch", P2PKH, push(ECDSA) + push(long(KEYS[0])), hints="key_form_compressed")
    uncompressed = pay_to_pubkey_hash(hash160(long(KEYS[0])))
    yield case("key_mismatch", uncompressed, push(ECDSA) + push(ONE), hints="key_form_uncompressed")
    wrong = bytes([ONE[0] ^ 1]) + ONE[1:]
    yield case("key_mismatch", P2PKH, push(ECDSA) + push(wrong), hints="key_form_other_parity")
    by_x = pay_to_pubkey_hash(hash160(ONE[1:]))
    yield case("key_mismatch", by_x, push(ECDSA) + push(ONE), hints="key_form_x_only")
    yield case("key_mismatch", P2WPKH, b"", [ECDSA, ONE[1:]], hints="key_form_prefixed")
    yield case("item_for_key", P2PKH, push(ONE) + push(ECDSA), hints="swapped")
    yield case("item_for_key", P2WPKH, b"", [ONE, ECDSA], hints="swapped")
    yield case("item_for_key", P2PKH, push(TWO) + push(ECDSA), hints="signature_for_key")
    backwards = pay_to_pubkey_hash(hash160(ONE)[::-1])
    yield case("key_mismatch", backwards, push(ECDSA) + push(ONE), hints="hash_reversed")
    yield case(
        "preimage_mismatch", assemble(f"SHA256 <{hash256(b'x').hex()}> EQUAL"), push(b"x"), (), "other_function"
    )
    yield case("key_mismatch", P2PKH, push(ONE) + push(ECDSA) + push(TWO), hints="other_item")
    swapped = [(pay_to_pubkey_hash(hash160(TWO)), push(ECDSA) + push(ONE), ())]
    yield case("key_mismatch", P2PKH, push(ECDSA) + push(TWO), hints="other_input", others=swapped)
    of_other = [(pay_to_pubkey_hash(hash160(TWO)), b"", ())]
    yield case("key_mismatch", P2PKH, push(ECDSA) + push(TWO), hints="of_other_input", others=of_other)
    yield case("preimage_mismatch", assemble(f"HASH160 <{hash160(b'y').hex()}> EQUALVERIFY 1"), push(b"x"))


def of_redeem_scripts() -> Iterator[Case]:
    yield case("redeem_mismatch", p2sh(MULTISIG), b"\0" + push(ECDSA) * 2 + push(P2PKH))
    twice = push(MULTISIG)
    yield case("redeem_mismatch", p2sh(MULTISIG), b"\0" + push(ECDSA) + push(twice), hints="script_with_length")
    yield case("redeem_mismatch", p2sh(P2PK), push(ECDSA) + push(sized(P2PK)), hints="script_with_length")
    yield case("redeem_mismatch", p2sh(sized(P2PK)), push(ECDSA) + push(P2PK), hints="committed_with_length")
    nested = p2sh(p2wsh(MULTISIG))
    yield case("redeem_mismatch", nested, push(MULTISIG), [b"", ECDSA, ECDSA, MULTISIG], "program_of_script")
    yield case("redeem_mismatch", NESTED, push(ONE), [ECDSA, ONE], "program_of_key")
    yield case("redeem_mismatch", NESTED, push(hash160(ONE)), [ECDSA, ONE], "program_without_version")
    yield case("redeem_not_last_signature", p2sh(P2PK), push(P2PK) + push(ECDSA))
    yield case("redeem_not_pushed", NESTED, P2WPKH, [ECDSA, ONE])
    yield case("redeem_not_pushed", p2sh(MULTISIG), b"\0" + push(ECDSA) * 2 + MULTISIG)
    yield case("redeem_missing", NESTED, b"", [ECDSA, ONE])
    yield case("redeem_missing", nested, b"", [b"", ECDSA, ECDSA, MULTISIG])
    yield case("redeem_in_witness", p2sh(P2PK), b"", [ECDSA, P2PK])
    yield case("redeem_missing_unknown", p2sh(P2PK), b"", [ECDSA, P2PKH])


def of_wrong_fields() -> Iterator[Case]:
    yield case("data_in_witness", P2PKH, b"", [ECDSA, ONE])
    yield case("data_in_witness", MULTISIG, b"", [b"", ECDSA, ECDSA])
    yield case("witness_unexpected", b"\x51", b"\x51", [b"\1"])
    yield case("witness_unexpected_p2sh", p2sh(b"\x51"), push(b"\x51"), [b"\1"])
    yield case("data_in_script_sig", P2WPKH, push(ECDSA) + push(ONE))
    yield case("data_in_script_sig_nested", NESTED, push(ECDSA) + push(ONE) + push(P2WPKH))
    yield case("malleated_program", P2WPKH, push(P2WPKH), [ECDSA, ONE])
    yield case("malleated", P2WPKH, b"\x51", [ECDSA, ONE])
    yield case("malleated_push", NESTED, b"\x4c" + push(P2WPKH), [ECDSA, ONE])
    yield case("malleated_twice", NESTED, push(P2WPKH) * 2, [ECDSA, ONE])
    yield case("malleated_items", NESTED, b"\0" + push(P2WPKH), [ECDSA, ONE])


def of_programs() -> Iterator[Case]:
    yield case("key_hash_items", P2WPKH, b"", [b"", ECDSA, ONE])
    yield case("key_hash_only_key", P2WPKH, b"", [TWO])
    yield case("key_hash_only_signature", P2WPKH, b"", [ECDSA])
    yield case("witness_script_mismatch", p2wsh(MULTISIG), b"", [b"", ECDSA, P2PKH])
    yield case("witness_script_mismatch", p2wsh(P2PK), b"", [ECDSA, sized(P2PK)], "script_with_length")
    long_script = assemble(f"<{b'x'.hex()}> DROP " * 90) + P2PK
    assert len(long_script) > 0xFC
    yield case("witness_script_mismatch", p2wsh(long_script), b"", [ECDSA, sized(long_script)], "script_with_length")
    yield case("witness_script_mismatch", p2wsh(sized(P2PK)), b"", [ECDSA, P2PK], "committed_with_length")
    yield case("witness_script_mismatch", pay_to_witness(0, hash256(P2PK)), b"", [ECDSA, P2PK], "other_function")
    yield case("witness_script_mismatch", pay_to_witness(0, sha256(P2PK)[::-1]), b"", [ECDSA, P2PK], "hash_reversed")
    yield case("witness_script_not_last_signature", p2wsh(P2PK), b"", [P2PK, ECDSA])
    yield case("key_for_witness_script", p2wsh(MULTISIG), b"", [ECDSA, ONE])
    yield case("key_for_witness_script", p2wsh(P2PK), b"", [ECDSA, ONE], "witness_script_of_key")
    yield case("key_for_witness_script", p2wsh(P2PKH), b"", [ECDSA, ONE], "witness_script_of_key")


LEAF, OTHER_LEAF = (assemble(f"<{key.x_only.hex()}> CHECKSIG") for key in KEYS[:2])
BRANCHES = (b"\x11" * 32, b"\x22" * 32)
INTERNAL = KEYS[2].x_only


def tree(leaf: bytes, *branches: bytes, version: int = 0xC0) -> tuple[bytes, bytes]:
    """The output script and the control block of a leaf."""
    node = leaf_hash(version, leaf)
    for branch in branches:
        node = branch_hash(node, branch)
    output_key, parity = tweaked_key(INTERNAL, node) or (b"", 0)
    return pay_to_witness(1, output_key), bytes([version | parity]) + INTERNAL + b"".join(branches)


def of_trees() -> Iterator[Case]:
    output, control = tree(LEAF)
    deep, path = tree(LEAF, *BRANCHES)
    yield case("tree_mismatch", output, b"", [SCHNORR, OTHER_LEAF, control])
    yield case("tree_mismatch", deep, b"", [SCHNORR, OTHER_LEAF, path])
    yield case("tree_no_key", output, b"", [SCHNORR, LEAF, control[:1] + b"\xff" * 32])
    yield case("tree_parity", output, b"", [SCHNORR, LEAF, bytes([control[0] ^ 1]) + control[1:]])
    yield case("tree_key_hash_form", output, b"", [ECDSA, ONE])
    yield case("control_size", output, b"", [ECDSA, ONE + b"\0"])
    untweaked = pay_to_witness(1, INTERNAL)
    yield case("tree_mismatch", untweaked, b"", [SCHNORR, LEAF, control], "tree_untweaked")
    yield case("tree_mismatch", output, b"", [SCHNORR, sized(LEAF), control], "script_with_length")
    yield case("tree_mismatch", output, b"", [LEAF, SCHNORR, control], "other_item")
    other_version = bytes([control[0] & 1 | 0xC2]) + control[1:]
    yield case("tree_mismatch", output, b"", [SCHNORR, LEAF, other_version], "tree_leaf_version")
    turned = path[:33] + BRANCHES[1] + BRANCHES[0]
    yield case("tree_mismatch", deep, b"", [SCHNORR, LEAF, turned], "tree_path_reversed")
    yield case("tree_mismatch", output, b"", [SCHNORR, LEAF, control + BRANCHES[0]], "tree_path_long")
    others = [(output, b"", [SCHNORR])]
    yield case("tree_mismatch", deep, b"", [SCHNORR, LEAF, control], "of_other_input", others=others)
    yield case("control_size", output, b"", [SCHNORR, LEAF, control + b"\0"])
    yield case("control_not_last", output, b"", [SCHNORR, control, LEAF])


def of_unsigned() -> Iterator[Case]:
    yield case("unsigned_key_hash", P2PKH)
    yield case("unsigned_key_hash", P2PKH, b"\0" + push(ONE))
    yield case("unsigned_key_hash", P2WPKH)
    yield case("unsigned_key_hash", P2WPKH, b"", [b"", ONE])
    yield case("unsigned_key_hash", NESTED, push(P2WPKH))
    yield case("unsigned_key", P2PK)
    yield case("unsigned_multisig", MULTISIG, b"\0\0\0")
    yield case("unsigned_multisig", p2sh(MULTISIG), b"\0" + push(MULTISIG))
    yield case("unsigned_multisig", p2wsh(MULTISIG), b"", [b"", b"", b"", MULTISIG])
    yield case("unsigned_output_key", pay_to_witness(1, INTERNAL))
    yield case("unsigned_output_key", pay_to_witness(1, INTERNAL), b"", [b""])
    yield case("unsigned_script_hash", p2sh(MULTISIG))
    yield case("unsigned_witness_script_hash", p2wsh(MULTISIG))
    checked = assemble(f"<{ONE.hex()}> CHECKSIGVERIFY 1")
    yield case("unsigned_script_key", p2wsh(checked), b"", [b"", checked])
    output, control = tree(LEAF)
    yield case("unsigned_key", output, b"", [b"", LEAF, control])


def of_stacks() -> Iterator[Case]:
    yield case("items_differ", assemble("<0102> EQUALVERIFY 1"), push(b"\1\3"))
    yield case("items_differ", assemble("<0102> EQUAL"), push(b"\1\3"))
    yield case("nothing_on_top", b"\x61")
    yield case("empty_on_top", assemble("DROP 0"), b"\x51")
    yield case("false_on_top", assemble("<0080>"), b"\x51")
    yield case("check_of_empty", assemble(f"DROP 0 <{ONE.hex()}> CHECKSIG"), push(SCHNORR))
    yield case("check_false", P2PK, push(ECDSA))
    yield case("check_unmatched", assemble(f"1 <{ONE.hex()}> 1 CHECKMULTISIG"), b"\0" + push(ECDSA))
    yield case("verify_empty", assemble("0 VERIFY"))
    yield case("verify_item", assemble("<80> VERIFY"))
    yield case("numbers_differ", assemble("2 NUMEQUALVERIFY 1"), b"\x53")
    yield case("items_needed", assemble("ADD"), b"\x51")
    yield case("item_depth", assemble("9 PICK"), b"\x51")
    yield case("items_left", p2wsh(assemble("1 1")), b"", [assemble("1 1")])
    yield case("nothing_left", p2wsh(assemble("DROP")), b"", [b"\1", assemble("DROP")])


def of_numbers() -> Iterator[Case]:
    yield case("script_size", b"\x61" * 10_001)
    yield case("push_size", p2wsh(b"\x75"), b"", [bytes(521), b"\x75"])
    yield case("op_count", b"\x61" * 202, b"\x51")
    yield case("stack_size", b"\x51" * 1_001)
    yield case("signatures_negative", assemble("1NEGATE 1 0 1 CHECKMULTISIG").replace(b"\x51\0", b"\0"))
    yield case("signatures_many", assemble("0 2 0 1 CHECKMULTISIG"))
    yield case("keys_negative", assemble("1NEGATE CHECKMULTISIG"))
    yield case("keys_many", number_push(21) + b"\xae")
    yield case("sig_nulldummy", assemble("1 0 0 CHECKMULTISIG"))
    condition = assemble("IF 1 ELSE 1 ENDIF")
    yield case("minimalif", p2wsh(condition), b"", [b"\2", condition], rules=ALL_RULES)
    output, control = tree(condition)
    yield case("tapscript_minimalif", output, b"", [b"\2", condition, control])
    yield case("witness_program_wrong_length", pay_to_witness(0, bytes(range(1, 22))), b"", [b"\1"])
    yield case("negative_locktime", assemble("1NEGATE CHECKLOCKTIMEVERIFY"))
    yield case("program_version", pay_to_witness(9, b"\1" * 9), rules=ALL_RULES)
    yield case("program_size", pay_to_witness(1, short(KEYS[0])), rules=ALL_RULES)
    nested = pay_to_witness(1, KEYS[0].x_only)
    yield case("program_nested", p2sh(nested), push(nested), rules=ALL_RULES)
    output, control = tree(LEAF, version=0xC2)
    yield case("discourage_upgradable_taproot_version", output, b"", [SCHNORR, LEAF, control], rules=ALL_RULES)
    output, control = tree(b"\x50")
    yield case("discourage_op_success", output, b"", [b"\x50", control], rules=ALL_RULES)


def of_forms() -> Iterator[Case]:
    der = ECDSA[:-1]
    yield case("hash_type", P2PK, push(der + b"\x09"), rules=ALL_RULES)
    yield case("hash_type", P2PK, push(der + b"\x41"), hints="hash_type_forkid", rules=ALL_RULES)
    checks = "<{}> CHECKSIG"
    for cause, key in (
        ("key_x_only", ONE[1:]),
        ("key_hybrid", b"\x06" + long(KEYS[0])[1:]),
        ("key_form", b"\5" * 33),
        ("key_size", b"\4" * 63),
    ):
        yield case(cause, assemble(checks.format(key.hex())), push(ECDSA), rules=ALL_RULES)
    yield case("key_empty", assemble("0 CHECKSIG"), push(ECDSA), rules=ALL_RULES)
    yield case(
        "key_uncompressed", pay_to_witness(0, hash160(long(KEYS[0]))), b"", [ECDSA, long(KEYS[0])], rules=ALL_RULES
    )
    for cause, key in (("tapscript_key_prefixed", ONE), ("tapscript_key", b"\1" * 20)):
        leaf = assemble(checks.format(key.hex()))
        output, control = tree(leaf)
        yield case(cause, output, b"", [SCHNORR, leaf, control], rules=ALL_RULES)
    key_path = pay_to_witness(1, INTERNAL)
    yield case("schnorr_size", key_path, b"", [SCHNORR[:-1]])
    yield case("schnorr_size_ecdsa", key_path, b"", [ECDSA])
    yield case("schnorr_explicit_default", key_path, b"", [SCHNORR + b"\0"])
    yield case("schnorr_undefined_type", key_path, b"", [SCHNORR + b"\x04"])
    single = [(key_path, b"", [SCHNORR + b"\x83"])]
    yield case("schnorr_no_output", key_path, b"", [SCHNORR + b"\1"], others=single)


CASES = tuple(
    each
    for family in (
        of_locks,
        of_hashes,
        of_redeem_scripts,
        of_wrong_fields,
        of_programs,
        of_trees,
        of_unsigned,
        of_stacks,
        of_numbers,
        of_forms,
    )
    for each in family()
)
