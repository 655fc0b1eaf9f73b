"""Transactions at limits that chance hardly meets: signature checks by BIP54, sizes, and many faults at once.

Each is made before its coins exist, as the plans of `policy_cases` are. Nothing is signed: where a limit is kept, the
answer is the next reason, or that the scripts, which need no key, are met.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from policy_cases import OPEN, TRUE, Coin
from spends.draft import Draft, Vin

from txexplain.analyse import analyse
from txexplain.model.policy import Tip
from txexplain.model.report import Report
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness
from txexplain.wire.script import push

LEGACY_SIGOPS, TRUC_VB, BASE_BYTES = 2_500, 10_000, 1_000_000
_CHECKSIG, _MULTISIG = b"\xac", b"\xae"
_KEY = b"\x02" + bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
_FINAL, _RICH = 0xFFFFFFFF, 200_000
_PAY = pay_to_witness(0, bytes(20))

Write = Callable[[list[Coin]], Draft]


class Border(NamedTuple):
    """Amounts and scripts of the coins that are yet to be made, and what spends them once they are."""

    what: str
    coins: list[tuple[int, bytes]]
    write: Write


def border(seed: int, number: int, tip: Tip) -> Border:
    rng = random.Random(f"borders {seed}/{number}")
    kinds = (_bip54, _bip54, _bip54, _many_faults, _many_faults, _many_faults, _many_faults, _truc, _truc)
    return _oversize(rng) if number % 150 == 7 else rng.choice(kinds)(rng)


def spend_border(made: Border, coins: list[Coin]) -> Report:
    """With these coins, which an input more than once can name."""
    draft = made.write(coins)
    by_outpoint = {coin.outpoint: coin.output for coin in coins}
    return analyse(draft.raw(), [by_outpoint[vin.outpoint] for vin in draft.inputs])


def _skipped(checks: bytes) -> bytes:
    """A script that never comes to these, and is met."""
    return b"\x00\x63" + checks + b"\x68\x51"


def _checks(rng: random.Random, sigops: int) -> bytes:
    """That many by the count of BIP54, in the forms that it knows."""
    script = b""
    while sigops:
        keys = rng.choice((1, 1, 2, 3, 15, 16, 20, 20))
        if keys == 1 or keys > sigops:
            script, sigops = script + rng.choice((_CHECKSIG, b"\xad")), sigops - 1
        else:
            number = bytes([0x50 + keys]) if keys <= 16 else rng.choice((b"\x00", b"\x01\x03", b"\x61", b"\x4f"))
            script, sigops = script + number + rng.choice((_MULTISIG, b"\xaf")), sigops - keys
    return script


def _bip54(rng: random.Random) -> Border:
    """In redeem scripts of 15 at most, in output scripts of any form, in witness scripts, which do not count."""
    left = LEGACY_SIGOPS + rng.choice((-1, 0, 0, 1, 1, 2, 19))
    forms = rng.choice((("p2sh",), ("p2sh",), ("bare",), ("p2sh", "bare"), ("p2sh", "p2ms")))
    coins: list[tuple[int, bytes]] = []
    inputs: list[tuple[bytes, list[bytes]]] = []
    if rng.random() < 0.3:
        script = _skipped(_CHECKSIG * 30)
        coins.append((1_000, pay_to_witness(0, sha256(script))))
        inputs.append((b"", [script]))
    while left:
        form = rng.choice(forms)
        sigops = min(left, {"p2sh": 15, "bare": rng.choice((1, 700, 2_000)), "p2ms": 3}[form])
        if form == "p2sh":
            redeem = _skipped(_checks(rng, sigops))
            coins.append((1_000, pay_to_script_hash(hash160(redeem))))
            inputs.append((push(redeem), []))
        elif form == "p2ms" and sigops == 3:
            coins.append((1_000, b"\x51" + push(_KEY) * 3 + b"\x53\xae"))
            inputs.append((b"\x00\x00", []))
        else:
            coins.append((1_000, _skipped(_checks(rng, sigops))))
            inputs.append((b"", []))
        left -= sigops

    def write(made: list[Coin]) -> Draft:
        vins = [Vin(coin.outpoint, _FINAL, sig, items) for coin, (sig, items) in zip(made, inputs, strict=True)]
        return Draft(2, vins, [(5_000, _PAY)], 0, [], 0)

    return Border(f"bip54 {'+'.join(forms)}", coins, write)


def _truc(rng: random.Random) -> Border:
    """Of version 3, as large by weight or by signature checks as it can be, or one more."""
    over = rng.choice((-1, 0, 0, 1, 1, 40))
    by_sigops = rng.random() < 0.4

    def write(made: list[Coin]) -> Draft:
        outputs = [(1_000, b"\x51" + push(_KEY) + b"\x51\xae")] * (25 + (over > 0)) if by_sigops else []
        draft = Draft(3, [Vin(made[0].outpoint, _FINAL, b"", [TRUE])], [*outputs, (1_000, _PAY)], 0, [], 0)
        if not by_sigops:
            _pad(draft, 4 * (TRUC_VB + over) - 3 * rng.randrange(2), by_weight=True)
        return draft

    return Border("truc", [(_RICH, OPEN)], write)


def _oversize(rng: random.Random) -> Border:
    """Without its witness as large as a block, or one byte more."""
    over = rng.choice((-1, 0, 1, 1))

    def write(made: list[Coin]) -> Draft:
        draft = Draft(2, [Vin(made[0].outpoint, _FINAL, b"", [TRUE])], [(1_000, _PAY)], 0, [], 0)
        _pad(draft, BASE_BYTES + over, by_weight=False)
        return draft

    return Border("oversize", [(_RICH, OPEN)], write)


def _pad(draft: Draft, size: int, *, by_weight: bool) -> None:
    """Adds a data output so that the size is that, or as little less as can be."""

    def measured() -> int:
        tx = analyse(draft.raw()).tx
        return tx.weight_wu if by_weight else tx.base_size_bytes

    unit = 4 if by_weight else 1
    draft.outputs.append((0, b"\x6a" + push(bytes(size // unit - 300))))
    missing = (size - measured()) // unit
    draft.outputs[-1] = (0, b"\x6a" + push(bytes(size // unit - 300 + missing)))


Fault = Callable[[random.Random, Draft], None]


def _of_vin(name: str, *values: object) -> Fault:
    return lambda rng, draft: setattr(rng.choice(draft.inputs), name, rng.choice(values))


def _add(*outputs: tuple[int, bytes]) -> Fault:
    return lambda rng, draft: draft.outputs.insert(rng.randrange(len(draft.outputs) + 1), rng.choice(outputs))


_FAULTS: tuple[Fault, ...] = (
    lambda rng, draft: setattr(draft, "version", rng.choice((0, 4, 0xFFFFFFFF))),
    lambda rng, draft: setattr(draft, "lock_time", rng.choice((499_999_999, 0xFFFFFFFF, 4_000_000_000))),
    lambda rng, draft: draft.outputs.clear() if rng.random() < 0.2 else None,
    lambda rng, draft: draft.inputs.append(draft.inputs[0]) if rng.random() < 0.2 else None,
    _of_vin("sequence", 65_000, 0, 1 << 22 | 60_000, 0xFFFFFFFE),
    _of_vin("script_sig", b"\x61", b"\x51", push(bytes(520)) * 4, b"\x50", b"\x05\x01", b"\x00" * 1_651),
    _of_vin("witness", [], [b"\x01"], [bytes(81), TRUE], [b"\x51"] * 102, [bytes(3_601)], [TRUE, b"\x50"]),
    _add((1, _PAY), (0, _PAY), (293, _PAY), (294, _PAY)),
    _add((1, _PAY), (0, TRUE)),
    _add((1_000, TRUE), (1_000, b""), (0, b"\x6a\x61"), (1_000, b"\x53" + push(_KEY) * 4 + b"\x54\xae")),
    _add((0, b"\x6a" + push(bytes(60_000))), (0, b"\x6a")),
    _add((0, b"\x6a" + push(bytes(99_000)))),
    _add((21 * 10**14, _PAY), (21 * 10**14 + 1, _PAY), (-1, _PAY), (10**9, _PAY)),
    _add((1_000, _skipped(_MULTISIG * 210)), (1_000, b"\x51" + push(_KEY) + b"\x51\xae")),
)
_COINS = (
    OPEN,
    OPEN,
    TRUE,
    b"\x52\x02\x01\x01",
    b"\x51\x02\x4e\x73",
    b"\x51\x20" + _KEY[1:],
    b"\x76\xa9" + push(bytes(20)) + b"\x88\xac",
    pay_to_script_hash(hash160(TRUE)),
    pay_to_script_hash(hash160(b"")),
    pay_to_script_hash(hash160(_skipped(_CHECKSIG * 16))),
)


def _many_faults(rng: random.Random) -> Border:
    """Two to six faults in one."""
    coins = [(rng.choice((1_000, _RICH)), rng.choice(_COINS)) for _ in range(rng.choice((1, 2, 2, 3)))]
    faults = rng.sample(_FAULTS, rng.randrange(2, 7))
    redeems = (TRUE, b"", _skipped(_CHECKSIG * 16))
    pushed = [push(rng.choice(redeems)) if script[:1] == b"\xa9" else b"" for _, script in coins]

    def write(made: list[Coin]) -> Draft:
        vins = [
            Vin(coin.outpoint, _FINAL, sig, [TRUE] if script == OPEN else [])
            for coin, (_, script), sig in zip(made, coins, pushed, strict=True)
        ]
        draft = Draft(2, vins, [(900, _PAY)], 0, [], 0)
        for fault in faults:
            fault(rng, draft)
        return draft

    return Border("many faults", coins, write)
