"""What every node refuses before policy: the reasons of Core's CheckTransaction and CheckTxInputs, and coinbases."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.policy import PolicyReason
from txexplain.model.report import Finding
from txexplain.model.transaction import COIN
from txexplain.policy.view import View

_CHECK_TRANSACTION = (
    "bad-txns-vin-empty",
    "bad-txns-vout-empty",
    "bad-txns-oversize",
    "bad-txns-vout-negative",
    "bad-txns-vout-toolarge",
    "bad-txns-txouttotal-toolarge",
    "bad-txns-inputs-duplicate",
    "bad-cb-length",
    "bad-txns-prevout-null",
)
_PLACES = {"vin": "input", "vout": "output"}


def broken_rules(view: View) -> Iterator[PolicyReason]:
    """Core: CheckTransaction."""
    found = {finding.key: finding for finding in view.report.findings}
    for key in _CHECK_TRANSACTION:
        if key in found:
            yield _reason(found[key])


def coinbase(view: View) -> Iterator[PolicyReason]:
    """One comes in a block, and never alone."""
    if view.report.tx.is_coinbase:
        yield PolicyReason("coinbase", rule="coinbase")


def missing_inputs(view: View) -> Iterator[PolicyReason]:
    """A coin that does not exist, where a server showed as much."""
    finding = view.report.finding("bad-txns-inputs-missingorspent")
    if finding:
        yield _reason(finding)


def spent_out_of_range(view: View) -> Iterator[PolicyReason]:
    """Core: CheckTxInputs."""
    finding = view.report.finding("bad-txns-inputvalues-outofrange")
    if finding:
        yield _reason(finding)


def below_outputs(view: View) -> Iterator[PolicyReason]:
    """Core: CheckTxInputs. It does not come so far where an amount is impossible, and prints no detail of that."""
    finding = view.report.finding("bad-txns-in-belowout")
    if finding and view.report.has_impossible_amount:
        yield _reason(finding)
    elif finding:
        into, out = int(finding.facts["input_sat"]), int(finding.facts["output_sat"])
        detail = f"value in ({format_money(into)}) < value out ({format_money(out)})"
        yield _reason(finding)._replace(detail=detail)


def format_money(sat: int) -> str:
    """BTC without the zeros at the end, but for two decimals (Core: FormatMoney)."""
    whole, rest = divmod(sat, COIN)
    decimals = f"{rest:08d}"
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def _reason(finding: Finding) -> PolicyReason:
    place = next((key for key in ("vin", "vout") if key in finding.facts), None)
    at = None if place is None else int(finding.facts[place])
    return PolicyReason(finding.key, "", "consensus", _PLACES.get(place or "", ""), at, facts=finding.facts)
