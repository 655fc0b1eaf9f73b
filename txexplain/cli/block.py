"""`txexplain block`: a block decoded and checked, one of its transactions, or a Merkle proof."""

from typing import Annotated

import typer

from txexplain.cli.options import flag, lang_option, parent_option, prevouts_option
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    block_argument = typer.Argument(metavar="BLOCK", help=texts.plain("cli", "block_name"), show_default=False)
    tx_option = typer.Option("--tx", metavar="N", help=texts.plain("cli", "block_tx"), show_default=False)
    as_option = typer.Option(
        "--as", metavar="decode|verify|explain", help=texts.plain("cli", "block_as"), show_default=False
    )
    proof_option = typer.Option("--proof", metavar="TXID|N", help=texts.plain("cli", "proof"), show_default=False)

    @app.command(help=texts.plain("cli", "block"))
    def block(
        block: Annotated[str | None, block_argument] = None,
        tx: Annotated[int | None, tx_option] = None,
        as_: Annotated[str | None, as_option] = None,
        proof: Annotated[str | None, proof_option] = None,
        json: Annotated[bool, flag("--json", texts, "json_block")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_block")] = False,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        network: Annotated[str | None, flag("--network", texts, "block_network")] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> int:
        from txexplain.cli import block_pages as pages

        needs_tx = {"--as": as_, "--prevouts": prevouts, "--parent": parent}
        pages.check_asked(tx, as_, proof, [name for name, given in needs_tx.items() if given])
        report, example = pages.read_block_report(block, network)
        if tx is not None:
            found = pages.transaction_report(report, tx, prevouts, parent or ())
            asked = pages.Asked(texts, json, all_)
            return pages.show_transaction(report, tx, found, as_ or pages.VIEWS[0], asked)
        if proof is not None:
            return pages.show_proof(report, example, proof, texts, json=json)
        return pages.show_block(report, example, texts, json=json, whole=all_)
