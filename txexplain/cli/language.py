"""Which language to speak: `--lang`, else the locale, else English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from txexplain.model.errors import InputError
from txexplain.texts import LANGUAGES, Texts


class CommandTexts(Texts):
    """The texts of a run, and the help of commands and options where that is asked for: else it is not looked up.

    `takes_several` says that the commands which can take lines take several transactions: else one more is a mistake.
    """

    def __init__(self, language: str = LANGUAGES[0], *, with_help: bool = False, takes_several: bool = False) -> None:
        super().__init__(language)
        self._with_help = with_help
        self.takes_several = takes_several

    def help(self, key: str) -> str:
        return self.plain("cli", key) if self._with_help else ""


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Looked for before the arguments are parsed, since the help texts depend on it.

    Raises InputError("unknown_language") where `--lang` names none of ours.
    """
    chosen = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and place + 1 < len(arguments):
            chosen = arguments[place + 1]
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
    if chosen is not None:
        return _known(chosen)
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return next((language for language in LANGUAGES if locale.startswith(language)), LANGUAGES[0])


def _known(name: str) -> str:
    if not name.strip():
        raise InputError("option_needs_value", name="--lang", command="", why="empty")
    name = re.split("[-_.]", name.lower())[0]
    if name not in LANGUAGES:
        raise InputError("unknown_language", name=name[:40], near=", ".join(LANGUAGES))
    return name
