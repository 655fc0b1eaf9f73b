"""The shapes of scripts: those that inputs reveal, and nonstandard outputs. One file a shape.

Whole shapes come first, most telling first; then what can stand anywhere in a script: locks and envelopes.
"""

from __future__ import annotations

from txexplain.model.report import Match
from txexplain.model.script import MAX_SCRIPT_SIZE, Script
from txexplain.templates.outputs import multisig, output_type, pubkey, pubkeyhash
from txexplain.templates.scripts import (
    absolute_lock,
    checksigadd,
    hash_lock,
    inscription,
    lightning_anchor,
    lightning_offered_htlc,
    lightning_received_htlc,
    lightning_to_local,
    lightning_to_remote,
    op_success,
    relative_lock,
    single_key,
)

_WHOLE = (
    lightning_to_local,
    lightning_to_remote,
    lightning_anchor,
    lightning_offered_htlc,
    lightning_received_htlc,
)
_AS_OUTPUT = (multisig.KEY, pubkey.KEY, pubkeyhash.KEY)  # types of output that are shapes of whole scripts too
_ALONE = (multisig.KEY, pubkey.KEY)  # of nothing but keys and one check, so that they have no other shape
_WHOLE_TAPSCRIPT = (checksigadd, single_key)
_ANYWHERE = (hash_lock, absolute_lock, relative_lock)


def shapes_of(script: Script, type_: Match | None = None) -> tuple[Match, ...]:
    """Every shape the script has. A huge one has none, and one with an OP_SUCCESS only that.

    `type_` is the type of output that it would be, where that is known already.
    """
    if script.tapscript and (success := op_success.match(script)):
        return (success,)
    if not script.complete or (len(script.slice.data) > MAX_SCRIPT_SIZE and not script.tapscript):
        return ()
    templates = (*_WHOLE_TAPSCRIPT, inscription) if script.tapscript else _WHOLE
    type_ = type_ or output_type(script)
    if type_.key in _ALONE and not script.tapscript:
        return (type_,)
    whole = [found for template in templates if (found := template.match(script))]
    if type_.key in _AS_OUTPUT and not script.tapscript:
        whole.append(type_)
    opcodes = {item.opcode for item in script.instructions}
    anywhere = [template for template in _ANYWHERE if not opcodes.isdisjoint(template.OPCODES)]
    return (*whole, *(found for template in anywhere for found in template.matches(script)))
