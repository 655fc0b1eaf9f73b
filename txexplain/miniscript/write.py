"""A miniscript to its script (Core: ToScript) and to its text, with the short forms that Core writes (ToString)."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.miniscript.node import HASHES, VERIFYING, Node, ends_in_check
from txexplain.model import script as op
from txexplain.model.script import OP_0, OP_1
from txexplain.wire.hashes import hash160
from txexplain.wire.script import number_push, push

_LAYOUTS: dict[str, tuple[int | str, ...]] = {  # opcodes, and the letters of the expressions inside
    "a": (op.OP_TOALTSTACK, "x", op.OP_FROMALTSTACK),
    "s": (op.OP_SWAP, "x"),
    "d": (op.OP_DUP, op.OP_IF, "x", op.OP_ENDIF),
    "j": (op.OP_SIZE, op.OP_0NOTEQUAL, op.OP_IF, "x", op.OP_ENDIF),
    "n": ("x", op.OP_0NOTEQUAL),
    "and_v": ("x", "y"),
    "and_b": ("x", "y", op.OP_BOOLAND),
    "or_b": ("x", "y", op.OP_BOOLOR),
    "or_c": ("x", op.OP_NOTIF, "y", op.OP_ENDIF),
    "or_d": ("x", op.OP_IFDUP, op.OP_NOTIF, "y", op.OP_ENDIF),
    "or_i": (op.OP_IF, "x", op.OP_ELSE, "y", op.OP_ENDIF),
    "andor": ("x", op.OP_NOTIF, "z", op.OP_ELSE, "y", op.OP_ENDIF),
}
_WRAPPERS = frozenset("ascdvjn")

Piece = bytes | tuple[Node, bool]
TextPiece = str | tuple[Node, bool]


def script_of(root: Node) -> bytes:
    """The script of an expression whose keys are the real ones (see `node.with_keys`)."""
    script, waiting = bytearray(), list[Piece]([(root, False)])
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, bytes):
            script += piece
        else:
            waiting += reversed(_pieces(*piece))
    return bytes(script)


def _pieces(node: Node, verify: bool) -> list[Piece]:
    """The pieces of a fragment, whose last opcode shall verify as well where that is asked for and possible."""
    name, inside = node.fragment, node.inside
    if name == "v":
        return [(inside[0], True), b"" if ends_in_check(inside[0]) else bytes([op.OP_VERIFY])]
    if name == "c":
        return [(inside[0], False), _check(op.OP_CHECKSIG, verify)]
    if name == "thresh":
        added = [piece for each in inside[1:] for piece in ((each, False), bytes([op.OP_ADD]))]
        return [(inside[0], False), *added, number_push(node.number) + _check(op.OP_EQUAL, verify)]
    if name not in _LAYOUTS:
        return [_leaf(node, verify)]
    last = "xyz"[len(inside) - 1] if verify and name in ("s", "and_v") else ""
    return [
        bytes([part]) if isinstance(part, int) else (inside["xyz".index(part)], part == last)
        for part in _LAYOUTS[name]
    ]


def _check(opcode: int, verify: bool) -> bytes:
    return bytes([VERIFYING[opcode] if verify else opcode])


def _leaf(node: Node, verify: bool) -> bytes:
    name = node.fragment
    if name in ("0", "1"):
        return bytes([OP_1 if name == "1" else OP_0])
    if name == "pk_k":
        return push(node.keys[0])
    if name == "pk_h":
        digest = push(node.data or hash160(node.keys[0]))
        return bytes([op.OP_DUP, op.OP_HASH160]) + digest + bytes([op.OP_EQUALVERIFY])
    if name in ("older", "after"):
        opcode = op.OP_CHECKSEQUENCEVERIFY if name == "older" else op.OP_CHECKLOCKTIMEVERIFY
        return number_push(node.number) + bytes([opcode])
    if name in HASHES:
        size = bytes([op.OP_SIZE]) + push(b"\x20") + bytes([op.OP_EQUALVERIFY])
        return size + bytes([HASHES[name][0]]) + push(node.data) + _check(op.OP_EQUAL, verify)
    return _multisig(node, verify)


def _multisig(node: Node, verify: bool) -> bytes:
    keys = [push(key) for key in node.keys]
    if node.fragment == "multi":
        return (
            number_push(node.number) + b"".join(keys) + number_push(len(keys)) + _check(op.OP_CHECKMULTISIG, verify)
        )
    others = b"".join(key + bytes([op.OP_CHECKSIGADD]) for key in keys[1:])
    return keys[0] + bytes([op.OP_CHECKSIG]) + others + number_push(node.number) + _check(op.OP_NUMEQUAL, verify)


def text_of(root: Node, key_text: Callable[[bytes], str]) -> str:
    """The text as Core writes it; `key_text` gives that of a key, or of its hash where only that is known."""
    texts, waiting = list[str](), list[TextPiece]([(root, False)])
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            texts.append(piece)
        else:
            waiting += reversed(_text_pieces(*piece, key_text))
    return "".join(texts)


def _text_pieces(node: Node, wrapped: bool, key_text: Callable[[bytes], str]) -> list[TextPiece]:
    """The pieces of a fragment, which begins with a colon where it is `wrapped` and no wrapper itself."""
    name, inside = node.fragment, node.inside
    colon = ":" if wrapped else ""
    names = [each.fragment for each in inside[:2]]
    if name == "c" and names[0] in ("pk_k", "pk_h"):
        return [colon, "pk(" if names[0] == "pk_k" else "pkh(", _keys(inside[0], key_text), ")"]
    if name in _WRAPPERS:
        return [name, (inside[0], True)]
    if name == "and_v" and names[1] == "1":
        return ["t", (inside[0], True)]
    if name == "or_i" and "0" in names:
        return ["l", (inside[1], True)] if names[0] == "0" else ["u", (inside[0], True)]
    if name in ("0", "1"):
        return [colon, name]
    if inside:
        return [colon, *_several(node)]
    return [colon, f"{name}(", _keys(node, key_text) or node.data.hex() or str(node.number), ")"]


def _several(node: Node) -> list[TextPiece]:
    name, inside = node.fragment, node.inside
    if name == "andor" and inside[2].fragment == "0":
        name, inside = "and_n", inside[:2]
    inner = [piece for each in inside for piece in (",", (each, False))]
    return [f"{name}(", *([str(node.number)] if name == "thresh" else []), *inner[name != "thresh" :], ")"]


def _keys(node: Node, key_text: Callable[[bytes], str]) -> str:
    """What is in the brackets of a fragment with keys, "" for any other."""
    keys = node.keys or ((node.data,) if node.fragment == "pk_h" else ())
    needed = [str(node.number)] if node.fragment in ("multi", "multi_a") else []
    return ",".join([*needed, *map(key_text, keys)])
