"""What the moving parts of a web page say only where there is very much, or something rare."""

from __future__ import annotations

from txexplain.explain.document import ByteMap, ByteRow, Grid, Section, Signed, StepRow, Steps, Tree, TreeNode
from txexplain.model.bytes import Span
from txexplain.model.signing import Cover
from txexplain.texts import Chunk, Texts
from txexplain.web.engine import filled_by

_LONG = (
    ByteRow(0, bytes(96), "script.push.data", "data", "", 0),
    ByteRow(96, b"", "script.push.data", "", "", 0, "folded"),
    ByteRow(400, bytes(16), "script.push.data", "", "", 0),
)
_KEYS = (
    "tx.vin.txid",
    "tx.vout.value",
    "ecdsa_signature",
    "public_key",
    "script.opcode",
    "tx.version",
    "control_block",
)
_KINDS = tuple(ByteRow(416 + at, b"\x00", key, "field", "", 0) for at, key in enumerate(_KEYS))
_MANY = tuple(ByteRow(500 + at, b"\x00", "script.push.data", "data", "", 0) for at in range(2_000))
_WITNESS = (
    ByteRow(0, b"", "tx.witness", "witness", "", 0),
    ByteRow(0, b"\x01", "tx.witness.item.data", "data", "", 1),
    ByteRow(1, b"\x01", "tx.witness.item.data", "data", "", 1),
)
_INPUT = (
    ByteRow(3, b"", "tx.vin", "input", "", 0),
    ByteRow(3, bytes(32), "tx.vin.txid", "txid", "00", 1),
    ByteRow(35, b"", "tx.vin.script", "input script", "", 1),
    ByteRow(35, b"\x00", "script.opcode", "opcode", "OP_0", 2),
    ByteRow(36, bytes(4), "tx.vin.sequence", "sequence", "0", 1),
)


def say_what_moves(texts: Texts | None = None) -> None:
    """Every kind of field, more fields and steps than are shown, every mark, and a tree."""
    texts = texts or Texts()
    filled_by("bytes.html", "bytes_panel", ByteMap((*_LONG, *_KINDS, *_MANY)), texts, "en-bytes")
    steps = Steps(tuple(StepRow(str(at), (Chunk("OP_NOP"),), bool(at), ()) for at in range(1_000)))
    filled_by("steps.html", "steps", steps, texts, "en-0-0")
    for marks in ("●◐○", "✓·"):
        grid = Grid(tuple(marks), (("1", tuple(marks)),))
        filled_by("grid.html", "grid", grid, texts, "en-0-1")
    filled_by(
        "bytes.html", "bytes_panel", ByteMap((ByteRow(0, b"\x00", "psbt.magic", "", "", 0),)), texts, "en-bytes"
    )
    fields = ByteMap((*_WITNESS * 10, *_INPUT, *_WITNESS))
    beyond = tuple(map(Cover, ("spent_value", "spent_script", "script_code")))
    section = Section(None, (), (Span(0, 1), Span(36, 38)), "message", signed=Signed(0, beyond))
    filled_by("grid.html", "covered", section, fields, texts)
    filled_by("tree.html", "tree", Tree(TreeNode("00", "root", True)), texts, "en-0-3")
