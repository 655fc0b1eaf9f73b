"""A witness key hash behind a script hash: the scriptSig holds OP_0 <20 bytes>, the witness the rest (BIP141)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.template import SpendTemplate, hash_of_redeem_script
from txexplain.templates.spends.view import SpendView, by_form
from txexplain.wire.output_scripts import witness_program

KEY = "p2sh-p2wpkh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if pushes is None or len(pushes) != 1:
        return None
    program = witness_program(pushes[0])
    if program is None or program.version != 0 or len(program.program.data) != 20:
        return None
    return Match(KEY, (Capture("redeem_script", pushes[0]), *by_form(view.witness)))


TEMPLATE = SpendTemplate(KEY, match, hash_of_redeem_script)
