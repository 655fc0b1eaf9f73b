"""Miniscripts as people write them, to nodes and to scripts: the way back that the program does not need."""

from __future__ import annotations

import re
from collections.abc import Callable

from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.types import NO_TYPE, type_of
from txexplain.model import script as op
from txexplain.model.script import OP_0, OP_1, encode_number
from txexplain.wire.hashes import hash160
from txexplain.wire.script import push

SUGAR: dict[str, Callable[[str], str]] = {
    "pk": lambda inner: f"c:pk_k({inner})",
    "pkh": lambda inner: f"c:pk_h({inner})",
    "and_n": lambda inner: f"andor({inner},0)",
}
WRAPPED = {"t": "and_v({},1)", "l": "or_i(0,{})", "u": "or_i({},0)"}
OPCODES = {"sha256": op.OP_SHA256, "hash256": op.OP_HASH256, "ripemd160": op.OP_RIPEMD160, "hash160": op.OP_HASH160}
LOCKS = {"older": op.OP_CHECKSEQUENCEVERIFY, "after": op.OP_CHECKLOCKTIMEVERIFY}
VERIFYING = {
    op.OP_CHECKSIG: op.OP_CHECKSIGVERIFY,
    op.OP_CHECKMULTISIG: op.OP_CHECKMULTISIGVERIFY,
    op.OP_EQUAL: op.OP_EQUALVERIFY,
    op.OP_NUMEQUAL: op.OP_NUMEQUALVERIFY,
}


def node_of(text: str, *, tapscript: bool = False) -> Node:
    """The expression as a node; one that does not fit has NO_TYPE."""
    wrappers, colon, rest = text.partition(":")
    if colon and wrappers.isalpha():
        inner = f"{wrappers[1:]}:{rest}" if len(wrappers) > 1 else rest
        if wrappers[0] in WRAPPED:
            return node_of(WRAPPED[wrappers[0]].format(inner), tapscript=tapscript)
        return make(wrappers[0], node_of(inner, tapscript=tapscript), tapscript=tapscript)
    name, _, inner = text.removesuffix(")").partition("(")
    if name in SUGAR:
        return node_of(SUGAR[name](inner), tapscript=tapscript)
    parts = split(inner)
    if name in ("pk_k", "pk_h"):
        key = bytes.fromhex(parts[0])[1:] if tapscript and len(parts[0]) == 66 else bytes.fromhex(parts[0])
        return make(name, keys=(key,), data=hash160(key) if name == "pk_h" else b"", tapscript=tapscript)
    if name in OPCODES:
        return make(name, data=bytes.fromhex(inner), tapscript=tapscript)
    if name in ("multi", "multi_a"):
        keys = tuple(bytes.fromhex(each)[1 if tapscript else 0 :] for each in parts[1:])
        return make(name, number=int(parts[0]), keys=keys, tapscript=tapscript)
    if name in LOCKS:
        return make(name, number=int(inner), tapscript=tapscript)
    number = int(parts.pop(0)) if name == "thresh" else 0
    return make(name, *(node_of(part, tapscript=tapscript) for part in parts), number=number, tapscript=tapscript)


def split(text: str) -> list[str]:
    """At the commas that stand in no brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts if text else []


def make(
    name: str,
    *inside: Node,
    number: int = 0,
    keys: tuple[bytes, ...] = (),
    data: bytes = b"",
    tapscript: bool = False,
) -> Node:
    types = tuple(each.type for each in inside)
    fits = NO_TYPE not in types and (name != "thresh" or 1 <= number <= len(inside))
    type_ = type_of(name, types, number if name == "thresh" else 0, tapscript=tapscript) if fits else NO_TYPE
    return Node(name, type_, inside, number, keys, data)


def script_of(node: Node) -> bytes:
    return evaluate(node, _encode)


def _number(number: int) -> bytes:
    return bytes([OP_1 + number - 1]) if 1 <= number <= 16 else push(encode_number(number))


def _encode(node: Node, inside: list[bytes]) -> bytes:
    x, y, z = (*inside, b"", b"", b"")[:3]
    name, number = node.fragment, _number(node.number) if node.number else b""
    if name in OPCODES:
        size = bytes([op.OP_SIZE]) + push(b"\x20") + bytes([op.OP_EQUALVERIFY])
        return size + bytes([OPCODES[name]]) + push(node.data) + bytes([op.OP_EQUAL])
    if name == "pk_h":
        return bytes([op.OP_DUP, op.OP_HASH160]) + push(node.data) + bytes([op.OP_EQUALVERIFY])
    if name == "multi":
        keys = b"".join(map(push, node.keys))
        return number + keys + _number(len(node.keys)) + bytes([op.OP_CHECKMULTISIG])
    if name == "multi_a":
        checks = [bytes([op.OP_CHECKSIGADD if place else op.OP_CHECKSIG]) for place in range(len(node.keys))]
        keys = b"".join(push(key) + check for key, check in zip(node.keys, checks, strict=True))
        return keys + number + bytes([op.OP_NUMEQUAL])
    if name == "thresh":
        return inside[0] + b"".join(each + bytes([op.OP_ADD]) for each in inside[1:]) + number + bytes([op.OP_EQUAL])
    if name == "v":
        last = _last_opcode(x)
        return x[:-1] + bytes([VERIFYING[last]]) if last in VERIFYING else x + bytes([op.OP_VERIFY])
    layouts = {
        "0": (OP_0,),
        "1": (OP_1,),
        "pk_k": (*map(push, node.keys),),
        "older": (number, op.OP_CHECKSEQUENCEVERIFY),
        "after": (number, op.OP_CHECKLOCKTIMEVERIFY),
        "a": (op.OP_TOALTSTACK, x, op.OP_FROMALTSTACK),
        "s": (op.OP_SWAP, x),
        "c": (x, op.OP_CHECKSIG),
        "d": (op.OP_DUP, op.OP_IF, x, op.OP_ENDIF),
        "j": (op.OP_SIZE, op.OP_0NOTEQUAL, op.OP_IF, x, op.OP_ENDIF),
        "n": (x, op.OP_0NOTEQUAL),
        "and_v": (x, y),
        "and_b": (x, y, op.OP_BOOLAND),
        "or_b": (x, y, op.OP_BOOLOR),
        "or_c": (x, op.OP_NOTIF, y, op.OP_ENDIF),
        "or_d": (x, op.OP_IFDUP, op.OP_NOTIF, y, op.OP_ENDIF),
        "or_i": (op.OP_IF, x, op.OP_ELSE, y, op.OP_ENDIF),
        "andor": (x, op.OP_NOTIF, z, op.OP_ELSE, y, op.OP_ENDIF),
    }
    return b"".join(part if isinstance(part, bytes) else bytes([part]) for part in layouts[name])


def _last_opcode(script: bytes) -> int:
    from txexplain.wire.script import instructions

    return [item.opcode for item in instructions(script)][-1]


def is_text(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9_:(),A-F]+", text))
