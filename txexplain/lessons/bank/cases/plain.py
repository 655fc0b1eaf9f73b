"""Cases of numbers that are taken from no example."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case, Figures

_TRANSACTIONS = (3, 6, 7, 12, 30, 60, 100, 250, 500, 1_000, 3_000, 4_000)
_DEPTHS = range(1, 9)
_MULTISIG = ((1, 2), (2, 2), (2, 4), (3, 4), (3, 5), (2, 5), (4, 5), (4, 6), (5, 7))
_SIGNED = ((3, 5, 1), (3, 5, 2), (4, 6, 1), (4, 6, 3), (5, 7, 2), (3, 4, 1), (2, 4, 1), (5, 7, 3))
_CHANNELS = (
    (1_000_000, 250_000, 40_000),
    (500_000, 120_000, 45_000),
    (2_000_000, 700_000, 150_000),
    (800_000, 90_000, 30_000),
    (300_000, 110_000, 25_000),
    (1_500_000, 600_000, 350_000),
    (900_000, 410_000, 5_000),
    (250_000, 60_000, 12_500),
    (4_000_000, 1_250_000, 800_000),
)
_HOPS = (
    (820_100, 40, 1),
    (820_100, 40, 2),
    (835_000, 34, 2),
    (840_020, 80, 1),
    (850_400, 72, 3),
    (861_000, 18, 2),
    (872_300, 40, 3),
    (880_010, 144, 1),
    (899_900, 34, 4),
)
_SIGNERS = (  # of so many keys, which ones signed
    (3, (1, 2)),
    (3, (1, 3)),
    (3, (2, 3)),
    (4, (1, 4)),
    (4, (2, 3)),
    (4, (3, 4)),
    (5, (1, 3)),
    (5, (3, 5)),
    (5, (1, 2, 4)),
    (5, (2, 4, 5)),
    (5, (3, 4, 5)),
)
_FALSE_ITEMS = ("`00`", "`0000`", "empty", "`80`")
_TRUE_ITEMS = ("`01`", "`0100`", "`ff`", "`0001`", "`10`")


def _transactions() -> Iterator[Case]:
    for transactions in _TRANSACTIONS:
        levels = [transactions]
        while levels[-1] > 1:
            levels.append(-(-levels[-1] // 2))
        path = " → ".join(f"{level:,}" for level in levels)
        yield Case({"transactions": transactions, "levels": path, "count": len(levels) - 1}, (transactions,))


def _depths() -> Iterator[Case]:
    for depth in _DEPTHS:
        yield Case({"depth": depth}, (depth,))


def _control_blocks() -> Iterator[Case]:
    for depth in (0, *_DEPTHS):
        size = 33 + 32 * depth
        yield Case({"size": size}, (size,))


def _shares() -> Iterator[Case]:
    for required, total in _MULTISIG:
        yield Case({"required": required, "total": total}, (required, total))


def _multisig_bytes() -> Iterator[Case]:
    """Misread as hex digits, and with the last opcode counted as a key."""
    for required, total in _MULTISIG:
        choices = f"{required}-of-{total}", f"5{required}-of-5{total}", f"{required}-of-{total + 1}"
        figures: Figures = {"required": required, "total": total, "start": f"5{required}", "end": f"5{total}ae"}
        yield Case(figures, choices=choices)


def _signed() -> Iterator[Case]:
    for required, total, signed in _SIGNED:
        yield Case({"required": required, "total": total, "signed": signed}, (required, signed))


def _signers() -> Iterator[Case]:
    """By the keys that signed, counted from 1; never all, which would ask nothing."""
    for total, signers in _SIGNERS:
        keys = tuple(map(str, signers))
        yield Case({"required": len(signers), "total": total, "signers": keys}, (total, signers[0]))


def _key_prefixes() -> Iterator[Case]:
    for prefix in (2, 3, 4):
        yield Case({"prefix": f"{prefix:02x}"}, (prefix,))


def _channels() -> Iterator[Case]:
    for start, paid, received in _CHANNELS:
        yield Case({"start": start, "paid": paid, "received": received}, (start, paid, received))


def _hops() -> Iterator[Case]:
    for last, delta, hops in _HOPS:
        yield Case({"last": last, "delta": delta, "hops": hops}, (last, delta, hops))


def _false_item() -> Iterator[Case]:
    for at, item in enumerate(_FALSE_ITEMS[:3]):
        yield Case({"end": "fails"}, choices=(item, *_TRUE_ITEMS[at : at + 3]))
    for at, item in enumerate(_TRUE_ITEMS):
        others = [each for each in _FALSE_ITEMS if each != _FALSE_ITEMS[at % len(_FALSE_ITEMS)]]
        yield Case({"end": "succeeds"}, choices=(item, *others))


PLAIN: dict[str, Callable[[], Iterator[Case]]] = {
    "transactions": _transactions,
    "depths": _depths,
    "control_blocks": _control_blocks,
    "shares": _shares,
    "multisig_bytes": _multisig_bytes,
    "signed": _signed,
    "signers": _signers,
    "key_prefixes": _key_prefixes,
    "channels": _channels,
    "hops": _hops,
    "false_item": _false_item,
}
