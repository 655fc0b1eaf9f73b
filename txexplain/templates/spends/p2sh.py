"""The last push is the script whose hash the spent output holds; the others are its arguments (BIP16)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.view import SpendView, by_form
from txexplain.wire.script import parse

KEY = "p2sh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if view.witness or not pushes or not pushes[-1].data:
        return None
    *arguments, redeem_script = pushes
    if view.spent_type is None:
        items = parse(redeem_script).instructions
        if any(item.flaw for item in items) or not any(not item.is_push for item in items):
            return None
    return Match(KEY, (*by_form(tuple(arguments)), Capture("redeem_script", redeem_script)))
