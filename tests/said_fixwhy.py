"""Runs that make `why` say whose rule it is by the words around it, and in brief what a term on the page says."""

from __future__ import annotations

from collections.abc import Iterator

Call = list[str]
MANDATORY = "mandatory-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)"
RATES = "insufficient fee, rejecting replacement {}; new feerate 0.00001000 BTC/kvB <= old feerate 0.00002000 BTC/kvB"
PACKAGE = (
    "package RBF failed: package feerate is less than or equal to parent feerate, "
    "package feerate 0.00001500 BTC/kvB <= parent feerate is 0.00100000 BTC/kvB"
)
BRIEF = {  # names of terms that are a node's words as well
    "dust": "dust",
    "TRUC": "truc",
    "min relay fee": "min_relay_fee",
    "maxfeerate": "max_feerate",
    "datacarrier": "datacarrier",
}


def of_whys() -> Iterator[Call]:
    yield from (["why", line] for line in (MANDATORY, RATES.format("ab" * 32), PACKAGE, *BRIEF))
    yield from (["why", words] for words in ("NULLFAIL", "Not finalized", "coinbase"))
