"""The first transaction of a block: it spends nothing, and its script is free text behind the height (BIP34)."""

from txexplain.model.script import script_number
from txexplain.model.report import Capture, Match
from txexplain.templates.spends.view import SpendView

KEY = "coinbase"
BIP34_VERSION_HEIGHT = 227_931  # from here on the height must come first; below, a first push is anything


def match(view: SpendView) -> Match | None:
    items = view.script_sig.instructions
    captures = tuple(Capture("witness_reserved_value", piece) for piece in view.witness)
    if items and items[0].data and len(items[0].data) in (3, 4) and not items[0].flaw:
        height = script_number(items[0].data)
        if height >= BIP34_VERSION_HEIGHT:
            return Match(KEY, (Capture("height", items[0].piece), *captures), {"height": height})
    return Match(KEY, captures)
