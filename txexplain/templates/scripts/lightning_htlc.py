"""What Lightning's two HTLC scripts share (BOLT 3): the revocation branch first, the delay of anchors last."""

from __future__ import annotations

from txexplain.model import script as op
from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.pattern import Element, key, push
from txexplain.templates.pattern import match as match_pattern

REVOCATION: tuple[Element, ...] = (
    op.OP_DUP,
    op.OP_HASH160,
    push("revocation_key_hash", 20),
    op.OP_EQUAL,
    op.OP_IF,
    op.OP_CHECKSIG,
    op.OP_ELSE,
    key("remote_htlc_key"),
    op.OP_SWAP,
    op.OP_SIZE,
    push("preimage_size", 1),
    op.OP_EQUAL,
)
_ANCHOR_DELAY: tuple[Element, ...] = (op.OP_1, op.OP_CHECKSEQUENCEVERIFY, op.OP_DROP)


def match_htlc(key: str, branches: tuple[Element, ...], script: Script) -> Match | None:
    """The match with or without the one-block delay of channels with anchors."""
    if not script.instructions or script.instructions[0].opcode != REVOCATION[0]:
        return None  # as nearly all others
    pattern = REVOCATION + branches
    return match_pattern(key, (*pattern, op.OP_ENDIF), script.instructions) or match_pattern(
        key, (*pattern, *_ANCHOR_DELAY, op.OP_ENDIF), script.instructions
    )
