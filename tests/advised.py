"""Spends with one mistake each, and as they are when what the program advises is done: then they are valid."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from by_hand import In, Message, Tx, hash160, push, sha256, tagged
from spends.keys import Order, key_of, small_key
from spends_by_hand import MULTISIG, TWO_KEYS, Spend, _lock, key_hash_script, push_size, relock

from txexplain.wire.der import lax_der
from txexplain.wire.keys import CURVE_ORDER as N

KEYS = [small_key(number) for number in (1001, 1002, 1003, 1004, 1005, 1006)]
_NUMEQUAL, _ATLEAST = b"\x9c", b"\xa2"


class Advised(NamedTuple):
    """`wrong` fails with the clue `key`, of which `facts` are some; `says` is in the first lines about it.

    `right` is it when the advice is followed; None where it cannot be by changing what the input brings.
    """

    wrong: Tx
    key: str
    facts: dict[str, int | str]
    says: str
    right: Tx | None = None


CASES: dict[str, Callable[[], Advised]] = {}


def case(function: Callable[[], Advised]) -> Callable[[], Advised]:
    CASES[function.__name__.strip("_")] = function
    return function


def spend(
    kind: str,
    hash_type: int = 1,
    *,
    inputs: int = 1,
    outputs: int = 2,
    keys: int = 0,
    required: int = 0,
    signers: Sequence[int] | None = None,
    index: int = 0,
) -> Spend:
    """Not signed yet, by keys that are the same each time."""
    several = kind in MULTISIG or kind == "checksigadd"
    chosen = KEYS[: keys or (3 if several else 2 if kind in TWO_KEYS else 1)]
    needed = required or min(2, len(chosen))
    ins = tuple(In(bytes([17 * (n + 1)]) * 32, n, 0xFFFFFFFD, 100_000 + n * 50_000, push(b"")) for n in range(inputs))
    outs = tuple((40_000 - n * 5_000, b"\0\x14" + bytes([0xA0 + n]) * 20) for n in range(outputs))
    who = list(range(needed)) if signers is None else list(signers)
    made = Spend(kind, Tx(2, ins, outs, 0), index, hash_type, list(chosen), who, required=needed)
    _lock(made, random.Random(3))
    return made


def _right(made: Spend) -> list[bytes]:
    return made.signed(made.message.digest)


def _witness(made: Spend, change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]], tx: Tx | None = None) -> Tx:
    tx = tx or made.placed(_right(made))
    return tx.with_in(made.index, witness=change(tx.ins[made.index].witness))


# The key that comes with a signature


def _own_script(kind: str) -> Advised:
    """Another key signs the message that its own P2PKH script makes."""
    made, other = spend(kind), KEYS[4]
    code = key_hash_script(hash160(other.forms[0]))
    signature = made.signature(made.message.changed(script_code=code).digest, other)
    right = made.placed(_right(made))
    own = right.ins[0]
    items = (signature, other.forms[0])
    if own.witness:
        wrong = right.with_in(0, witness=items)
    else:
        wrong = right.with_in(0, script_sig=b"".join(map(push, items)))
    says = "valid for the key that comes with it"
    return Advised(wrong, "for_key_brought", {"own_script": 1}, says, right)


@case
def key_brought_with_its_own_script() -> Advised:
    return _own_script("p2wpkh")


@case
def key_brought_with_its_own_script_nested() -> Advised:
    return _own_script("p2sh-p2wpkh")


@case
def key_brought_with_its_own_script_legacy() -> Advised:
    return _own_script("p2pkh")


@case
def another_key_with_the_right_signature() -> Advised:
    made = spend("p2wpkh")
    wrong = _witness(made, lambda items: (items[0], KEYS[3].forms[0]))
    says = "valid for the key required here"
    return Advised(wrong, "for_key_required", {}, says, made.placed(_right(made)))


def _as_text(*, both: bool) -> Advised:
    made = spend("p2pkh")
    (signature,), key = _right(made), KEYS[0].forms[0]
    items = [signature.hex().encode() if both else signature, key.hex().encode()]
    wrong = made.tx.with_in(0, script_sig=b"".join(map(push, items)))
    case_ = "both" if both else "key"
    says = "The signature and the public key are hex text" if both else "The public key is hex text"
    return Advised(wrong, "items_in_text", {"case": case_}, says, made.placed([signature]))


@case
def both_as_text() -> Advised:
    return _as_text(both=True)


@case
def key_as_text() -> Advised:
    return _as_text(both=False)


@case
def hash_of_the_uncompressed_key() -> Advised:
    made = spend("p2wpkh")
    key = KEYS[0].forms[1]
    made.tx = made.tx.with_in(0, script=b"\0\x14" + hash160(key))
    own, other = (key_hash_script(hash160(form)) for form in (key, KEYS[0].forms[0]))
    wrong, right = (
        made.tx.with_in(0, witness=(made.signature(made.message.changed(script_code=code).digest, KEYS[0]), key))
        for code in (other, own)
    )
    return Advised(
        wrong,
        "key_hash_script",
        {"case": "compressed"},
        "the P2PKH script of the compressed form of the key",
        right,
    )


@case
def hybrid_key_with_another_first_byte() -> Advised:
    made = spend("p2pk")
    made.script = push(KEYS[0].wrong_hybrid) + b"\xac"
    relock(made)
    return Advised(made.placed(_right(made)), "hybrid_first_byte", {}, "hybrid form")


@case
def uncompressed_key_with_the_other_y() -> Advised:
    made = spend("p2pk")
    made.script = push(key_of(N - KEYS[0].secret).forms[1]) + b"\xac"
    relock(made)
    says = "the last 32 bytes of the key"
    return Advised(made.placed(_right(made)), "other_parity", {"form": "uncompressed"}, says)


@case
def the_output_key_in_a_leaf() -> Advised:
    made = spend("tapscript", 0)
    assert made.internal is not None
    leaf = tagged("TapLeaf", b"\xc0" + push_size(made.script))
    tweak = int.from_bytes(tagged("TapTweak", made.internal.x_only + leaf), "big")
    output = key_of((made.internal.even_secret + tweak) % N)
    wrong = made.placed([made.signature(made.message.digest, output)])
    return Advised(wrong, "output_key", {}, "which is for the key path", made.placed(_right(made)))


@case
def ecdsa_by_the_internal_key() -> Advised:
    made = spend("p2tr", 1)
    assert made.internal is not None
    digest = made.message.digest
    wrong = made.placed([Order(made.internal, 1, "strict", key_of(55_555)).ecdsa(digest)])
    return Advised(wrong, "internal_key", {}, "which is not tweaked", made.placed(_right(made)))


@case
def one_signature_for_two_keys() -> Advised:
    made = spend("p2wsh-keys")
    first, second = _right(made)
    wrong = made.placed([first, first])
    return Advised(
        wrong, "used_twice", {"needed_key": KEYS[1].forms[0].hex()}, "appears twice", made.placed([first, second])
    )


# Two inputs


def _two(kind: str, keys: tuple[int, int]) -> tuple[Tx, list[Callable[[Tx], tuple[bytes, ...]]]]:
    """Two inputs of that kind by these keys, and what signs each."""
    made = spend(kind, inputs=2)
    codes = [key_hash_script(hash160(KEYS[place].forms[0])) for place in keys]
    is_segwit = kind == "p2wpkh"
    tx = made.tx
    for vin, code in enumerate(codes):
        tx = tx.with_in(vin, script=b"\0" + code[2:23] if is_segwit else code)

    def signer(vin: int) -> Callable[[Tx], tuple[bytes, ...]]:
        def sign(signed: Tx) -> tuple[bytes, ...]:
            message = Message(signed, vin, "bip143" if is_segwit else "legacy", 1, codes[vin])
            return made.signature(message.digest, KEYS[keys[vin]]), KEYS[keys[vin]].forms[0]

        return sign

    return tx, [signer(0), signer(1)]


def _brought(tx: Tx, vin: int, items: tuple[bytes, ...], kind: str) -> Tx:
    if kind == "p2wpkh":
        return tx.with_in(vin, witness=items)
    return tx.with_in(vin, script_sig=b"".join(map(push, items)))


def _exchanged(kind: str, keys: tuple[int, int]) -> Advised:
    tx, signers = _two(kind, keys)
    items = [sign(tx) for sign in signers]
    wrong = _brought(_brought(tx, 0, items[1], kind), 1, items[0], kind)
    right = _brought(_brought(tx, 0, items[0], kind), 1, items[1], kind)
    says = "those of input 1: the two inputs have each other's" if keys[0] != keys[1] else "each other's signatures"
    return Advised(wrong, "other_input", {"case": "exchanged", "vin": 1}, says, right)


@case
def inputs_exchanged() -> Advised:
    return _exchanged("p2pkh", (0, 1))


@case
def witnesses_exchanged() -> Advised:
    return _exchanged("p2wpkh", (0, 1))


def _rotated(keys: Sequence[int]) -> Advised:
    """Each of three inputs has what the next one needs."""
    made = spend("p2wpkh", inputs=3)
    ins = [
        replace(each, script=b"\0\x14" + hash160(KEYS[key].forms[0]))
        for each, key in zip(made.tx.ins, keys, strict=True)
    ]
    tx = replace(made.tx, ins=tuple(ins))
    items = []
    for vin, key in enumerate(keys):
        message = Message(tx, vin, "bip143", 1, key_hash_script(hash160(KEYS[key].forms[0])))
        items.append((made.signature(message.digest, KEYS[key]), KEYS[key].forms[0]))
    wrong = right = tx
    for vin in range(3):
        right = right.with_in(vin, witness=items[vin])
        wrong = wrong.with_in(vin, witness=items[(vin + 1) % 3])
    facts: dict[str, int | str] = {"case": "rotated", "belongs": "0, 1, 2", "is_in": "2, 0, 1"}
    return Advised(wrong, "other_input", facts, "that of input 0 is in input 2", right)


@case
def witnesses_in_a_round() -> Advised:
    return _rotated((0, 1, 2))


@case
def witnesses_of_one_key_in_a_round() -> Advised:
    return _rotated((0, 0, 0))


@case
def signatures_of_one_key_exchanged() -> Advised:
    return _exchanged("p2wpkh", (0, 0))


@case
def amounts_exchanged() -> Advised:
    tx, signers = _two("p2wpkh", (0, 1))
    right = tx
    for vin, sign in enumerate(signers):
        right = right.with_in(vin, witness=sign(tx))
    one, other = right.ins
    wrong = right.with_in(0, value=other.value).with_in(1, value=one.value)
    return Advised(
        wrong, "other_amount", {"case": "exchanged", "vin": 1}, "amounts of the two inputs are exchanged", right
    )


@case
def script_of_another_input() -> Advised:
    tx, signers = _two("p2wpkh", (0, 1))
    made = spend("p2wpkh", inputs=2)
    message = Message(tx, 0, "bip143", 1, key_hash_script(hash160(KEYS[1].forms[0])))
    wrong = tx.with_in(0, witness=(made.signature(message.digest, KEYS[0]), KEYS[0].forms[0]))
    right = tx.with_in(0, witness=signers[0](tx))
    return Advised(wrong, "script_of_other_input", {"vin": 1}, "its script code is the script of input", right)


# The message


@case
def keys_of_a_multisig_sorted() -> Advised:
    made = spend("p2wsh-multisig", keys=3)
    made.keys = sorted(made.keys, key=lambda key: key.forms[0], reverse=True)
    _lock(made, random.Random(3))
    pushed = sorted(push(key.forms[0]) for key in made.keys)
    code = made.script[:1] + b"".join(pushed) + made.script[-2:]
    wrong = made.placed(made.signed(made.message.changed(script_code=code).digest))
    says = "has the keys in sorted order"
    return Advised(wrong, "script_keys_reordered", {"case": "sorted"}, says, made.placed(_right(made)))


@case
def amount_in_bitcoin_for_taproot() -> Advised:
    made = spend("p2tr", 0)
    made.tx = made.tx.with_in(0, value=300_000_000)
    digest = made.message.changed(tx=made.tx.with_in(0, value=3)).digest
    says = "in bitcoin, not in satoshis"
    facts: dict[str, int | str] = {"case": "own_amount_btc"}
    return Advised(made.placed(made.signed(digest)), "other_spent_outputs", facts, says, made.placed(_right(made)))


@case
def separator_kept() -> Advised:
    made = spend("p2sh")
    checks = made.script
    made.script = b"\xab" + checks
    relock(made)
    wrong = made.placed(made.signed(made.message.changed(script_code=b"\xab" + checks).digest))
    right = made.placed(made.signed(made.message.changed(script_code=checks).digest))
    return Advised(wrong, "separators_kept", {}, "still has OP_CODESEPARATOR", right)


@case
def the_number_one_reversed() -> Advised:
    made = spend("p2pkh", 3, inputs=2, outputs=1, index=1)
    wrong, right = (
        made.placed([made.signature(digest, KEYS[0])]) for digest in (bytes(31) + b"\1", b"\1" + bytes(31))
    )
    return Advised(
        wrong, "digest_reversed", {"case": "number_one"}, "the number 1 with its highest byte first", right
    )


# The sighash type


@case
def undefined_type_at_the_end() -> Advised:
    made = spend("p2pkh")
    (signature,) = _right(made)
    wrong = made.placed([signature[:-1] + b"\x41"])
    says = "Replace the last byte of the signature by 01"
    return Advised(wrong, "other_hash_type", {"case": "undefined_written"}, says, made.placed([signature]))


@case
def undefined_type_in_the_message() -> Advised:
    made = spend("p2wpkh")
    wrong = made.placed(made.signed(made.message.changed(hash_type=0).digest))
    says = "Sign the message with a defined sighash type"
    return Advised(wrong, "other_hash_type", {"case": "undefined_signed"}, says, made.placed(_right(made)))


def _single(signed: int, says: str, case_: str) -> Advised:
    made = spend("p2tr", 3, inputs=2, outputs=1, index=1)
    made.tx = made.tx.with_in(0, script=b"\x51")
    (signature,) = made.signed(made.message.changed(hash_type=signed).digest)
    right = signature[:64] + (bytes([signed]) if signed else b"")
    return Advised(made.placed([signature]), "other_hash_type", {"case": case_}, says, made.placed([right]))


@case
def single_without_an_output() -> Advised:
    return _single(0x81, "Replace the last byte of the signature by 81", "no_message")


@case
def single_without_an_output_for_default() -> Advised:
    return _single(0, "Remove the last byte of the signature", "no_message_default")


def _default_written(hash_type: int, says: str) -> Advised:
    made = spend("p2tr", hash_type)
    (signature,) = _right(made)
    facts: dict[str, int | str] = {"hash_type": hash_type}
    return Advised(made.placed([signature[:64] + b"\0"]), "default_written", facts, says, made.placed([signature]))


@case
def zero_for_another_type() -> Advised:
    return _default_written(0x81, "Replace the last byte, 00, by 81")


@case
def zero_for_default() -> Advised:
    return _default_written(0, "Leave out the last byte")


@case
def undefined_type_of_taproot() -> Advised:
    made = spend("p2tr", 0x83)
    (signature,) = _right(made)
    wrong = made.placed([signature[:64] + b"\x41"])
    says = "Replace the last byte of the signature by 83"
    return Advised(wrong, "hash_type_undefined", {"case": "replace"}, says, made.placed([signature]))


@case
def undefined_type_for_default() -> Advised:
    made = spend("p2tr", 0)
    (signature,) = _right(made)
    says = "Remove the last byte of the signature"
    wrong = made.placed([signature + b"\x41"])
    return Advised(wrong, "hash_type_undefined", {"case": "remove"}, says, made.placed([signature]))


@case
def default_in_four_bytes() -> Advised:
    made = spend("p2tr", 0)
    (signature,) = _right(made)
    wrong = made.placed([signature + bytes(4)])
    return Advised(
        wrong, "hash_type_written_long", {"case": "default"}, "Remove these 4 bytes", made.placed([signature])
    )


def _appended(kind: str, write: Callable[[bytes], bytes], key: str, says: str) -> Advised:
    made = spend(kind, 0x81)
    (signature,) = _right(made)
    return Advised(made.placed([write(signature)]), key, {"hash_type": 0x81}, says, made.placed([signature]))


@case
def no_type_that_is_not_all() -> Advised:
    says = "Append the sighash type as 1 byte: 81 (ALL|ANYONECANPAY)"
    return _appended("p2wpkh", lambda signature: signature[:-1], "no_hash_type_byte", says)


@case
def text_without_a_type() -> Advised:
    says = "1 byte: 81 (ALL|ANYONECANPAY)"
    return _appended("p2pk", lambda signature: signature[:-1].hex().encode(), "signature_in_text", says)


@case
def compact_of_a_type_that_is_not_all() -> Advised:
    def compact(signature: bytes) -> bytes:
        return b"".join(number.to_bytes(32, "big") for number in lax_der(signature[:-1]) or ())

    return _appended("p2wpkh", compact, "compact", "1 byte: 81 (ALL|ANYONECANPAY)")


def _recoverable(first: int) -> Callable[[bytes], bytes]:
    """A recovery byte, then r and s, as signed messages have them: read from the first byte on they are others."""
    return lambda signature: (
        bytes([first]) + b"".join(number.to_bytes(32, "big") for number in lax_der(signature[:-1]) or ())
    )


@case
def compact_with_a_recovery_byte() -> Advised:
    return _appended("p2pkh", _recoverable(27), "compact", "Encode r and s in DER")


@case
def compact_with_a_recovery_byte_of_a_compressed_key() -> Advised:
    return _appended("p2wpkh", _recoverable(31), "compact", "Encode r and s in DER")


@case
def length_of_schnorr_in_front() -> Advised:
    made = spend("p2tr", 0)
    (signature,) = _right(made)
    wrong = made.placed([b"\x40" + signature])
    return Advised(
        wrong, "length_in_signature", {}, "begins with a byte for its own length", made.placed([signature])
    )


@case
def four_bytes_of_a_type() -> Advised:
    says = "4 bytes instead of 1"
    return _appended("p2wpkh", lambda signature: signature + bytes(3), "hash_type_written_long", says)


@case
def cut_short() -> Advised:
    made = spend("p2wpkh")
    (signature,) = _right(made)
    facts: dict[str, int | str] = {"size": len(signature) - 5, "announced": len(signature)}
    return Advised(made.placed([signature[:-5]]), "der_cut_short", facts, "cut short", made.placed([signature]))


# Several signatures


@case
def only_one_of_two() -> Advised:
    made = spend("p2sh-multisig", signers=[0])
    wrong = made.placed(_right(made))
    made.signers = [0, 1]
    facts: dict[str, int | str] = {"valid": 1, "missing": 1, "required": 2}
    return Advised(
        wrong, "multisig_missing", facts, "Valid signatures: 1 of the 2 required", made.placed(_right(made))
    )


@case
def one_of_two_is_bad() -> Advised:
    made = spend("p2wsh-multisig")
    first, second = _right(made)
    wrong = made.placed([first, made.signature(sha256(b"other"), KEYS[1])])
    return Advised(
        wrong, "multisig_missing", {"valid": 1, "missing": 1}, "Valid signatures: 1", made.placed([first, second])
    )


def _too_many(kind: str, *, empty: bool, count: int, case_: str, says: str) -> Advised:
    made = spend(kind, keys=4, required=2, signers=range(count))
    signatures = _right(made)
    tx = made.placed(signatures)
    if not empty:
        own = tx.ins[0]
        tx = tx.with_in(0, witness=own.witness[1:]) if own.witness else tx.with_in(0, script_sig=own.script_sig[1:])
    right = made.placed(signatures[-2:])
    facts: dict[str, int | str] = {"case": case_, "total": count}
    return Advised(tx, "multisig_too_many", facts, says, right)


@case
def one_too_many() -> Advised:
    return _too_many("p2wsh-multisig", empty=True, count=3, case_="empty_below", says="and remove the rest")


@case
def two_too_many() -> Advised:
    return _too_many("p2sh-multisig", empty=True, count=4, case_="empty_below", says="There are 4 signatures")


@case
def one_too_many_in_the_empty_place() -> Advised:
    return _too_many("p2wsh-multisig", empty=False, count=3, case_="alone", says="Replace the first signature by")


@case
def two_too_many_without_an_empty_item() -> Advised:
    return _too_many("p2wsh-multisig", empty=False, count=4, case_="several", says="with one empty item before them")


def _empty_moved(kind: str, at: int, required: int, order: Sequence[int] = (), **facts: int | str) -> Advised:
    """The empty item is above `at` signatures instead of below them all."""
    made = spend(kind, keys=3, required=required)
    signatures = _right(made)
    given = [signatures[place] for place in order] or list(signatures)
    items = [*given[:at], b"", *given[at:]]
    own = made.placed(signatures).ins[0]
    if own.witness:
        wrong = made.tx.with_in(0, witness=(*items, own.witness[-1]))
    else:
        ending = push(made.script) if "sh" in kind else b""
        wrong = made.tx.with_in(0, script_sig=b"".join(map(push, items)) + ending)
    says = "The empty item is in the wrong place"
    found: dict[str, int | str] = {"case": "complete", **facts}
    return Advised(wrong, "multisig_empty_misplaced", found, says, made.placed(signatures))


@case
def empty_item_behind_the_signature() -> Advised:
    return _empty_moved("multisig", 1, 1)


@case
def empty_item_behind_two_signatures() -> Advised:
    return _empty_moved("p2wsh-multisig", 2, 2)


@case
def empty_item_between_signatures() -> Advised:
    return _empty_moved("p2sh-multisig", 1, 2)


@case
def empty_item_behind_signatures_in_the_wrong_order() -> Advised:
    advised = _empty_moved("p2sh-multisig", 2, 2, (1, 0))
    return advised._replace(key="multisig_order", facts={"order": "1, 0"})


@case
def order_of_two_without_the_empty_item() -> Advised:
    made = spend("p2wsh-multisig")
    signatures = _right(made)
    wrong = _witness(made, lambda items: items[1:], made.placed(signatures[::-1]))
    return Advised(wrong, "multisig_order", {"order": "1, 0"}, "An empty item is missing", made.placed(signatures))


@case
def moved_and_missing() -> Advised:
    made = spend("checksigadd", 0, keys=4, required=3, signers=[0, 1])
    signatures = _right(made)
    wrong = _witness(made, lambda items: (*items[:2], items[3], items[2], *items[4:]), made.placed(signatures))
    made = replace(made, signers=[0, 1, 2])
    says = "Valid signatures: 2. The script requires exactly 3"
    return Advised(wrong, "multisig_count", {"valid": 2, "required": 3}, says, made.placed(_right(made)))


@case
def order_of_two() -> Advised:
    made = spend("p2wsh-multisig")
    signatures = _right(made)
    says = "first signature 2, then signature 1"
    return Advised(made.placed(signatures[::-1]), "multisig_order", {"order": "1, 0"}, says, made.placed(signatures))


@case
def order_of_many() -> Advised:
    made = spend("p2sh-multisig", keys=6, required=5)
    signatures = _right(made)
    says = "by their numbers now: 5, 4, 3, 2, 1"
    return Advised(made.placed(signatures[::-1]), "multisig_order", {}, says, made.placed(signatures))


@case
def key_in_place_of_a_signature() -> Advised:
    """Before segwit its push would be taken out of the script code; it is not what the other signature lacks."""
    made = spend("multisig")
    first, second = _right(made)
    wrong = made.placed([first, made.public(KEYS[1])])
    facts: dict[str, int | str] = {"place": 1, "case": "public_key"}
    return Advised(wrong, "multisig_in_place", facts, "public key", made.placed([first, second]))


def _counted(
    change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]], name: str, says: str, **facts: int | str
) -> Advised:
    made = spend("checksigadd", 0)
    right = made.placed(_right(made))
    return Advised(_witness(made, change, right), name, facts, says, right)


@case
def empty_item_missing() -> Advised:
    says = "An empty item is missing in the place of the signature for key 3"
    return _counted(lambda items: items[1:], "multisig_empty_missing", says, key=2, missing=1)


@case
def two_empty_items_missing() -> Advised:
    made = spend("checksigadd", 0, keys=4, required=2)
    right = made.placed(_right(made))
    says = "for the last 2 keys"
    return Advised(
        _witness(made, lambda items: items[2:], right), "multisig_empty_missing", {"missing": 2}, says, right
    )


@case
def item_too_many() -> Advised:
    says = "one item too many at the bottom of the stack"
    return _counted(lambda items: (b"", *items), "multisig_extra_item", says, extra=1)


@case
def two_items_too_many() -> Advised:
    says = "2 items too many at the bottom of the stack"
    return _counted(lambda items: (b"", b"", *items), "multisig_extra_item", says, extra=2)


@case
def counted_in_another_order() -> Advised:
    says = "Signature 2 belongs in the place of key 1. Signature 1 belongs in the place of key 2."
    change = lambda items: (items[0], items[2], items[1], *items[3:])  # noqa: E731
    return _counted(change, "multisig_order", says, order="1, 0", belongs="0, 1")


def _count(signers: Sequence[int], comparison: bytes, says: str, **facts: int | str) -> Advised:
    made = spend("checksigadd", 0)
    made.script = made.script[:-1] + comparison
    relock(made)
    right = made.placed(_right(made))
    made = replace(made, signers=list(signers))
    return Advised(made.placed(_right(made)), "multisig_count", facts, says, right)


@case
def counted_too_few() -> Advised:
    says = "Valid signatures: 1. The script requires exactly 2 (of 3 keys)."
    return _count([0], _NUMEQUAL, says, valid=1, required=2, keys=3)


@case
def counted_too_few_of_at_least() -> Advised:
    return _count([1], _ATLEAST, "The script requires at least 2 (of 3 keys).", valid=1, case="at_least")


@case
def counted_too_many() -> Advised:
    says = "Replace the signatures that are too many by empty items."
    return _count([0, 1, 2], _NUMEQUAL, says, valid=3, case="too_many")


@case
def item_too_many_below_a_multisig() -> Advised:
    made = spend("p2wsh-multisig")
    right = made.placed(_right(made))
    wrong = _witness(made, lambda items: (b"", *items), right)
    says = "one item too many at the bottom of the stack"
    facts: dict[str, int | str] = {"opcode": "OP_CHECKMULTISIG", "extra": 1}
    return Advised(wrong, "multisig_extra_item", facts, says, right)


@case
def placeholder_in_the_frame_of_der() -> Advised:
    made = spend("p2wpkh")
    wrong = made.placed([bytes.fromhex("30440220" + "01" + "00" * 31 + "0220" + "01" + "00" * 31 + "01")])
    return Advised(wrong, "placeholder", {"size": 71}, "There is no signature yet", made.placed(_right(made)))


@case
def one_witness_for_both_inputs() -> Advised:
    tx, signers = _two("p2wpkh", (0, 0))
    first, second = (sign(tx) for sign in signers)
    wrong = tx.with_in(0, witness=second).with_in(1, witness=second)
    right = tx.with_in(0, witness=first).with_in(1, witness=second)
    return Advised(wrong, "other_input", {"case": "belongs_there", "vin": 1}, "where it belongs", right)


@case
def another_key_in_a_longer_script() -> Advised:
    """P2PKH inside a script, behind another check."""
    made = spend("p2wsh")
    first, second = KEYS[:2]
    made.script = push(first.forms[0]) + b"\xad" + key_hash_script(hash160(second.forms[0]))
    relock(made)
    digest = made.message.digest
    by_first, by_second, by_other = (made.signature(digest, key) for key in (first, second, KEYS[3]))
    wrong = made.tx.with_in(0, witness=(by_other, KEYS[3].forms[0], by_first, made.script))
    right = made.tx.with_in(0, witness=(by_second, second.forms[0], by_first, made.script))
    return Advised(wrong, "for_key_brought", {}, "valid for the key that comes with it", right)


# What comes besides, or instead


def _pushed(
    made: Spend, change: Callable[[list[bytes]], list[bytes]], key: str, says: str, **facts: int | str
) -> Advised:
    """P2PKH or P2PK with other items in its input script."""
    (signature,) = _right(made)
    right = made.placed([signature])
    items = [signature, made.public(KEYS[0])] if made.kind == "p2pkh" else [signature]
    wrong = made.tx.with_in(0, script_sig=b"".join(map(push, change(items))))
    return Advised(wrong, key, facts, says, right)


@case
def empty_item_on_top() -> Advised:
    says = "There is one item too many on top of the stack"
    return _pushed(spend("p2pkh"), lambda items: [*items, b""], "items_on_top", says, extra=1, case="one")


@case
def two_items_on_top() -> Advised:
    says = "There are 2 items too many on top of the stack"
    return _pushed(spend("p2pkh"), lambda items: [*items, b"", b"a"], "items_on_top", says, extra=2, case="many")


@case
def key_of_a_script_with_the_key() -> Advised:
    says = "The key that comes with the signature is too many"
    key = KEYS[0].forms[0]
    return _pushed(spend("p2pk"), lambda items: [*items, key], "items_on_top", says, extra=1, case="key")


@case
def key_of_a_witness_script_with_the_key() -> Advised:
    made = spend("p2wsh")
    made.script = push(KEYS[0].forms[0]) + b"\xac"
    relock(made)
    signature = made.signature(made.message.digest, KEYS[0])
    wrong = made.tx.with_in(0, witness=(signature, KEYS[0].forms[0], made.script))
    right = made.tx.with_in(0, witness=(signature, made.script))
    return Advised(wrong, "items_on_top", {"case": "key"}, "without it, the signature is valid", right)


def _instead(write: Callable[[bytes], bytes], case_: str, says: str) -> Advised:
    change = lambda items: [items[0], write(items[1])]  # noqa: E731
    return _pushed(spend("p2pkh"), change, "for_key_required", says, case=case_)


@case
def key_without_its_first_byte() -> Advised:
    return _instead(lambda key: key[1:], "without_first_byte", "this key without its first byte")


@case
def hash_instead_of_the_key() -> Advised:
    return _instead(hash160, "hash", "the hash of this key, not the key")


@case
def key_with_another_first_byte() -> Advised:
    return _instead(lambda key: bytes([key[0] ^ 1]) + key[1:], "first_byte", "has a different first byte")


@case
def key_cut_short() -> Advised:
    return _instead(lambda key: key[:-2], "part", "only a part of this key")


@case
def key_with_more_bytes() -> Advised:
    return _instead(lambda key: key + bytes(2), "longer", "this key with more bytes")


@case
def text_instead_of_the_key() -> Advised:
    return _instead(lambda key: b"my key", "no_key", "What comes with it is not a public key")


@case
def key_behind_a_hash() -> Advised:
    """The number of the key counts no hash."""
    made = spend("p2wsh")
    first, second = KEYS[:2]
    ending = b"\x82\x01\x20\x88\xa8" + push(sha256(bytes(32))) + b"\x88"
    made.script = ending + b"\x63" + push(first.forms[0]) + b"\x67" + push(second.forms[0]) + b"\x68\xac"
    relock(made)
    digest = made.message.digest
    wrong, right = (
        made.tx.with_in(0, witness=(made.signature(digest, key), b"\1", bytes(32), made.script))
        for key in (second, first)
    )
    return Advised(wrong, "other_key", {"position": 1}, "key 2 of the script", right)


def _locked(check: bytes, pushed: bytes, says: str, key: str, **fields: int) -> Advised:
    """Signed with what the lock requires; the transaction has something else."""
    made = spend("p2wsh")
    made.script = push(pushed) + check + b"\x75" + push(KEYS[0].forms[0]) + b"\xac"
    relock(made)
    if len(fields) == 2:
        made.tx = made.tx.with_in(0, sequence=0xFFFFFFFF)
    tx = made.tx
    signed = replace(tx, lock_time=fields["lock_time"]) if "lock_time" in fields else tx
    signed = signed.with_in(0, sequence=fields["sequence"]) if "sequence" in fields else signed
    signature = made.signature(made.message.changed(tx=signed).digest, KEYS[0])
    wrong, right = (each.with_in(0, witness=(signature, made.script)) for each in (tx, signed))
    case_ = "required_both" if len(fields) == 2 else "required"
    return Advised(wrong, key, {"case": case_, **fields}, says, right)


@case
def locktime_that_the_script_requires() -> Advised:
    says = "Set the locktime of the transaction to 500000"
    return _locked(b"\xb1", (500_000).to_bytes(3, "little"), says, "other_lock_time", lock_time=500_000)


@case
def sequence_that_the_script_requires() -> Advised:
    return _locked(b"\xb2", b"\x90\0", "Set the sequence of this input to 00000090", "other_sequence", sequence=0x90)


@case
def locktime_and_sequence_that_the_script_requires() -> Advised:
    says = "Set the locktime of the transaction to 500000 and the sequence of this input to fffffffe"
    pushed = (500_000).to_bytes(3, "little")
    return _locked(b"\xb1", pushed, says, "other_lock_time", lock_time=500_000, sequence=0xFFFFFFFE)


@case
def empty_item_behind_a_signature_that_is_not_enough() -> Advised:
    made = spend("p2wsh-multisig")
    first, second = _right(made)
    bad = made.signature(sha256(b"other"), KEYS[1])
    wrong = made.tx.with_in(0, witness=(first, b"", bad, made.script))
    facts: dict[str, int | str] = {"case": "incomplete"}
    says = "needs it before the signatures"
    return Advised(wrong, "multisig_empty_misplaced", facts, says, made.placed([first, second]))


@case
def signature_and_key_of_another_input() -> Advised:
    tx, signers = _two("p2wpkh", (0, 1))
    first, second = (sign(tx) for sign in signers)
    wrong = tx.with_in(0, witness=second).with_in(1, witness=second)
    right = tx.with_in(0, witness=first).with_in(1, witness=second)
    facts: dict[str, int | str] = {"case": "belongs_there", "with_key": 1}
    return Advised(wrong, "other_input", facts, "are those of input 1, where they belong", right)


def _some_fit_nothing(bad: Sequence[int]) -> Advised:
    """One is of another type, others fit nothing at all."""
    made = spend("p2wsh-multisig", keys=4, required=4)
    signatures = _right(made)
    given = [
        made.signature(sha256(bytes([at])), KEYS[at]) if at in bad else each for at, each in enumerate(signatures)
    ]
    given[0] = given[0][:-1] + b"\3"
    facts: dict[str, int | str] = {"hash_type": 1}
    says = "Signature 1 is valid for a different message"
    return Advised(made.placed(given), "other_hash_type", facts, says, made.placed(signatures))


@case
def one_fits_nothing_besides() -> Advised:
    return _some_fit_nothing([1])


@case
def two_fit_nothing_besides() -> Advised:
    return _some_fit_nothing([1, 2])
