"""A witness script hash behind a script hash: the scriptSig holds OP_0 <32 bytes>, the witness the rest (BIP141)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.outputs.witness_program import witness_program
from txexplain.templates.spends.view import SpendView, by_form

KEY = "p2sh-p2wsh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if pushes is None or len(pushes) != 1:
        return None
    program = witness_program(pushes[0])
    if program is None or program.version != 0 or len(program.program.data) != 32:
        return None
    captures = (Capture("redeem_script", pushes[0]), *by_form(view.witness[:-1]))
    if view.witness and view.witness[-1].data:
        captures += (Capture("witness_script", view.witness[-1]),)
    return Match(KEY, captures)
