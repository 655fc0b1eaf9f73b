"""`txexplain decode`: a raw transaction taken apart, on screen or as JSON."""

from typing import Annotated

import typer

from txexplain.cli.options import flag, lang_option, parent_option, prevouts_option, tx_argument
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "decode"))
    def decode(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json")] = False,
        bytes_: Annotated[bool, flag("--bytes", texts, "bytes")] = False,
        all_: Annotated[bool, flag("--all", texts, "all")] = False,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        network: Annotated[str | None, flag("--network", texts, "network")] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.analyse import regions
        from txexplain.cli.output import show, write
        from txexplain.cli.reading import read_report

        report, example = read_report(tx, network, prevouts, parent or ())
        tree = regions(report) if bytes_ else None
        if json:
            from txexplain.data.decode import decode_data
            from txexplain.render.json import json_pieces

            write(json_pieces(decode_data(report, tree, example and example.name)))
        elif tree is not None:
            from txexplain.explain.pages.byte_map import byte_map

            show(byte_map(report, tree, texts, show_all=all_))
        else:
            from txexplain.explain.pages.decode import decode_page

            show(decode_page(report, texts, show_all=all_, example=example))
