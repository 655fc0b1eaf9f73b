"""The shapes of scripts: those that inputs reveal, and nonstandard outputs. One file a shape.

Whole shapes come first, most telling first; then what can stand anywhere in a script: locks and envelopes.
"""

from __future__ import annotations

from txexplain.model.report import Match
from txexplain.model.script import MAX_SCRIPT_SIZE, Script
from txexplain.templates.outputs import multisig, pubkey, pubkeyhash
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
    relative_lock,
    single_key,
)

_WHOLE = (
    lightning_to_local,
    lightning_to_remote,
    lightning_anchor,
    lightning_offered_htlc,
    lightning_received_htlc,
    checksigadd,
    single_key,
    multisig,
    pubkey,
    pubkeyhash,
)
_ANYWHERE = (inscription, hash_lock, absolute_lock, relative_lock)
_TAPSCRIPT_ONLY = (checksigadd, single_key, inscription)


def shapes_of(script: Script, *, tapscript: bool = False) -> tuple[Match, ...]:
    """Every shape the script has; none for one too long to be recognised outside tapscript."""
    if len(script.piece.data) > MAX_SCRIPT_SIZE and not tapscript:
        return ()
    found = []
    for template in (*_WHOLE, *_ANYWHERE):
        if (template not in _TAPSCRIPT_ONLY or tapscript) and (match := template.match(script)):
            found.append(match)
    return tuple(found)
