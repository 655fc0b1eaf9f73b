"""`txexplain decode`: a raw transaction taken apart, on screen or as JSON."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import COINS, LOOKUP, MANY, POLICY, SHARING, Given, flag, takes_transaction


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("decode"))
    @takes_transaction(texts, *COINS, "network", *LOOKUP, *MANY, *POLICY, *SHARING)
    def decode(
        given: Given,
        json: Annotated[bool, flag("--json", texts, "json")] = False,
        bytes_: Annotated[bool, flag("--bytes", texts, "bytes")] = False,
        all_: Annotated[bool, flag("--all", texts, "all")] = False,
    ) -> int:
        from txexplain.cli.present import present

        return present("decode", given, texts, json=json, bytes=bytes_, all=all_)
