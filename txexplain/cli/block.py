"""`txexplain block`: a block decoded and checked, one of its transactions or all of them, or a Merkle proof."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import (
    COINS,
    SERVERS,
    SHARING,
    Given,
    flag,
    jobs_option,
    joined,
    network_option,
    takes_transaction,
)


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    block_argument = typer.Argument(metavar="BLOCK", help=texts.help("block_name"), show_default=False)
    tx_option = typer.Option("--tx", metavar="N", help=texts.help("block_tx"), show_default=False)
    as_option = typer.Option("--as", metavar="decode|verify|explain", help=texts.help("block_as"), show_default=False)
    proof_option = typer.Option("--proof", metavar="TXID|N", help=texts.help("proof"), show_default=False)
    fields_option = typer.Option("--fields", metavar="PATHS", help=texts.help("fields"), show_default=False)

    @app.command(help=texts.help("block"))
    @takes_transaction(texts, *COINS, *SERVERS, *SHARING, argument=False)
    def block(
        given: Given,
        block: Annotated[str | None, block_argument] = None,
        tx: Annotated[int | None, tx_option] = None,
        as_: Annotated[str | None, as_option] = None,
        proof: Annotated[str | None, proof_option] = None,
        transactions: Annotated[bool, flag("--transactions", texts, "block_transactions")] = False,
        lines: Annotated[bool, flag("--lines", texts, "block_lines")] = False,
        verify: Annotated[bool, flag("--verify", texts, "block_verify")] = False,
        fields: Annotated[list[str] | None, fields_option] = None,
        tsv: Annotated[bool, flag("--tsv", texts, "tsv")] = False,
        jobs: Annotated[str | None, jobs_option(texts)] = None,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        json: Annotated[bool, flag("--json", texts, "json_block")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_block")] = False,
        network: Annotated[str | None, network_option(texts, "block_network")] = None,
    ) -> int:
        from txexplain.cli import block_pages as pages
        from txexplain.model.networks import network_named
        from txexplain.session.views import Choices

        many = pages.Many(transactions, lines, verify, joined(fields), tsv, jobs)
        pages.check_asked(tx, as_, proof, given, many, json=json)
        chosen = None if network is None else network_named(network)
        if many.is_asked:
            from txexplain.cli.block_transactions import answer_transactions

            return answer_transactions(block, given, chosen, many, texts)
        session, asking = pages.opened(block, given, chosen, texts)
        given = given._replace(network=network)
        if tx is not None:
            view = as_ or pages.VIEWS_OF_TRANSACTION[0]
            choices = Choices(all=all_, diagnosis=not no_diagnosis)
            return pages.present_transaction(session, tx, given, view, texts, asking, json=json, choices=choices)
        if proof is not None:
            return pages.show_proof(session, proof, given, texts, json=json)
        return pages.show_block(session, given, texts, json=json, whole=all_)
