"""`txexplain lock`: an address, a descriptor, an output script or a public key, and what opens it."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import Given, file_option, flag, lang_option, network_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    lock_argument = typer.Argument(metavar="LOCK", help=texts.help("lock_text"), show_default=False)
    index_option = typer.Option("--index", metavar="N|A-B", help=texts.help("lock_index"), show_default=False)

    @app.command(help=texts.help("lock"), context_settings={"ignore_unknown_options": True})
    def lock(
        lock: Annotated[str | None, lock_argument] = None,
        index: Annotated[str | None, index_option] = None,
        network: Annotated[str | None, network_option(texts, "lock_network")] = None,
        json: Annotated[bool, flag("--json", texts, "json_lock")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_lock")] = False,
        html: Annotated[str | None, file_option("--html", texts, "html")] = None,
        force: Annotated[bool, flag("--force", texts, "force")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> int:
        from txexplain.cli.locks import present_lock

        given = Given(lock, network=network, html=html, force=force)
        return present_lock(given, texts, index=index, json=json, whole=all_)
