"""What Tab completes in bash, zsh and fish: commands, options, and the names that each of them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from txexplain.cli.app import COMMANDS, create_command
from txexplain.cli.language import CommandTexts

Found = tuple[str, str]
"""What may be typed, and in a few words what it is."""


def answer(shell: str, words: Sequence[str], texts: CommandTexts) -> str:
    """The lines that the script of this shell takes; `words` are those up to the cursor, the last perhaps empty."""
    tell = {"zsh": _for_zsh, "fish": "\t".join}.get(shell, _name)
    return "".join(f"{tell(each)}\n" for each in candidates(words, texts))


def _name(found: Found) -> str:
    return found[0]


def _for_zsh(found: Found) -> str:
    name, about = (each.replace(":", "\\:") for each in found)
    return f"{name}:{about}" if about else name


def candidates(words: Sequence[str], texts: CommandTexts) -> list[Found]:
    """What the last of the words can become after those before it."""
    *before, typed = words or ("",)
    if typed.startswith("--") and "=" in typed:  # bash parts these itself
        option, _, typed = typed.partition("=")
        return [(f"{option}={name}", about) for name, about in candidates([*before, option, typed], texts)]
    if typed == "=":
        typed = ""
    before = [word for word in before if word != "="]
    return [each for each in _possible(before, typed, texts) if each[0].startswith(typed)]


def _possible(before: Sequence[str], typed: str, texts: CommandTexts) -> list[Found]:
    command = _command_among(before)
    parser = create_command(texts, command)
    options = parser.commands[command].params if command else parser.params
    asked = next((each for each in options if before and before[-1] in each.opts and not _is_flag(each)), None)
    if asked is not None:
        return _named(_values(asked))
    if typed.startswith("-"):
        return _options(options, texts)
    if command is None:
        return [*((name, texts.plain("cli", name)) for name in COMMANDS), *_named(_examples())]
    if command == "why":
        return _named(_names_to_ask(typed, texts))
    return _named(_ARGUMENTS.get(command, _examples)())


def _is_flag(parameter: Any) -> bool:
    return parameter.param_type_name == "argument" or bool(parameter.is_flag)


def _command_among(words: Sequence[str]) -> str | None:
    """The command that the first word names, or `explain` for a transaction; None where only options are."""
    left = iter(words)
    for word in left:
        if word == "--lang":
            next(left, None)
        elif not word.startswith("-") or word == "-":
            return word if word in COMMANDS else "explain"
    return None


def _named(names: Iterable[str]) -> list[Found]:
    return [(name, "") for name in names]


def _options(options: Sequence[Any], texts: CommandTexts) -> list[Found]:
    shown = [each for each in options if each.param_type_name == "option" and not each.hidden]
    found = [(max(each.opts, key=len), each.help) for each in shown]
    found.append(("--help", texts.plain("cli", "help_option")))
    return [(name, re.split(r"\. |。", about)[0].rstrip(".")) for name, about in found]


def _values(option: Any) -> list[str]:
    """What the option can be given: by its name, or what its metavar lists."""
    named = _VALUES.get(max(option.opts, key=len))
    if named is not None:
        return named()
    return option.metavar.split("|") if option.metavar and option.metavar.islower() else []


def _names_to_ask(typed: str, texts: CommandTexts) -> Iterator[str]:
    """The terms, and once something is typed every name, where it is or can be made one word for a shell."""
    from txexplain.explain.parts.names import names_known

    for name in names_known(texts, terms_only=not typed):
        word = name.replace(" ", "-")
        if re.fullmatch(r"[\w.-]+", word):
            yield word


def _examples() -> list[str]:
    from txexplain.bundled import psbt_names

    return [*_transactions(), *psbt_names()]


def _transactions() -> list[str]:
    from txexplain.bundled import example_names

    return example_names()


def _blocks() -> list[str]:
    from txexplain.bundled import block_names

    return block_names()


def _lessons() -> list[str]:
    from txexplain.lessons import lesson_names
    from txexplain.model.course import FINAL_TEST

    return [*lesson_names(), FINAL_TEST, *(str(number) for number, _ in enumerate(lesson_names(), 1))]


def _schemas() -> list[str]:
    from txexplain.schemas import SCHEMA_NAMES

    return list(SCHEMA_NAMES)


def _rules() -> list[str]:
    from txexplain.model.rules import RULE_NAMES

    return list(RULE_NAMES)


def _networks() -> list[str]:
    from txexplain.model.networks import NETWORKS

    return list(NETWORKS)


def _shells() -> list[str]:
    from txexplain.cli.shells import SHELLS

    return list(SHELLS)


def _nothing() -> list[str]:
    return []


_ARGUMENTS: dict[str, Callable[[], list[str]]] = {
    "block": _blocks,
    "learn": _lessons,
    "schema": _schemas,
    "script": _nothing,
    "lock": _nothing,
    "examples": _nothing,
    "blocks": _nothing,
}
_VALUES: dict[str, Callable[[], list[str]]] = {
    "--network": _networks,
    "--rules": _rules,
    "--parent": _transactions,
    "--show-completion": _shells,
    "--install-completion": _shells,
}
