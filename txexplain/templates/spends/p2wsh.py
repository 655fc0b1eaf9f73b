"""The last witness item is the script whose hash the spent output holds; the others are its arguments (BIP141)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, arguments_of, looks_runnable
from txexplain.wire.hashes import sha256
from txexplain.wire.output_scripts import pay_to_witness

KEY = "p2wsh"


def match(view: SpendView) -> Match | None:
    if view.script_sig.slice.data or not view.witness or not view.witness[-1].data:
        return None
    arguments, witness_script = view.witness[:-1], view.witness[-1]
    if view.spent_type is None and not looks_runnable(witness_script):
        return None
    return Match(KEY, (*arguments_of(witness_script, arguments), Capture("witness_script", witness_script)))


def implied_script(spend: Match) -> bytes:
    """By the script that the witness shows."""
    (script,) = spend.pieces("witness_script")
    return pay_to_witness(0, sha256(script.data))


TEMPLATE = SpendTemplate(KEY, match, implied_script)
