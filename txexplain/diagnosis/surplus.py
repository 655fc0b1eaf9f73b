"""Items on top of the stack that the scripts take instead of those below, which are as they should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.crypto.checker import checkers
from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.budget import CURVE, Budget, Spent
from txexplain.model.bytes import ByteSlice
from txexplain.model.diagnosis import Clue
from txexplain.model.report import Facts, Report, SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import InputVerdict, Verdict
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.der import lax_der
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import can_sign
from txexplain.wire.script import instructions

_COST = 4 * CURVE  # of a run, in tries
_LONGEST_BYTES = 100_000  # of a transaction of which it is tried
_MOST = 2  # items that are taken away
_MOST_ITEMS = 20  # of what the input brings
_BEHIND = {"p2sh": 1, "p2wsh": 1, "p2sh-p2wsh": 1}  # what the items end with: the script


def on_top(
    report: Report, coins: Sequence[SpentOutput | None], spend: InputVerdict, found: Sequence[Attempt], budget: Budget
) -> tuple[Clue, ...]:
    """`items_on_top`: without that many items (`extra`) the input is valid; `case` `key`: that one is a key."""
    coin = coins[spend.vin]
    is_simple = len(found) == 1 and not found[0].is_multisig and found[0].opcode
    if coin is None or not is_simple or len(report.tx.raw) > _LONGEST_BYTES or not _may_be(found[0]):
        return ()
    for extra, (satisfaction, items) in enumerate(_shorter(report, spend), start=1):
        try:
            budget.take(4 * len(report.tx.raw), 0, _COST)
        except Spent:
            return ()
        run = verify_spend(satisfaction, coin.script_pubkey, CONSENSUS, checkers(report.tx, list(coins))[spend.vin])
        passing = [check for check in run.checks if check.passes and check.sighash]
        if run.verdict is Verdict.VALID and passing:
            check, sighash = passing[-1], passing[-1].sighash
            is_key = extra == 1 and can_sign(items[0]) and check.public_key == items[0]
            facts = Facts(extra=extra, case="key" if is_key else "one" if extra == 1 else "many")
            return (Clue("items_on_top", True, check.public_key, sighash, sighash.digest if sighash else b"", facts),)
    return ()


def _may_be(attempt: Attempt) -> bool:
    """Whether what should be on top is below: the key with the hash, or a signature under what is none."""
    (signature,) = attempt.signatures
    if attempt.reached:
        return lax_der(signature[:-1]) is None and any(lax_der(item[:-1]) for item in attempt.below[-_MOST:])
    return attempt.key_hash in map(hash160, (signature, *attempt.below[1 - _MOST :]))


def _shorter(report: Report, spend: InputVerdict) -> Iterator[tuple[Satisfaction, list[bytes]]]:
    """What the input brings without items from the top on, and those; not more than a few are tried."""
    txin = report.tx.inputs[spend.vin]
    behind = _BEHIND.get(spend.kind, 0)
    if spend.kind.startswith("p2tr"):
        return
    if txin.witness:
        items = list(txin.witness)
        if len(items) > _MOST_ITEMS:
            return
        end = len(items) - behind
        for start in range(end - 1, max(0, end - _MOST) - 1, -1):
            rest = (*items[:start], *items[end:])
            yield Satisfaction(txin.script_sig, rest), [item.data for item in items[start:end]]
        return
    pushes = list(instructions(txin.script_sig.data))
    if len(pushes) > _MOST_ITEMS or any(each.pushed is None for each in pushes):
        return
    end = len(pushes) - behind
    bounds = [each.span.start for each in pushes] + [len(txin.script_sig.data)]
    for start in range(end - 1, max(0, end - _MOST) - 1, -1):
        data = txin.script_sig.data[: bounds[start]] + txin.script_sig.data[bounds[end] :]
        yield Satisfaction(ByteSlice(0, data)), [each.pushed or b"" for each in pushes[start:end]]
