"""The first transaction of a block: it spends nothing, and its script is free text behind the height (BIP34)."""

from txexplain.model.report import Capture, Match
from txexplain.model.script import script_number
from txexplain.templates.spends.view import SpendView

KEY = "coinbase"
BIP34_HEIGHT = 227_931  # from here on the height must come first, as three bytes; before, a push was anything


def match(view: SpendView) -> Match | None:
    items = view.script_sig.instructions
    captures = tuple(Capture("witness_reserved_value", piece) for piece in view.witness)
    if items and items[0].opcode == 3 and items[0].data and not items[0].flaw:
        height = script_number(items[0].data)
        if height >= BIP34_HEIGHT:
            return Match(KEY, (Capture("height", items[0].piece), *captures), {"height": height})
    return Match(KEY, captures)
