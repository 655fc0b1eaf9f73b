"""The taproot key path: one Schnorr signature for the output key itself (BIP341)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.taproot import without_annex
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, is_schnorr_signature

KEY = "p2tr-key"


def match(view: SpendView) -> Match | None:
    stack, annex = without_annex(view.witness)
    if view.script_sig.slice.data or len(stack) != 1:
        return None
    if not is_schnorr_signature(stack[0].data):
        return Match(KEY, annex) if view.spent_type else None
    return Match(KEY, (Capture("schnorr_signature", stack[0]), *annex))


TEMPLATE = SpendTemplate(KEY, match)
