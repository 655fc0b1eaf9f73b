"""Transactions that do not read, each with another fault: what the program says of them."""

from __future__ import annotations

from collections.abc import Iterator

from broken import spoilt, spoilt_in_all_outputs
from conftest import EXAMPLES

SPOILT = ("p2pkh", "p2wpkh", "p2sh-multisig", "taproot-key", "op-return", "bare-multisig")
RARE = ("size reversed", "size without prefix", "push missing in all")
DECRED = (
    "0100000001" + "11" * 32 + "00000000" + "00" + "ffffffff"
    "01" + "1027000000000000" + "0000" + "19" + "76a914" + "22" * 20 + "88ac" + "00000000" + "00000000"
    "01" + "2027000000000000" + "00000000" + "ffffffff" + "00"
)
ZCASH = (
    "0400008085202f89" + "01" + "11" * 32 + "00000000" + "00" + "ffffffff"
    "01" + "1027000000000000" + "19" + "76a914" + "22" * 20 + "88ac" + "00000000" + "00000000" + "00" * 11
)


def of_broken_transactions() -> Iterator[list[str]]:
    """Each fault once, and a transaction that is only cut."""
    for name in SPOILT:
        told: set[str] = set()
        for each in spoilt(EXAMPLES[name].raw):
            if each.fault not in told:
                told.add(each.fault)
                yield ["decode", each.raw.hex()]
    for name in ("all-types", *SPOILT):
        for each in (*spoilt(EXAMPLES[name].raw), *spoilt_in_all_outputs(EXAMPLES[name].raw)):
            if each.fault.startswith(RARE):
                yield ["decode", each.raw.hex()]
    raw = EXAMPLES["p2pkh"].raw
    yield ["decode", raw[:-3].hex()]
    yield ["decode", (raw + EXAMPLES["p2wpkh"].raw).hex()]
    yield ["decode", (b"\3\0\5\0" + raw[4:] + b"\2ab").hex()]
    yield ["decode", (EXAMPLES["first"].raw[:4] + b"\xfd\x01\0" + EXAMPLES["first"].raw[5:]).hex()]
    yield ["decode", DECRED]
    yield ["decode", ZCASH]
