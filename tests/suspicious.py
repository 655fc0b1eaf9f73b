"""PSBTs that a signer should mistrust, each for one reason."""

from __future__ import annotations

from dataclasses import replace

from built_psbts import (
    ACCOUNT,
    COIN,
    FINAL,
    LEGACY,
    A,
    B,
    Coin,
    D,
    Paid,
    Whole,
    flipped,
    from_,
    from_xpub,
    in_witness,
    key_path,
    lock,
    multisig,
    number,
    of_leaf,
    public,
    sighash_type,
    signed,
    to_,
    wpkh,
    xpub,
)
from spends.keys import Key
from spends.scripts import OP, push

from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness
from txexplain.wire.transaction import decode

_TIME = 1_700_000_000
_SECONDS = 1 << 22  # of a relative lock that counts units of 512 seconds


def _amounts() -> dict[str, bytes]:
    lying = Coin(wpkh(A), claimed=True)
    raw = Whole([lying]).raw
    claimed, other = Coin(wpkh(A), claimed=True, proved=False), Coin(wpkh(B), claimed=True, proved=False)
    in_version_2 = Whole([lying], version=2).raw
    txid = decode(lying.parent(0)).txid
    vout = b"\x01\x0f\x04" + number(0)
    return {
        "amount_unknown": Whole([Coin(wpkh(A), proved=False)]).raw,
        "amounts_disagree": raw.replace(b"\x01\x01" + bytes([len(lying.output)]) + lying.output, _changed(lying, 0)),
        "scripts_disagree": raw.replace(b"\x01\x01" + bytes([len(lying.output)]) + lying.output, _changed(lying, 30)),
        "parent_differs": in_version_2.replace(txid, flipped(txid)),
        "parent_has_no_such_output": in_version_2.replace(vout, vout[:3] + number(7)),
        "claimed_amount_legacy": Whole([replace(LEGACY, claimed=True, proved=False)]).raw,
        "claimed_amount_signed": Whole([claimed]).raw,
        "claimed_amount": Whole([claimed, other], [Paid(wpkh(D), value=190_000)]).raw,
        "claimed_amount (taproot)": Whole([_anyone(A), _anyone(B)], [Paid(wpkh(D), value=190_000)]).raw,
        "fee_negative": Whole([COIN], [Paid(wpkh(D), value=100_001)]).raw,
        "fee_rate_absurd": Whole([replace(COIN, value=10_000_000)]).raw,
        "fee_above_outputs": Whole([COIN], [Paid(wpkh(D), value=49_999)]).raw,
    }


def _anyone(key: Key) -> Coin:
    """In taproot, claimed, to be signed for its own amount alone."""
    return Coin(key_path(key), [(b"\x17", key.x_only), sighash_type(0x81)], claimed=True, proved=False)


def _changed(coin: Coin, at: int) -> bytes:
    output = bytearray(coin.output)
    output[at] ^= 1
    return b"\x01\x01" + sized(bytes(output))


def _scripts() -> dict[str, bytes]:
    script, other = push(public(A)) + OP["CHECKSIG"], push(public(B)) + OP["CHECKSIG"]
    nested = pay_to_script_hash(hash160(in_witness(script)))
    leaf = push(B.x_only) + OP["CHECKSIG"]
    taproot, block = of_leaf(leaf)
    wrong_block = bytes([block[0] ^ 1]) + block[1:]
    return {
        "redeem_script_differs": Whole([Coin(pay_to_script_hash(hash160(script)), [(b"\x04", other)])]).raw,
        "redeem_script_unasked": Whole([replace(COIN, entries=[(b"\x04", other)])]).raw,
        "witness_script_differs": Whole([Coin(in_witness(script), [(b"\x05", other)])]).raw,
        "witness_script_unasked": Whole([replace(COIN, entries=[(b"\x05", other)])]).raw,
        "nested_witness_script_differs": Whole([Coin(nested, [(b"\x05", other)])]).raw,
        "key_not_in_script": Whole([COIN], [Paid(wpkh(D), [to_(B, 1, 0)])]).raw,
        "internal_key_differs": Whole([Coin(taproot, [(b"\x17", A.x_only), (b"\x18", bytes(32))])]).raw,
        "internal_key_alone_differs": Whole([COIN], [Paid(taproot, [(b"\x05", A.x_only)])]).raw,
        "internal_key_unasked": Whole([COIN], [Paid(wpkh(A), [(b"\x05", A.x_only)])]).raw,
        "leaf_differs": Whole([Coin(taproot, [(b"\x15" + wrong_block, leaf + b"\xc0")])]).raw,
    }


def _origins() -> dict[str, bytes]:
    twice = [xpub(*ACCOUNT), xpub(*ACCOUNT)]
    other = bytearray(twice[1][0])
    other[14] ^= 1
    return {
        "xpub_differs": from_xpub(of_change=(1, 1)).raw,
        "xpub_origin (depth)": from_xpub(stated=xpub(*ACCOUNT, depth=2)).raw,
        "xpub_origin (fingerprint)": from_xpub(stated=xpub(ACCOUNT[0])).raw,
        "xpub_origin (child)": from_xpub(stated=xpub(*ACCOUNT, last=1)).raw,
        "xpub_origin (twice)": replace(from_xpub(), entries=[twice[0], (bytes(other), twice[1][1])]).raw,
        "no_fingerprint": Whole([replace(COIN, entries=[from_(A, 0, 0, fingerprint="00000000")])]).raw,
    }


def _signatures() -> dict[str, bytes]:
    whole = Whole([COIN])
    key, value = whole.signature(A)
    spoilt = value[:-2] + bytes([value[-2] ^ 1]) + value[-1:]
    taproot = key_path(A)
    two = [replace(COIN, entries=[]), Coin(wpkh(B))]
    legacy = [replace(LEGACY, entries=[]), replace(LEGACY, entries=[sighash_type(3)])]
    trees = [COIN, Coin(taproot, [sighash_type(3)])]
    paid = [Paid(wpkh(D), value=190_000)]
    free = {f"sighash_signed ({code:02x})": signed(code) for code in (2, 3, 0x81, 0x82, 0x83)}
    witness = bytes([2, len(value)]) + value + bytes([33]) + public(A)
    return {
        **free,
        "sighash_stated": Whole([replace(COIN, entries=[sighash_type(0x82)])]).raw,
        "sighash_undefined": Whole([replace(COIN, entries=[sighash_type(0x41)])]).raw,
        "sighash_undefined (taproot)": Whole([Coin(taproot, [sighash_type(0x41)])]).raw,
        "sighash_undefined (wide)": Whole([replace(COIN, entries=[sighash_type(0x101)])]).raw,
        "sighash_differs": signed(1, stated=0x83),
        "single_without_output (legacy)": Whole(legacy, paid).raw,
        "single_without_output (witness_v0)": Whole([two[0], replace(two[1], entries=[sighash_type(3)])], paid).raw,
        "single_without_output (taproot)": Whole(trees, paid).raw,
        "single_without_output (unknown)": Whole([legacy[0], replace(legacy[1], proved=False)], paid).raw,
        "signature_invalid": Whole([replace(COIN, entries=[(key, spoilt)])]).raw,
        "signature_invalid (final)": Whole([_final_of_two(spoilt)]).raw,
        "signature_not_asked_for": Whole([replace(COIN, entries=[(b"\x13", bytes(64))])]).raw,
        "final_scripts_invalid": Whole([replace(COIN, entries=[(b"\x08", witness.replace(value, spoilt))])]).raw,
    }


def _final_of_two(signature: bytes) -> Coin:
    script = multisig(A, B, required=1)
    items = (b"", signature, script)
    return Coin(in_witness(script), [(b"\x08", compact_size(len(items)) + b"".join(map(sized, items)))])


def _timelocks() -> dict[str, bytes]:
    return {
        "lock_time_not_met": Whole([lock("CHECKLOCKTIMEVERIFY", 800_000)], lock_time=799_999).raw,
        "lock_time_off": Whole(
            [replace(lock("CHECKLOCKTIMEVERIFY", 800_000), sequence=FINAL)], lock_time=800_000
        ).raw,
        "lock_time_kind (height)": Whole([lock("CHECKLOCKTIMEVERIFY", 800_000)], lock_time=_TIME).raw,
        "lock_time_kind (time)": Whole([lock("CHECKLOCKTIMEVERIFY", _TIME)], lock_time=800_000).raw,
        "lock_times_disagree": Whole(
            [_requiring(COIN, b"\x12", 800_000), _requiring(Coin(wpkh(B)), b"\x11", _TIME)],
            [Paid(wpkh(D), value=190_000)],
            version=2,
        ).raw,
        "sequence_version": Whole([_aged(144, 144)], tx_version=1).raw,
        "sequence_off": Whole([_aged(144, 0xFFFFFFFD)]).raw,
        "sequence_kind (blocks)": Whole([_aged(144, 144 | _SECONDS)]).raw,
        "sequence_kind (seconds)": Whole([_aged(144 | _SECONDS, 144)]).raw,
        "lock_time_not_met (only leaf)": Whole([lock_in_leaf(NOBODYS_KEY)], lock_time=799_999).raw,
        "sequence_not_met": Whole([replace(lock("CHECKSEQUENCEVERIFY", 144), sequence=143)]).raw,
    }


def _aged(wanted: int, sequence: int) -> Coin:
    return replace(lock("CHECKSEQUENCEVERIFY", wanted), sequence=sequence)


def _requiring(coin: Coin, kind: bytes, lock_time: int) -> Coin:
    return replace(coin, entries=[*coin.entries, (kind, number(lock_time))])


def lock_in_leaf(internal_key: bytes) -> Coin:
    """In the only leaf."""
    script = lock("CHECKLOCKTIMEVERIFY", 800_000).entries[0][1]
    found = tweaked_key(internal_key, leaf_hash(0xC0, script))
    assert found is not None
    block = bytes([0xC0 | found[1]]) + internal_key
    return Coin(pay_to_witness(1, found[0]), [(b"\x15" + block, script + b"\xc0")])


def _preimages() -> dict[str, bytes]:
    kinds = {"ripemd160": (10, 20), "sha256": (11, 32), "hash160": (12, 20), "hash256": (13, 32)}
    return {
        f"preimage_differs ({name})": Whole(
            [replace(COIN, entries=[*COIN.entries, (bytes([kind]) + bytes(size), b"preimage")])]
        ).raw
        for name, (kind, size) in kinds.items()
    }


def cases() -> dict[str, bytes]:
    """PSBTs by the caution that there is about them, and, in brackets, which of several of the kind."""
    return {
        **_amounts(),
        "spent_twice": _spent_twice(),
        **_scripts(),
        **_origins(),
        **_signatures(),
        **_timelocks(),
        **_preimages(),
    }


def _spent_twice() -> bytes:
    """The txid of the second input made that of the first; the PSBT is of version 2, where it stands by itself."""
    whole = Whole([Coin(wpkh(A), claimed=True, proved=False)] * 2, [Paid(wpkh(D), value=190_000)], version=2)
    first, second = (decode(coin.parent(place)).txid for place, coin in enumerate(whole.coins))
    return whole.raw.replace(second, first)
