"""A spend for each script error that relay can say: what is wrong is little, and the rest is signed properly."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spends.bench import Bench
from spends.draft import Vin
from spends.keys import Key, Order
from spends.scripts import OP, push

from txexplain.wire.script import number_push

BASE, V0, LEAF = ("p2sh",), ("p2wsh", "p2sh-p2wsh"), ("tapscript",)
ANY = BASE + V0 + LEAF
Change = Callable[[Vin], None]


class Error(NamedTuple):
    """What provokes it: the recipe of the script, what that is wrapped in, and what is changed when it is signed."""

    code: str
    wrappings: tuple[str, ...]
    write: Callable[[Bench], None]
    change: Change | None = None


def _signature(bench: Bench, key: Key, style: str = "", hash_type: int | None = None) -> bytes:
    """A placeholder for one in the best form, or as it is said."""
    placeholder = bench.signature(key)
    best = ("schnorr", None) if bench.is_schnorr else ("strict", 1)
    kind = hash_type if hash_type is not None else best[1]
    order = Order(key, kind, style or best[0], bench._nonce())
    del bench._orders[placeholder]
    if bench.is_schnorr:
        placeholder = placeholder[:1] * (64 if kind is None else 65)
    bench._orders[placeholder] = order
    return placeholder


def _public(bench: Bench, key: Key) -> bytes:
    return key.x_only if bench.is_schnorr else key.forms[0]


def after(script: bytes, style: str = "", hash_type: int | None = None, form: int = 0) -> Callable[[Bench], None]:
    """That script, then a key and its signature."""

    def write(bench: Bench) -> None:
        key = bench.key()
        public = key.forms[form] if form else _public(bench, key)
        bench.script = script + push(public) + OP["CHECKSIG"]
        bench.arguments = [_signature(bench, key, style, hash_type)]

    return write


def _by_another_key(bench: Bench) -> None:
    key = bench.key()
    other = next(each for each in iter(bench.key, None) if each != key)
    bench.script = push(_public(bench, key)) + OP["CHECKSIG"] + OP["NOT"]
    bench.arguments = [_signature(bench, other)]


def _with_key(before: bytes, behind: bytes) -> Callable[[Bench], None]:
    def write(bench: Bench) -> None:
        key = bench.key()
        bench.script = before + push(_public(bench, key)) + behind + push(_public(bench, key)) + OP["CHECKSIG"]
        bench.arguments = [_signature(bench, key)]

    return write


def _only(script: bytes) -> Callable[[Bench], None]:
    def write(bench: Bench) -> None:
        bench.script = script

    return write


def _too_many_checks(bench: Bench) -> None:
    key = bench.key()
    bench.script = push(key.x_only) + (OP["2DUP"] + OP["CHECKSIGVERIFY"]) * 10 + OP["CHECKSIG"]
    bench.arguments = [_signature(bench, key)]


def _one_item_more(bench: Bench) -> None:
    after(b"")(bench)
    bench.arguments.insert(0, bytes(2))


def _other_leaf_version(bench: Bench) -> None:
    bench.tree.version = 0xC2
    after(b"")(bench)


def _ends_false(bench: Bench) -> None:
    after(b"")(bench)
    bench.script += OP["NOT"]


def _witness(items: Callable[[list[bytes]], list[bytes]]) -> Change:
    return lambda vin: setattr(vin, "witness", items(vin.witness))


def _script_sig(written: Callable[[bytes], bytes]) -> Change:
    return lambda vin: setattr(vin, "script_sig", written(vin.script_sig))


_TWO = b"\x51\x52"
_NOT_MET = push(b"\xff\xff\x7f")
ERRORS = (
    Error("EVAL_FALSE", ANY, _ends_false),
    Error("OP_RETURN", ANY, after(OP["RETURN"])),
    Error("VERIFY", ANY, after(b"\x00" + OP["VERIFY"])),
    Error("EQUALVERIFY", ANY, after(_TWO + OP["EQUALVERIFY"])),
    Error("NUMEQUALVERIFY", ANY, after(_TWO + OP["NUMEQUALVERIFY"])),
    Error("CHECKSIGVERIFY", V0 + LEAF, _with_key(b"\x00", OP["CHECKSIGVERIFY"])),
    Error("SIG_FINDANDDELETE", BASE, _with_key(b"\x00", OP["CHECKSIGVERIFY"])),  # an empty one is there too
    Error("CHECKMULTISIGVERIFY", V0, _with_key(b"\x00\x00\x51", b"\x51" + OP["CHECKMULTISIGVERIFY"])),
    Error("SCRIPT_SIZE", V0, after(OP["NOP"] * 10_000)),
    Error("PUSH_SIZE", V0 + LEAF, after(push(bytes(521)) + OP["DROP"])),
    Error("OP_COUNT", BASE + V0, after(OP["NOP"] * 201)),
    Error("STACK_SIZE", V0 + LEAF, after(b"\x51" * 1_000)),
    Error("SIG_COUNT", BASE + V0, _with_key(b"\x00\x52", b"\x51" + OP["CHECKMULTISIG"])),
    Error("PUBKEY_COUNT", BASE + V0, after(b"\x00" + number_push(21) + OP["CHECKMULTISIG"])),
    Error("BAD_OPCODE", ANY[:3], after(OP["RESERVED"])),
    Error("DISABLED_OPCODE", BASE + V0, after(OP["CAT"])),
    Error("INVALID_STACK_OPERATION", ANY, after(OP["2DROP"])),
    Error("INVALID_ALTSTACK_OPERATION", ANY, after(OP["FROMALTSTACK"])),
    Error("UNBALANCED_CONDITIONAL", ANY, after(b"\x51" + OP["IF"])),
    Error("NEGATIVE_LOCKTIME", ANY, after(b"\x4f" + OP["CHECKLOCKTIMEVERIFY"])),
    Error("UNSATISFIED_LOCKTIME", ANY, after(_NOT_MET + OP["CHECKLOCKTIMEVERIFY"] + OP["DROP"])),
    Error("SCRIPTNUM", ANY, after(push(bytes([1] * 5)) + OP["1ADD"] + OP["DROP"])),
    Error("SIG_HASHTYPE", BASE + V0, after(b"", hash_type=4)),
    Error("SIG_DER", BASE + V0, after(b"", "padded")),
    Error("SIG_HIGH_S", BASE + V0, after(b"", "high_s")),
    Error("SIG_NULLDUMMY", V0, _with_key(b"\x51\x00\x51", b"\x51" + OP["CHECKMULTISIG"] + OP["DROP"])),
    Error("SIG_PUSHONLY", BASE, after(b""), _script_sig(lambda script: OP["NOP"] + script)),
    Error("NULLFAIL", BASE + V0, _by_another_key),
    Error("MINIMALDATA", ANY, after(b"\x01\x01" + OP["DROP"])),
    Error("MINIMALIF", V0, after(b"\x52" + OP["IF"] + OP["ENDIF"])),
    Error("CLEANSTACK", BASE, _one_item_more),
    Error("PUBKEYTYPE", BASE, after(b"", form=2)),
    Error("OP_CODESEPARATOR", BASE, after(OP["CODESEPARATOR"])),
    Error("DISCOURAGE_UPGRADABLE_NOPS", ANY, after(OP["NOP10"])),
    Error("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM", BASE, _only(b"\x52\x02\x01\x01")),
    Error("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION", LEAF, _other_leaf_version),
    Error("DISCOURAGE_OP_SUCCESS", LEAF, after(OP["CAT"])),
    Error("DISCOURAGE_UPGRADABLE_PUBKEYTYPE", LEAF, after(b"\x51" + push(bytes(33)) + OP["CHECKSIGVERIFY"])),
    Error("WITNESS_PROGRAM_WRONG_LENGTH", BASE, _only(b"\x00" + push(b"\x01" * 21))),
    Error("WITNESS_PROGRAM_WITNESS_EMPTY", V0 + LEAF, after(b""), _witness(lambda _: [])),
    Error("WITNESS_PROGRAM_MISMATCH", V0, after(b""), _witness(lambda items: [*items[:-1], b"\x51"])),
    Error("WITNESS_MALLEATED", V0[:1] + LEAF, after(b""), _script_sig(lambda _: b"\x51")),
    Error("WITNESS_MALLEATED_P2SH", V0[1:], after(b""), _script_sig(lambda script: b"\x51" + script[-35:])),
    Error("WITNESS_UNEXPECTED", BASE, after(b""), _witness(lambda _: [b"\x01"])),
    Error("WITNESS_PUBKEYTYPE", V0, after(b"", form=1)),
    Error("SCHNORR_SIG_SIZE", LEAF, _with_key(push(bytes(63)), OP["CHECKSIGVERIFY"])),
    Error("SCHNORR_SIG_HASHTYPE", LEAF, after(b"", hash_type=4)),
    Error("SCHNORR_SIG", LEAF, _by_another_key),
    Error("TAPROOT_WRONG_CONTROL_SIZE", LEAF, after(b""), _witness(lambda items: [*items[:2], items[2] + b"\x00"])),
    Error("TAPSCRIPT_VALIDATION_WEIGHT", LEAF, _too_many_checks),
    Error("TAPSCRIPT_CHECKMULTISIG", LEAF, after(OP["CHECKMULTISIG"])),
    Error("TAPSCRIPT_MINIMALIF", LEAF, after(b"\x52" + OP["IF"] + OP["ENDIF"])),
    Error("TAPSCRIPT_EMPTY_PUBKEY", LEAF, after(b"\x51\x00" + OP["CHECKSIGVERIFY"])),
)
