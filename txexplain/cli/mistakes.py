"""What is said of a command line that is not understood, or that holds what must not be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from txexplain.model.errors import InputError, TxExplainError

FEW_WORDS = 5
_TOO_MANY = re.compile(r"extra argument\S* \((.*)\)$", re.DOTALL)  # as Typer words it
SHORT_WORD = 20  # characters: a longer word may be a transaction, or a secret


def unknown_command(arguments: Sequence[str], commands: Sequence[str]) -> InputError:
    """The first word is no command; perhaps another was meant, or `decode` of what may be a transaction."""
    from difflib import get_close_matches

    pieces = _hex_in_pieces(arguments)
    if pieces is not None:
        return pieces
    word = arguments[0] if len(arguments[0]) <= SHORT_WORD else f"{arguments[0][:8]}…"
    near = get_close_matches(word, commands, n=1)
    return InputError("unknown_command", name=word, near=near[0] if near else f"decode {word}")


def usage_error(error: Exception, message: str, commands: Sequence[str]) -> InputError:
    """What the parser refuses, as it words it, but for what has spaces and stands without quotes."""
    context = getattr(error, "ctx", None)
    name = getattr(context, "info_name", None) or ""
    too_many = _TOO_MANY.search(message)
    if too_many and context is not None:
        taken = [
            context.params.get(each.name) for each in context.command.params if each.param_type_name == "argument"
        ]
        words = [*(word for word in taken if word), *too_many[1].split()]
        pieces = _hex_in_pieces(words)
        if pieces is not None:
            return pieces
        if len(words) > FEW_WORDS:
            return InputError("looks_like_text", count=len(" ".join(words)))  # perhaps secret words: not shown
    return InputError("usage", message=message, command=f"{name} " if name in commands else "")


def without_secrets(error: TxExplainError, arguments: Sequence[str]) -> TxExplainError:
    """The error, or in place of one that may repeat what was typed, that a secret is in that."""
    from txexplain.recognise import recognise_secret

    if not isinstance(error, InputError):
        return error
    behind = arguments if error.code == "unknown_command" else arguments[1:]
    words = " ".join(argument for argument in behind if not argument.startswith("-"))
    for text in (*arguments, *_glued(arguments), words):
        secret = recognise_secret(text)
        if secret is not None:
            return secret
    return error


def _glued(arguments: Sequence[str]) -> Iterator[str]:
    """What stands in one word with an option or a field: behind its letter, behind `=`, between commas or colons."""
    for argument in arguments:
        if argument.startswith("-"):
            yield argument[2:]
        for between in "=,:":
            yield from (*argument.partition(between)[::2], *argument.rpartition(between)[::2])


def _hex_in_pieces(words: Sequence[str]) -> InputError | None:
    from txexplain.model.hexadecimal import is_hex

    whole = len(words) > 1 and all(is_hex(word) for word in words)
    return InputError("hex_in_pieces", count=len(words)) if whole else None
