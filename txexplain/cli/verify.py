"""`txexplain verify`: the verdict on a transaction, input by input."""

from typing import Annotated

import typer

from txexplain.cli.options import (
    flag,
    height_option,
    lang_option,
    parent_option,
    prevouts_option,
    rules_option,
    tx_argument,
)
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "verify"))
    def verify(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        rules: Annotated[str | None, rules_option(texts)] = None,
        height: Annotated[int | None, height_option(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json_verify")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_verify")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> int:
        from txexplain.cli.output import show, write
        from txexplain.cli.progress import progress_bar
        from txexplain.cli.reading import height_of, read_report
        from txexplain.cli.rules import check_height, parse_rules
        from txexplain.cli.status import status_of
        from txexplain.verify import verify as judge

        asked = parse_rules(rules)
        check_height(height, asked)
        report, example = read_report(tx, None, prevouts, parent or ())
        with progress_bar(len(report.inputs), texts) as progress:
            verification = judge(report, asked, height_of(example, height), progress)
        if json:
            from txexplain.data.verify import verify_data
            from txexplain.render.json import to_json

            write(to_json(verify_data(verification)))
        else:
            from txexplain.explain.pages.verify import verify_page

            show(verify_page(verification, texts, show_all=all_, example=example))
        return status_of(verification.verdict)
