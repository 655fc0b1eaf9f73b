"""Whether what a diagnosis claims is so: each clue that fits is proven anew, by hand, from the bytes on screen."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from by_hand import Message, ecdsa_valid, hash256, schnorr_valid, sha256, sized, tagged
from spends_by_hand import Made, Spend

from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis

_TAGGED = ("bip341", "bip342")
_OF_FORM = {"no_hash_type_byte", "length_in_signature", "hash_type_written_long", "compact", "not_strict_der"}
_WITHOUT_NUMBERS = {
    *("numbers_swapped", "numbers_reversed", "numbers_swapped_and_reversed", "signature_and_key_swapped"),
    *("nonce_of_odd_y", "key_of_odd_y", "items_in_text"),
}
_OTHER_DIGESTS = {"hashed_once", "digest_reversed", "digest_hashed_again", "hashed_as_text", "hashed_untagged"}


def prove(spend: Spend | None, made: Made, found: InputDiagnosis) -> int:
    """Proves every clue that fits; how many there are. Fails where one is not so.

    Without the spend that was meant the messages are not made anew.
    """
    proven = 0
    for each in found.signatures:
        for clue in each.clues:
            if clue.fits:
                brought = _items(made) if clue.key == "signature_and_key_swapped" else [each.signature]
                assert any(_valid(item, clue) for item in brought), clue
                _shown(each, clue)
                if spend is not None:
                    _message(spend, made, clue)
                proven += 1
    pushed = _items(made)
    for clue in found.whole:
        if clue.fits and clue.public_key:
            assert any(_valid(item, clue) for item in pushed), clue
            if spend is not None:
                _message(spend, made, clue)
            proven += 1
    return proven


def _shown(found: SignatureDiagnosis, clue: Clue) -> None:
    """r and s as they are shown are a signature by that key over that digest; some forms show none."""
    if clue.key in _WITHOUT_NUMBERS:
        return
    assert found.numbers, clue
    r, s = found.numbers
    key = clue.public_key
    if len(key) == 32:
        plain = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert schnorr_valid(plain, key, clue.digest, 0), clue
    else:
        assert ecdsa_valid(r, s, key, clue.digest), clue
    if clue.key in _OF_FORM:
        assert found.asked, clue
        assert found.asked.digest == clue.digest, clue


def _items(made: Made) -> list[bytes]:
    """Everything that the input brings, and what stands behind a push in its script."""
    own = made.tx.ins[made.index]
    found, script = list(own.witness), own.script_sig
    while script:
        size, start = script[0], 1
        if size in (0x4C, 0x4D):
            start = 2 if size == 0x4C else 3
            size = int.from_bytes(script[1:start], "little")
        found.append(script[start : start + size])
        script = script[start + size :]
    return found


def _valid(signature: bytes, clue: Clue) -> bool:
    """Whether the bytes, read in some way, are a signature by that key over that digest."""
    if any(ecdsa_valid(r, s, key, clue.digest) for r, s in _numbers(signature) for key in _whole(clue.public_key)):
        return True
    key = clue.public_key if len(clue.public_key) == 32 else clue.public_key[1:33]
    parities = (0, 1) if clue.key in ("nonce_of_odd_y", "key_of_odd_y") else (0,)
    if clue.key == "nonce_of_odd_y":
        return _odd_nonce(signature, key, clue.digest)
    return any(schnorr_valid(each, key, clue.digest, parity) for each in _schnorr(signature) for parity in parities)


def _odd_nonce(signature: bytes, key: bytes, digest: bytes) -> bool:
    from by_hand import N, lift
    from ecdsa.ecdsa import generator_secp256k1

    point = lift(key)
    e = int.from_bytes(tagged("BIP0340/challenge", signature[:32] + key + digest), "big") % N
    total = generator_secp256k1 * int.from_bytes(signature[32:64], "big") + point * (N - e)
    return int(total.x()) == int.from_bytes(signature[:32], "big") and int(total.y()) & 1 == 1


def _whole(key: bytes) -> list[bytes]:
    return [key] if len(key) != 32 else [b"\2" + key, b"\3" + key]


def _texts(data: bytes) -> Iterator[bytes]:
    yield data
    yield data[1:]
    for read in (lambda: bytes.fromhex(data.decode()), lambda: base64.b64decode(data, validate=True)):
        try:
            yield read()
        except ValueError:
            continue


def _numbers(signature: bytes) -> Iterator[tuple[int, int]]:
    for data in _texts(signature):
        for one, other in _pairs(data):
            turned = [int.from_bytes(one[::-1].ljust(32, b"\0")[-32:], "big") for one in (one, other)]
            r, s = int.from_bytes(one, "big"), int.from_bytes(other, "big")
            yield from ((r, s), (s, r))
            r, s = (int.from_bytes(n.to_bytes(32, "big"), "little") if n < 1 << 256 else 0 for n in (r, s))
            yield from ((r, s), (s, r))
            yield (turned[0], turned[1])


def _pairs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """r and s as 32 bytes each, or as DER has them, be it strict or not."""
    if data[:1] == b"\x30" and len(data) > 8:
        place = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
        found = []
        for _ in range(2):
            if place + 2 > len(data):  # bytes that only begin as DER does
                break
            size, place = data[place + 1], place + 2
            if size & 0x80:
                width = size & 0x7F
                size, place = int.from_bytes(data[place : place + width], "big"), place + width
            found.append(data[place : place + size])
            place += size
        if len(found) == 2:
            yield found[0], found[1]
    for start in (0, 1):
        yield data[start : start + 32], data[start + 32 : start + 64]


def _schnorr(signature: bytes) -> Iterator[bytes]:
    for data in _texts(signature):
        one, other = data[:32], data[32:64]
        if len(other) == 32:
            yield from (one + other, other + one, one[::-1] + other[::-1], other[::-1] + one[::-1])


# The message that is named


def _message(spend: Spend, made: Made, clue: Clue) -> None:
    """Its digest is the hash of the bytes on screen, and these are what the clue's key says."""
    right = _right(spend, made, clue)
    if clue.sighash is None:
        assert clue.digest == right.digest, clue
        return
    message = clue.sighash.message
    hashed = tagged("TapSighash", message) if clue.sighash.algorithm in _TAGGED else hash256(message)
    if clue.sighash.quirk:
        hashed = b"\1" + bytes(31)
    assert clue.sighash.digest == hashed, clue
    if clue.key in _OTHER_DIGESTS:
        assert clue.digest in _digests(message, hashed), clue
    elif "also" not in clue.facts:
        assert clue.digest == hashed, clue
    change = _CHANGES.get(clue.key)
    if change and "also" not in clue.facts and not clue.sighash.quirk:
        assert change(right, clue).bytes == message, clue


def _right(spend: Spend, made: Made, clue: Clue) -> Message:
    """The message as it should be, of the transaction as it is, with the hash type that the clue is about."""
    found = spend.message.changed(tx=made.tx, index=made.index)
    read = clue.facts.get("written", spend.hash_type) if "reading" in clue.facts else spend.hash_type
    hash_type = clue.facts.get("hash_type", read)
    return found.changed(hash_type=hash_type) if isinstance(hash_type, int) else found


def _digests(message: bytes, digest: bytes) -> list[bytes]:
    texts = (message.hex(), digest.hex(), digest[::-1].hex())
    hashed = [hash_(text.encode()) for text in texts for hash_ in (sha256, hash256)]
    again = [sha256(digest), hash256(digest), hashlib.sha1(digest).digest()]
    return [sha256(message), hash256(message), digest[::-1], *again, *hashed]


def _with_value(right: Message, clue: Clue) -> Message:
    return right.changed(tx=right.tx.with_in(right.index, value=clue.facts["value_sat"]))


def _without_output(right: Message, clue: Clue) -> Message:
    vout = clue.facts["vout"]
    outs = right.tx.outs[:vout] + right.tx.outs[vout + 1 :]
    return right.changed(tx=replace(right.tx, outs=outs))


def _outside(right: Message, algorithm: str) -> Message:
    """The message of before taproot: of the script inside, or else of the output script."""
    return right.changed(algorithm=algorithm, script_code=right.script_code or _own_script(right))


def _own_script(right: Message) -> bytes:
    return right.tx.ins[right.index].script


_CHANGES: dict[str, Callable[[Message, Clue], Message]] = {
    "multisig_fits": lambda right, clue: right,
    "multisig_too_many": lambda right, clue: right,
    "multisig_same_key": lambda right, clue: right,
    "no_hash_type_byte": lambda right, clue: right,
    "compact": lambda right, clue: right,
    "not_strict_der": lambda right, clue: right,
    "signature_in_text": lambda right, clue: right,
    "numbers_swapped": lambda right, clue: right,
    "numbers_reversed": lambda right, clue: right,
    "for_key_brought": lambda right, clue: right,
    "for_key_in_other_form": lambda right, clue: right,
    "signature_and_key_swapped": lambda right, clue: right,
    "nonce_of_odd_y": lambda right, clue: right,
    "default_written": lambda right, clue: right,
    "no_hash_type": lambda right, clue: right.changed(type_bytes=b""),
    "hash_type_one_byte": lambda right, clue: right.changed(type_bytes=bytes([right.hash_type])),
    "hash_type_reversed": lambda right, clue: right.changed(type_bytes=right.hash_type.to_bytes(4, "big")),
    "other_hash_type": lambda right, clue: right,
    "hash_type_all_for_default": lambda right, clue: right.changed(hash_type=1),
    "hash_type_default_for_all": lambda right, clue: right.changed(hash_type=0),
    "legacy_message": lambda right, clue: _outside(right, "legacy"),
    "witness_v0_message": lambda right, clue: _outside(right, "bip143"),
    "output_script": lambda right, clue: right.changed(script_code=_own_script(right)),
    "script_code_empty": lambda right, clue: right.changed(script_code=b""),
    "script_code_without_length": lambda right, clue: right.changed(script_field=right.script_code),
    "script_code_with_length": lambda right, clue: right.changed(script_code=sized(right.script_code)),
    "other_amount": _with_value,
    "output_missing": _without_output,
    "key_path_message": lambda right, clue: right.changed(leaf=None),
    "annex_left_out": lambda right, clue: right.changed(annex=None),
    "annex_added": lambda right, clue: right.changed(annex=b"\x50"),
}
