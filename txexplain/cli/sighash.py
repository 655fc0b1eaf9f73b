"""`txexplain sighash`: the messages that the signatures of one input sign, part by part."""

from typing import Annotated

import typer

from txexplain.cli.options import (
    flag,
    height_option,
    input_option,
    lang_option,
    parent_option,
    prevouts_option,
    rules_option,
    tx_argument,
)
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "sighash"))
    def sighash(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        input_: Annotated[int, input_option(texts)] = 0,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        rules: Annotated[str | None, rules_option(texts, "rules_trace")] = None,
        height: Annotated[int | None, height_option(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json_sighash")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_sighash")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import show, write
        from txexplain.cli.spending import run_input

        report, spend, _ = run_input(tx, input_, prevouts, parent or (), rules, height, 0, texts)
        if json:
            from txexplain.data.sighash import sighash_data
            from txexplain.render.json import to_json

            write(to_json(sighash_data(spend, report.tx)))
        else:
            from txexplain.explain.pages.sighash import sighash_page

            show(sighash_page(report, spend, texts, show_all=all_))
