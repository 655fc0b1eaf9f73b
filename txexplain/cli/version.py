"""The options of `txexplain` itself, and its first screen, which is shown where no command is given."""

from typing import Annotated

import typer

from txexplain import __version__
from txexplain.cli.language import CommandTexts
from txexplain.cli.options import lang_option
from txexplain.cli.output import show_text, write


def _libraries(texts: CommandTexts) -> str:
    """What does the work that several can do."""
    from txexplain.session.libraries import libraries

    return texts.plain("cli", "version_between").join(
        texts.plain("cli", f"version_{each.part}", name=each.name, version=each.version) for each in libraries()
    )


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    def print_version(wanted: bool) -> None:
        if wanted:
            write(f"txexplain {__version__} ({_libraries(texts)})\n")
            raise typer.Exit

    option = typer.Option("--version", callback=print_version, is_eager=True, help=texts.help("version"))
    show_option, install_option = (
        typer.Option(f"--{name}-completion", metavar="[SHELL]", help=texts.help(f"{name}_completion"))
        for name in ("show", "install")  # declared for the help: `app` makes commands of them
    )

    @app.callback(invoke_without_command=True)
    def options(
        context: typer.Context,
        version: Annotated[bool, option] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
        show_completion: Annotated[str | None, show_option] = None,
        install_completion: Annotated[str | None, install_option] = None,
    ) -> None:
        if context.invoked_subcommand is None:
            from txexplain.cli.help import first_screen

            show_text(first_screen(texts))
