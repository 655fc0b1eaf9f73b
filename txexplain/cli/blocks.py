"""`txexplain blocks`: a node's block files, one JSON object for each transaction or for each block."""

from typing import Annotated, Any

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import Given, flag, network_option, takes_transaction


def _option(name: str, metavar: str, texts: CommandTexts, key: str) -> Any:
    return typer.Option(name, metavar=metavar, help=texts.help(key), show_default=False)


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    dir_argument = typer.Argument(metavar="DIR", help=texts.help("blocks_dir"), show_default=False)

    @app.command(help=texts.help("blocks"))
    @takes_transaction(texts, "fields", "tsv", "jobs", argument=False)
    def blocks(
        given: Given,
        dir_: Annotated[str | None, dir_argument] = None,
        from_: Annotated[int | None, _option("--from", "HEIGHT", texts, "blocks_from")] = None,
        to: Annotated[int | None, _option("--to", "HEIGHT", texts, "blocks_to")] = None,
        file: Annotated[list[str] | None, _option("--file", "N|N-N", texts, "blocks_file")] = None,
        order: Annotated[str, _option("--order", "chain|files", texts, "blocks_order")] = "chain",
        verify: Annotated[bool, flag("--verify", texts, "blocks_verify")] = False,
        blocks_only: Annotated[bool, flag("--blocks-only", texts, "blocks_only")] = False,
        lines: Annotated[bool, typer.Option("--lines", hidden=True)] = False,
        json: Annotated[bool, typer.Option("--json", hidden=True)] = False,
        network: Annotated[str | None, network_option(texts, "blocks_network")] = None,
    ) -> int:
        from txexplain.bulk.folder_reading import Chosen, file_ranges
        from txexplain.cli.blocks_told import show_blocks

        del lines, json  # which it prints anyway
        chosen = Chosen(order, from_, to, file_ranges(file or ()), blocks_only)
        return show_blocks(dir_, chosen, network, given, texts, verify=verify)
