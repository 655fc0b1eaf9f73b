"""`txexplain whatif`: change a transaction, and see what breaks."""

from typing import Annotated

import typer

from txexplain.cli.options import (
    flag,
    height_option,
    lang_option,
    listed,
    parent_option,
    prevouts_option,
    rules_option,
    tx_argument,
)
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "whatif"))
    def whatif(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        set_: Annotated[list[str] | None, listed("--set", "PATH=VALUE", texts, "edit_set")] = None,
        flip: Annotated[list[str] | None, listed("--flip", "PATH[:BIT]", texts, "edit_flip")] = None,
        hash_type: Annotated[list[str] | None, listed("--hash-type", "INPUT=NAME", texts, "edit_hash_type")] = None,
        negate_s: Annotated[list[str] | None, listed("--negate-s", "INPUT", texts, "edit_negate_s")] = None,
        swap: Annotated[list[str] | None, listed("--swap", "PATH,PATH", texts, "edit_swap")] = None,
        duplicate: Annotated[list[str] | None, listed("--duplicate", "PATH", texts, "edit_duplicate")] = None,
        drop: Annotated[list[str] | None, listed("--drop", "PATH", texts, "edit_drop")] = None,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        rules: Annotated[str | None, rules_option(texts)] = None,
        height: Annotated[int | None, height_option(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json_whatif")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.edits import parse_edits
        from txexplain.cli.output import show, write
        from txexplain.cli.reading import height_of, read_report
        from txexplain.cli.rules import check_height, parse_rules
        from txexplain.whatif import whatif as try_out

        typed = (set_, flip, hash_type, negate_s, swap, duplicate, drop)
        edits = parse_edits(*(words or () for words in typed))
        asked = parse_rules(rules)
        check_height(height, asked)
        report, example = read_report(tx, None, prevouts, parent or ())
        found = try_out(report, edits, asked, height_of(example, height))
        if json:
            from txexplain.data.whatif import whatif_data
            from txexplain.render.json import to_json

            write(to_json(whatif_data(found)))
        else:
            from txexplain.explain.pages.whatif import whatif_page

            show(whatif_page(found, texts))
