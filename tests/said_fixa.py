"""Runs on PSBTs that nothing is to be signed of, or that no signature helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from built_psbts import COIN, LEGACY, A, Coin, D, Paid, Whole, key_path, lock, public, sighash_type, signed, wpkh
from silent_psbts import silent
from test_psbt_signing import FREE, TAPROOT, high_s, over_a_leaf

from txexplain.model.transaction import MAX_MONEY
from txexplain.wire.cursor import sized
from txexplain.wire.keys import NOBODYS_KEY


def of_unsignable_psbts() -> Iterator[list[str]]:
    """Each as far as `sighash`, `verify` and the walkthrough have something of their own to say."""
    waiting, elsewhere = silent(script=b""), silent(script=key_path(D))
    hidden, _ = over_a_leaf(NOBODYS_KEY)
    wide = replace(COIN, entries=[*COIN.entries, sighash_type(0x101)])
    for coin in (FREE, wide, replace(hidden, entries=hidden.entries[:2])):
        yield ["sighash", Whole([coin]).raw.hex()]
    single = [COIN, replace(TAPROOT, entries=[*TAPROOT.entries, sighash_type(3)])]
    yield ["sighash", "--input", "1", Whole(single, [Paid(wpkh(D), value=190_000)]).raw.hex()]
    hindered = (signed(1, stated=0x83), high_s(), _unruled(), _locked())
    for raw in (waiting.raw, _signed(waiting), _signed(elsewhere), *hindered):
        yield from ([view, raw.hex()] for view in ("decode", "verify", "explain", "sighash"))
    yield ["decode", Whole([LEGACY]).raw.hex()]
    yield from _of_version_2()


def _of_version_2() -> Iterator[list[str]]:
    """Which Bitcoin Core does not read: to be finalized, to be extracted, and one that cannot be valid."""
    signature = Whole([COIN]).signature(A)
    final = (b"\x08", b"\2" + sized(signature[1]) + sized(public(A)))
    for entries in ([*COIN.entries, signature], [final]):
        yield ["explain", Whole([replace(COIN, entries=entries)], version=2).raw.hex()]
    yield ["decode", Whole([replace(COIN, value=MAX_MONEY + 1)], version=2).raw.hex()]


def _signed(whole: Whole) -> bytes:
    first = whole.coins[0]
    return replace(whole, coins=[replace(first, entries=[*first.entries, whole.signature(A)])]).raw


def _locked() -> bytes:
    return Whole([lock("CHECKLOCKTIMEVERIFY", 800_000)], lock_time=799_999).raw


def _unruled() -> bytes:
    return Whole([Coin(FREE.script, [(b"\x02" + public(A), bytes.fromhex("300602010102010101"))])]).raw
