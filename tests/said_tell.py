"""Pages that between them say all that there is to say of what a node or an explorer told."""

from __future__ import annotations

from told_lookups import BLOCK, EXPLORER, NODE, SPENDER, SPENT, UNSPENT, known, known_psbt, locked, with_all_kinds

from txexplain.model.chain import Lookup, OutputState
from txexplain.texts import LANGUAGES

_FROM_SERVER, _MIXED = ("server",) * 3, ("parent", "server", None)
LOOKUPS = (
    Lookup(NODE, block=BLOCK, outputs=(SPENT, UNSPENT)),
    Lookup(NODE, block=BLOCK._replace(confirmations=1, proven=False), coins=("server",)),
    Lookup(NODE, block=BLOCK._replace(height=None, confirmations=0), outputs=(None, UNSPENT)),
    Lookup(EXPLORER, in_mempool=True, outputs=(OutputState(spent=True), OutputState(True, SPENDER, 0, False))),
    Lookup(EXPLORER, outputs=(OutputState(True, SPENDER), UNSPENT)),
    Lookup(EXPLORER, known=False),
    Lookup(NODE, known=False),
)
TIPS = ((10, 1_000_000_000), (98, 1_500_000_000), (99, 1_500_000_000), (100, 1_600_000_000), (1_000, 1_700_000_000))


def show_what_servers_told() -> None:
    for language in LANGUAGES:
        for lookup in LOOKUPS:
            for view in ("decode", "verify", "explain"):
                known("p2wpkh", lookup).page(view, language).text()
            known("p2wpkh", lookup).page("decode", language, all=True)
        for coins in (_FROM_SERVER, _MIXED):
            with_all_kinds(Lookup(NODE, outputs=(SPENT,), coins=coins)).page("verify", language)
        for proof in ("parent", "server"):
            known("bad-signature", Lookup(NODE, coins=(proof,))).page("verify", language)
        known("op-return", LOOKUPS[0]).page("decode", language)
        for lookup in (Lookup(NODE, known=False, coins=("server",)), LOOKUPS[0]):
            known_psbt(lookup, claimed=False).page("decode", language)
        for height, median_time in TIPS:
            for session in locked(Lookup(NODE, known=False, tip_height=height, tip_median_time=median_time)):
                session.page("decode", language)
