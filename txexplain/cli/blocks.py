"""`txexplain blocks`: a node's block files, one JSON object for each transaction or for each block."""

from typing import Annotated, Any

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import flag, jobs_option, lang_option, network_option


def _option(name: str, metavar: str, texts: CommandTexts, key: str) -> Any:
    return typer.Option(name, metavar=metavar, help=texts.help(key), show_default=False)


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    dir_argument = typer.Argument(metavar="DIR", help=texts.help("blocks_dir"), show_default=False)

    @app.command(help=texts.help("blocks"))
    def blocks(
        dir_: Annotated[str, dir_argument],
        from_: Annotated[int | None, _option("--from", "HEIGHT", texts, "blocks_from")] = None,
        to: Annotated[int | None, _option("--to", "HEIGHT", texts, "blocks_to")] = None,
        file: Annotated[int | None, _option("--file", "N", texts, "blocks_file")] = None,
        order: Annotated[str, _option("--order", "chain|files", texts, "blocks_order")] = "chain",
        verify: Annotated[bool, flag("--verify", texts, "blocks_verify")] = False,
        blocks_only: Annotated[bool, flag("--blocks-only", texts, "blocks_only")] = False,
        fields: Annotated[str | None, _option("--fields", "NAMES", texts, "fields")] = None,
        tsv: Annotated[bool, flag("--tsv", texts, "tsv")] = False,
        jobs: Annotated[str | None, jobs_option(texts)] = None,
        network: Annotated[str | None, network_option(texts, "blocks_network")] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> int:
        from txexplain.bulk.folder_reading import Chosen, FolderReading
        from txexplain.cli.blocks_told import asked_of, show_blocks
        from txexplain.model.networks import network_named

        asked = asked_of(fields, texts, tsv=tsv, verify=verify, whole=blocks_only)
        chosen = Chosen(order, from_, to, file, blocks_only).only(asked.fields)
        reading = FolderReading(dir_, chosen, None if network is None else network_named(network))
        return show_blocks(reading, asked, jobs, texts)
