"""`txexplain --show-completion` and `--install-completion`, as the commands that those options become."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    shell_argument = typer.Argument(metavar="[bash|zsh|fish]", help=texts.help("shell"), show_default=False)

    @app.command("show-completion", help=texts.help("show_completion"))
    def show_completion(
        shell: Annotated[str | None, shell_argument] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import write
        from txexplain.cli.shells import script_of

        write(script_of(shell))

    @app.command("install-completion", help=texts.help("install_completion"))
    def install_completion(
        shell: Annotated[str | None, shell_argument] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import write
        from txexplain.cli.shells import install, known_shell

        name = known_shell(shell)
        write(texts.plain("cli", "completion_installed", shell=name, path=install(name)) + "\n")
