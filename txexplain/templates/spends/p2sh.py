"""The last push is the script whose hash the spent output holds; the others are its arguments (BIP16)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.template import SpendTemplate, hash_of_redeem_script
from txexplain.templates.spends.view import SpendView, arguments_of, looks_runnable

KEY = "p2sh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if view.witness or not pushes or not view.script_sig.instructions[-1].data:
        return None
    *arguments, redeem_script = pushes
    if view.spent_type is None and not looks_runnable(redeem_script):
        return None
    return Match(KEY, (*arguments_of(redeem_script, tuple(arguments)), Capture("redeem_script", redeem_script)))


TEMPLATE = SpendTemplate(KEY, match, hash_of_redeem_script)
