"""`txexplain whatif`: change a transaction, and see what breaks."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import COINS, LOOKUP, PAGE, POLICY, RULES, Given, flag, listed, takes_transaction


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("whatif"))
    @takes_transaction(texts, *COINS, *RULES, "network", *LOOKUP, *POLICY, *PAGE)
    def whatif(
        given: Given,
        set_: Annotated[list[str] | None, listed("--set", "PATH=VALUE", texts, "edit_set")] = None,
        flip: Annotated[list[str] | None, listed("--flip", "PATH[:BIT]", texts, "edit_flip")] = None,
        hash_type: Annotated[list[str] | None, listed("--hash-type", "INPUT=NAME", texts, "edit_hash_type")] = None,
        negate_s: Annotated[list[str] | None, listed("--negate-s", "INPUT", texts, "edit_negate_s")] = None,
        swap: Annotated[list[str] | None, listed("--swap", "PATH,PATH", texts, "edit_swap")] = None,
        duplicate: Annotated[list[str] | None, listed("--duplicate", "PATH", texts, "edit_duplicate")] = None,
        drop: Annotated[list[str] | None, listed("--drop", "PATH", texts, "edit_drop")] = None,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        json: Annotated[bool, flag("--json", texts, "json_whatif")] = False,
    ) -> int:
        from txexplain.cli.edits import parse_edits
        from txexplain.cli.present import present

        typed = (set_, flip, hash_type, negate_s, swap, duplicate, drop)
        edits = parse_edits(*(words or () for words in typed))
        return present("whatif", given, texts, json=json, edits=edits, diagnosis=not no_diagnosis)
