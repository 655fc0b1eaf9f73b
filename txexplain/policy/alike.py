"""What an output script that is of no type was likely meant to be: a standard form in which one push is wrong."""

from __future__ import annotations

from txexplain.model.report import Facts
from txexplain.wire.script import is_push_only

_OP_RETURN = 0x6A
_FORMS = (("p2sh", b"\xa9", b"\x87"), ("p2pkh", b"\x76\xa9", b"\x88\xac"), ("p2pk", b"", b"\xac"))
_LONGEST_PUSH = 75  # bytes that one opcode pushes without a length of its own


def likely_form(script: bytes) -> Facts:
    """`form` and, of a form with a hash, how many bytes are in its place; nothing where no form is near."""
    if not script:
        return Facts(form="empty")
    if script[0] == _OP_RETURN:
        return Facts() if is_push_only(script[1:]) else Facts(form="op_return")
    for form, head, tail in _FORMS:
        push = script[len(head) : len(script) - len(tail)]
        is_near = script.startswith(head) and script.endswith(tail) and 1 < len(push) <= _LONGEST_PUSH + 1
        if is_near and push[0] == len(push) - 1:
            return Facts(form=form, size_bytes=push[0])
    return Facts()
