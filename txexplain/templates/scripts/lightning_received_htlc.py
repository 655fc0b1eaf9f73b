"""Lightning's received HTLC (BOLT 3): this side takes it with the preimage, the other side after the expiry."""

from txexplain.model import script as op
from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.pattern import key, number, push
from txexplain.templates.scripts.lightning_htlc import match_htlc

KEY = "lightning_received_htlc"
_BRANCHES = (
    op.OP_IF,
    op.OP_HASH160,
    push("payment_hash_ripemd160", 20),
    op.OP_EQUALVERIFY,
    op.OP_2,
    op.OP_SWAP,
    key("local_htlc_key"),
    op.OP_2,
    op.OP_CHECKMULTISIG,
    op.OP_ELSE,
    op.OP_DROP,
    number("expiry"),
    op.OP_CHECKLOCKTIMEVERIFY,
    op.OP_DROP,
    op.OP_CHECKSIG,
    op.OP_ENDIF,
)


def match(script: Script) -> Match | None:
    return match_htlc(KEY, _BRANCHES, script)
