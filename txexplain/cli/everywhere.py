"""The options that every command takes, before its name or after: how its output reaches the reader."""

from __future__ import annotations

from typing import Any

from typer.core import TyperOption

from txexplain.cli.language import CommandTexts
from txexplain.cli.output import MANNER


def options_everywhere(texts: CommandTexts) -> list[TyperOption]:
    """`--no-pager` and `--quiet`, for the parser; what they say is kept for when something is shown."""

    def without_pager(_context: Any, _option: Any, asked: bool) -> None:
        MANNER.pages = MANNER.pages and not asked

    def silent(_context: Any, _option: Any, asked: bool) -> None:
        MANNER.quiet = MANNER.quiet or asked

    return [
        _flag(["--no-pager"], texts.help("no_pager"), without_pager),
        _flag(["--quiet", "-q"], texts.help("quiet"), silent),
    ]


def _flag(names: list[str], help: str, callback: Any) -> TyperOption:
    return TyperOption(param_decls=names, is_flag=True, expose_value=False, help=help, callback=callback)
