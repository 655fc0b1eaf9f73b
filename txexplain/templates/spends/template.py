"""What the file of a kind of spend says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from txexplain.model.report import Match
from txexplain.templates.spends.view import SpendView
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import pay_to_script_hash


def _nothing(spend: Match) -> bytes | None:
    return None


class SpendTemplate(NamedTuple):
    """A kind of spend; `match` gives None for an input that does not have its form.

    `implied_script` is the one output script that fits the key or the script which such an input reveals.
    """

    key: str
    match: Callable[[SpendView], Match | None]
    implied_script: Callable[[Match], bytes | None] = _nothing


def hash_of_redeem_script(spend: Match) -> bytes:
    """The output script that is implied by a redeem script, whatever that asks for."""
    (script,) = spend.pieces("redeem_script")
    return pay_to_script_hash(hash160(script.data))
