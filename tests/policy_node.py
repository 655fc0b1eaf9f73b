"""A node on regtest that makes the coins of policy's cases and is asked whether it would take what spends them.

    TXEXPLAIN_TEST_NODE=/path/to/bitcoind python tests/policy_node.py 20000 SEED
    TXEXPLAIN_TEST_NODE=/path/to/bitcoind python tests/policy_node.py 2000 SEED borders

prints how many agree, by reason; the second asks those of `policy_borders`. Coins are mined into blocks, where no
policy holds: so they can have any script.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from nodes import BITCOIND, Regtest, started
from policy_borders import Border, border, spend_border
from policy_cases import OPEN, TRUE, WAITED, Coin, Plan, plan, spend
from policy_rows import Said, ours, said
from spends.draft import Draft, Vin

from txexplain.model.policy import PolicySettings, Tip
from txexplain.model.report import Report, SpentOutput
from txexplain.policy import relay_policy
from txexplain.verify import verify
from txexplain.wire.transaction import decode

OPTIONS = ("-acceptnonstdtxn=0", "-persistmempool=0", "-checkmempool=0", "-maxmempool=50", "-datacarrier=1")
PER_BLOCK = 250
PER_BLOCK_OF_BORDERS = 4  # whose coins have as many signature checks as a block can
_FINAL = 0xFFFFFFFF
_MATURE = 110
_FEE = 1_000
_TIME = 600


class Answer(NamedTuple):
    """What the node and policy here say of the same transaction."""

    what: str
    raw: bytes
    node: Said
    here: Said


class Bank:
    """Mines the coins that are wanted. `purse` is what is left, an output that anybody can spend."""

    def __init__(self, node: Regtest) -> None:
        self.node = node
        self.time = int(node.call("getblockheader", node.call("getbestblockhash"))["time"])
        self.output = node.call("getdescriptorinfo", f"raw({OPEN.hex()})")["descriptor"]
        self.height = 0
        self.mine(_MATURE)
        self.emptied = 0
        self.purse = self.filled_purse()

    def filled_purse(self) -> tuple[bytes, int]:
        """The coinbase of the next block from the first on."""
        self.emptied += 1
        coinbase = self.node.call("getblock", self.node.call("getblockhash", self.emptied), 2)["tx"][0]
        return bytes.fromhex(coinbase["txid"])[::-1] + bytes(4), 50 * 10**8

    def mine(self, blocks: int, raw: str = "") -> None:
        for _ in range(blocks):
            self.time += _TIME
            self.node.call("setmocktime", self.time)
            self.node.call("generateblock", self.output, [raw] if raw else [])
            self.height += 1

    def tip(self) -> Tip:
        header = self.node.call("getblockheader", self.node.call("getbestblockhash"))
        return Tip(header["height"], header["mediantime"])

    def made(self, plans: Sequence[Plan | Border]) -> list[list[Coin]]:
        """The coins of each, in a block of their own, with a few behind it."""
        before = self.tip()
        wanted = [coin for each in plans for coin in each.coins]
        needed = sum(value for value, _ in wanted) + _FEE
        if self.purse[1] < needed:
            self.purse = self.filled_purse()
        outpoint, amount = self.purse
        rest = amount - needed
        draft = Draft(2, [Vin(outpoint, _FINAL, witness=[TRUE])], [*wanted, (rest, OPEN)], 0, [], 0)
        self.mine(1, draft.raw().hex())
        txid = decode(draft.raw()).txid
        self.purse = txid + len(wanted).to_bytes(4, "little"), rest
        height = before.height + 1
        self.mine(WAITED)
        coins = [
            Coin(txid + place.to_bytes(4, "little"), SpentOutput(value, script, height, False, before.median_time))
            for place, (value, script) in enumerate(wanted)
        ]
        return [[coins.pop(0) for _ in each.coins] for each in plans]


def answers(folder: Path, count: int, seed: int = 1, *, borders: bool = False) -> Iterator[Answer]:
    """Each case, asked of a node that is started in that folder."""
    step = PER_BLOCK_OF_BORDERS if borders else PER_BLOCK
    with started(folder, *OPTIONS) as node:
        node.codes_until_ready()
        bank = Bank(node)
        for start in range(0, count, step):
            coming = bank.tip()._replace(height=bank.height + 1 + WAITED)
            planned = border if borders else plan
            numbers = range(start, min(start + step, count))
            plans = [made for number in numbers if (made := planned(seed, number, coming))]
            cases = [(made.what, _spent(made, coins)) for made, coins in zip(plans, bank.made(plans), strict=True)]
            yield from _asked(node, bank.tip(), [(what, report) for what, report in cases if report])


def _spent(made: Plan | Border, coins: list[Coin]) -> Report | None:
    return spend_border(made, coins) if isinstance(made, Border) else spend(made, coins)


def _asked(node: Regtest, tip: Tip, cases: list[tuple[str, Report]]) -> Iterator[Answer]:
    for what, report in cases:
        raw = report.tx.raw
        result: list[dict[str, Any]] = node.call("testmempoolaccept", [raw.hex()], 0)
        policy = relay_policy(report, verify(report), PolicySettings(tip=tip))
        yield Answer(what, raw, said(result[0]), ours(policy))


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 2_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    borders = arguments[2:] == ["borders"]
    if not BITCOIND:
        print(__doc__)
        return 2
    counts: Counter[str] = Counter()
    different = 0
    with TemporaryDirectory() as folder:
        for answer in answers(Path(folder) / "node", count, seed, borders=borders):
            counts[_in_words(answer)] += 1
            if counts.total() % 1_000 == 0:
                print(f"{counts.total()} asked, {different} told otherwise", flush=True)
            if answer.node != answer.here:
                different += 1
                print(answer.what, answer.node, answer.here, answer.raw.hex()[:3_000], sep="\n  ", flush=True)
    for name, number in counts.most_common():
        print(f"{number:6} {name}")
    print(f"{counts.total()} transactions, {different} told otherwise")
    return bool(different)


def _in_words(answer: Answer) -> str:
    """The reason; of inputs and of version 3, which have several, the detail too, without numbers."""
    _, name, detail = answer.node
    of_many = name in ("bad-txns-nonstandard-inputs", "TRUC-violation")
    return f"{name}: {re.sub('[0-9a-f]{64}|[0-9]+', 'N', detail)}" if of_many else name or "allowed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
