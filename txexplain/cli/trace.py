"""`txexplain trace`: the scripts of one input, step by step."""

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

KEPT_STEPS = 100  # of each script, at its beginning and at its end
KEPT_STEPS_ALL = 5_000


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "trace"))
    def trace(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        input_: Annotated[int, input_option(texts)] = 0,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        rules: Annotated[str | None, rules_option(texts, "rules_trace")] = None,
        height: Annotated[int | None, height_option(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json_trace")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_trace")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import show, write
        from txexplain.cli.spending import run_input
        from txexplain.model.transaction import display_hex

        keep = KEPT_STEPS_ALL if json or all_ else KEPT_STEPS
        report, spend, by = run_input(tx, input_, prevouts, parent or (), rules, height, keep, texts)
        if json:
            from txexplain.data.trace import trace_data
            from txexplain.render.json import to_json

            write(to_json(trace_data(spend, display_hex(report.tx.txid))))
        else:
            from txexplain.explain.pages.trace import trace_page

            show(trace_page(report, spend, by.rules, by.height, texts, show_all=all_))
