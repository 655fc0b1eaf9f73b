"""What is said of a command line that is not understood, or that holds what must not be shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

from txexplain.model.errors import InputError, TxExplainError

FEW_WORDS = 5
_MAX_VALUE = 40  # characters of a value that are shown
_NAMING_SERVERS = ("TXEXPLAIN_NODE", "TXEXPLAIN_ESPLORA")  # variables
_TOO_MANY = re.compile(r"extra argument\S* \((.*)\)$", re.DOTALL)  # as Typer words it
_TAKING_LINES = ("decode", "verify", "explain")
_SERVERS = ("--node", "--esplora")
_PAGES, _PICTURES = "explain, decode, verify, whatif, block, lock, learn", "explain, decode, block"
_SHARING = {"--html": _PAGES, "--svg": _PICTURES, "--picture": _PICTURES}  # and which commands have it
_BETWEEN = re.compile(r"[\s=,;:]+")  # words
_BETWEEN_FOLDERS = re.compile(r"[/\\=]+")
_LINK = re.compile(r"https?://\S+$")
_LONGEST_PATH = 4096  # characters
_KEY_DIGITS = re.compile(r"[0-9A-Fa-f]{64}")
SHORT_WORD = 20  # characters: a longer word may be a transaction, or a secret


def refuse_slip(word: str, commands: Sequence[str]) -> None:
    """Raises InputError for a word that names nothing to explain, where a command was likelier meant."""
    from difflib import get_close_matches

    from txexplain.bundled import is_example

    if word == "-" or is_example(word) or len(word) > SHORT_WORD or os.path.exists(word):
        return
    near = get_close_matches(word, commands, n=1)
    if near:
        raise InputError("unknown_command", name=word, near=near[0])


def usage_error(error: Any, arguments: Sequence[str], commands: Sequence[str]) -> InputError:
    """What the parser refuses, by the kind of its error: never in its words, which may repeat what was typed."""
    command = next((f"{word} " for word in arguments if word in commands), "")
    kind = type(error).__name__
    if kind == "NoSuchOption":
        if error.option_name in _SERVERS:
            return InputError("command_asks_nobody", name=error.option_name, command=command.strip())
        if error.option_name == "--lines":
            return InputError("no_such_option", name=error.option_name, command=command, why="line")
        if error.option_name in _SHARING:
            return InputError("option_elsewhere", name=error.option_name, commands=_SHARING[error.option_name])
        near = ", ".join(sorted(error.possibilities or ()))
        if near:
            return InputError("no_such_option_but", name=error.option_name, near=near, command=command)
        return InputError("no_such_option", name=error.option_name, command=command)
    if kind == "BadOptionUsage":
        if any(word.startswith(f"{error.option_name}=") for word in arguments):
            return InputError("option_takes_no_value", name=error.option_name)
        return InputError("option_needs_value", name=error.option_name, command=command)
    if kind == "BadParameter":  # no option takes anything but text and whole numbers
        name = max(error.param.opts, key=len)
        text, least, most = _value_of(name, arguments), *_limits_of(error.param)
        if least is not None and most is not None:
            return InputError("not_in_range", name=name, text=text, least=least, most=most)
        return InputError("not_a_number", name=name, text=text)
    is_implied = list(arguments[:2]) == ["explain", "--brief"]
    return _too_many(error, command, commands, is_implied=is_implied)


def _limits_of(option: Any) -> tuple[int | None, int | None]:
    """The least and the greatest number that it takes, where it has both."""
    kind = getattr(option, "type", None)  # Typer 0.29 has none
    return getattr(kind, "min", None), getattr(kind, "max", None)


def _value_of(option: str, arguments: Sequence[str]) -> str:
    """What was typed for it last, or the beginning of that."""
    behind = [after for before, after in pairwise(arguments) if before == option]
    glued = [word.partition("=")[2] for word in arguments if word.startswith(f"{option}=")]
    return ([*behind, *glued] or ["…"])[-1][:_MAX_VALUE]


def _too_many(error: Any, command: str, commands: Sequence[str], *, is_implied: bool) -> InputError:
    """More words than the command takes: hex in pieces, perhaps secret words, or one too many."""
    context = getattr(error, "ctx", None)
    found = _TOO_MANY.search(error.format_message())
    if found is None or context is None:
        return InputError("usage", command=command)
    taken = [context.params.get(each.name) for each in context.command.params if each.param_type_name == "argument"]
    extra = found[1].split()
    words = [*(word for word in taken if word and word.strip()), *extra]
    if not words:  # all of them are empty
        return InputError("empty_input")
    if command.strip() in _TAKING_LINES and len(words) > 1 and not is_implied and all(map(_names_one, words)):
        return InputError("several_arguments", count=len(words), command=command.strip())
    pieces = _hex_in_pieces(words)
    if pieces is not None:
        return pieces
    if len(words) > FEW_WORDS:
        return InputError("looks_like_text", count=len(" ".join(words)))  # perhaps secret words: not shown
    misplaced = _misplaced(words, context.info_name or "", commands, is_implied=is_implied)
    return misplaced or InputError("extra_argument", name=extra[0] if extra else '""', command=command)


def _misplaced(words: Sequence[str], running: str, commands: Sequence[str], *, is_implied: bool) -> InputError | None:
    """An option that this command has not; where none was named, options before its name, or none of that name."""
    server = next((word.partition("=")[0] for word in words if word.partition("=")[0] in _SERVERS), None)
    if server is not None:
        return InputError("command_asks_nobody", name=server, command=running)
    if not is_implied:
        return None
    named = next((word for word in words if word in commands), None)
    if named is not None:
        return InputError("options_before_command", name=named)
    is_word = words[0].isalpha() and words[0].isascii() and len(words[0]) <= SHORT_WORD
    return InputError("unknown_command_alone", name=words[0]) if is_word and not _is_example(words[0]) else None


def _names_one(word: str) -> bool:
    """Whether it is a file, an example, or hex of a whole transaction or PSBT: several of these may be meant."""
    from txexplain.model.hexadecimal import is_hex
    from txexplain.sources.files import existing_file
    from txexplain.sources.pasted import kind_of

    if is_hex(word):
        return kind_of(bytes.fromhex(word)) in ("transaction", "psbt")
    return _is_example(word) or existing_file(word) is not None


def _is_example(word: str) -> bool:
    from txexplain.bundled import is_example

    return is_example(word)


def without_secrets(error: TxExplainError, arguments: Sequence[str]) -> TxExplainError:
    """The error without what may be a secret; or in its place, where one was given, that this looks like one."""
    from txexplain.recognise.hidden import secrets_left_out

    if not isinstance(error, InputError):
        return secrets_left_out(error)
    return _secret_in(error, arguments) or secrets_left_out(error, _digits_typed(arguments))


def _digits_typed(arguments: Sequence[str]) -> list[str]:
    """What was typed as 64 hex digits."""
    words = (word.strip("\"'`") for argument in arguments for word in _BETWEEN.split(argument))
    return [digits for word in words if _KEY_DIGITS.fullmatch(digits := word.removeprefix("0x"))]


def _secret_in(error: InputError, arguments: Sequence[str]) -> InputError | None:
    """That a secret is among the arguments, or in a variable that names a server."""
    from txexplain.recognise import recognise_secret, recognise_secret_amid

    behind = arguments if error.code == "unknown_command" else arguments[1:]
    places = [argument for argument in arguments if _names_a_place(argument)]
    others = [argument for argument in arguments if argument not in places]
    words = " ".join(word for word in behind if not word.startswith("-") and word not in places)
    named = (os.environ.get(name, "") for name in _NAMING_SERVERS)
    texts = (*others, *_glued(others), words, *named)
    found = (recognise_secret_amid(text) for text in texts)
    keys = (recognise_secret(part) for place in places for part in _BETWEEN_FOLDERS.split(place))
    return next((secret for secret in chain(found, keys) if secret is not None), None)


def _names_a_place(argument: str) -> bool:
    """Whether it is a file, a folder or a link, perhaps behind the name of an option: its words are no seed's."""
    from txexplain.recognise.path_form import is_path

    value = argument.partition("=")[2] if argument.startswith("--") else argument
    if _LINK.match(value):
        return True
    return _exists(value) or (is_path(value) and _BETWEEN.search(value) is None)


def _exists(path: str) -> bool:
    try:
        return len(path) <= _LONGEST_PATH and os.path.exists(path)
    except ValueError:  # as of a zero byte in it
        return False


def _glued(arguments: Sequence[str]) -> Iterator[str]:
    """What stands in one word with something else: behind the letter of an option, or between signs."""
    for argument in arguments:
        if argument.startswith("-"):
            yield argument[2:]
        yield from re.split(r"[=,:;()\[\]{}<>\"'@#_|-]+", argument)


def _hex_in_pieces(words: Sequence[str]) -> InputError | None:
    from txexplain.model.hexadecimal import is_hex

    whole = len(words) > 1 and all(is_hex(word) for word in words)
    if whole and all(map(_KEY_DIGITS.fullmatch, words)):
        count = len(set(map(str.lower, words)))
        return InputError("looks_like_txids", count=count) if count > 1 else None
    return InputError("hex_in_pieces", count=len(words)) if whole else None
