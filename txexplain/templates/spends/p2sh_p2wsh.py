"""A witness script hash behind a script hash: the scriptSig holds OP_0 <32 bytes>, the witness the rest (BIP141)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.template import SpendTemplate, hash_of_redeem_script
from txexplain.templates.spends.view import SpendView, arguments_of
from txexplain.wire.output_scripts import witness_program

KEY = "p2sh-p2wsh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if pushes is None or len(pushes) != 1:
        return None
    program = witness_program(pushes[0])
    if program is None or program.version != 0 or len(program.program.data) != 32:
        return None
    captures: tuple[Capture, ...] = (Capture("redeem_script", pushes[0]),)
    if view.witness and view.witness[-1].data:
        arguments, witness_script = view.witness[:-1], view.witness[-1]
        captures += (
            *arguments_of(witness_script, arguments),
            Capture("witness_script", witness_script),
        )
    return Match(KEY, captures)


TEMPLATE = SpendTemplate(KEY, match, hash_of_redeem_script)
