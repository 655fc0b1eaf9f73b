"""The first transaction of a block: it spends nothing; its script is the height (BIP34) and free bytes, never run."""

from txexplain.model.report import Capture, Facts, Match
from txexplain.model.script import script_number
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView
from txexplain.wire.script import is_minimal_number, is_minimal_push

KEY = "coinbase"
MAX_HEIGHT_SIZE = 3  # bytes: enough until block 8,388,608


def match(view: SpendView) -> Match | None:
    """The height is told by its form; before BIP34 other bytes could have that form by chance."""
    captures = tuple(Capture("witness_reserved_value", piece) for piece in view.witness)
    first = next(iter(view.script_sig.instructions), None)
    if first is None or not first.pushed or len(first.pushed) > MAX_HEIGHT_SIZE or first.flaw:
        return Match(KEY, captures)
    height = script_number(first.pushed)
    minimal = is_minimal_number(first.pushed) and (first.data is None or is_minimal_push(first))
    if not minimal or height < view.bip34_height:
        return Match(KEY, captures)
    return Match(KEY, (Capture("height", first.slice, "number"), *captures), Facts(height=height))


TEMPLATE = SpendTemplate(KEY, match)
