"""An empty item, then signatures: the keys stand in the spent output (bare multisig)."""

from txexplain.model.report import Match
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, by_form, is_ecdsa_signature

KEY = "p2ms"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if view.witness or not pushes or len(pushes) < 2 or pushes[0].data:
        return None
    if not all(not piece.data or is_ecdsa_signature(piece.data) for piece in pushes[1:]):
        return None
    return Match(KEY, by_form(pushes))


TEMPLATE = SpendTemplate(KEY, match)
