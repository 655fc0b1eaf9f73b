"""The options that every command takes, before its name or after: how its output reaches the reader."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.output import MANNER


def options_everywhere(texts: CommandTexts) -> list[Any]:
    """`--no-pager` and `--quiet`, for the parser; what they say is kept for when something is shown."""

    def without_pager(asked: bool) -> None:
        MANNER.pages = MANNER.pages and not asked

    def silent(asked: bool) -> None:
        MANNER.quiet = MANNER.quiet or asked

    app = typer.Typer(add_completion=False, rich_markup_mode=None)

    @app.command()
    def any_command(
        no_pager: Annotated[bool, _flag(("--no-pager",), texts.help("no_pager"), without_pager)] = False,
        quiet: Annotated[bool, _flag(("--quiet", "-q"), texts.help("quiet"), silent)] = False,
    ) -> None: ...

    return list(typer.main.get_command(app).params)


def _flag(names: tuple[str, ...], help: str, callback: Callable[[bool], None]) -> Any:
    return typer.Option(*names, help=help, callback=callback, expose_value=False, show_default=False)
