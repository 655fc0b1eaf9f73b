"""A signature alone: the key stands in the spent output."""

from txexplain.model.report import Match
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, by_form, is_ecdsa_signature

KEY = "p2pk"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if view.witness or pushes is None or len(pushes) != 1 or not is_ecdsa_signature(pushes[0].data):
        return None
    return Match(KEY, by_form(pushes))


TEMPLATE = SpendTemplate(KEY, match)
