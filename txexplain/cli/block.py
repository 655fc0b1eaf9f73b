"""`txexplain block`: a block decoded and checked, one of its transactions, or a Merkle proof."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import COINS, SERVERS, Given, flag, network_option, takes_transaction


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    block_argument = typer.Argument(metavar="BLOCK", help=texts.help("block_name"), show_default=False)
    tx_option = typer.Option("--tx", metavar="N", help=texts.help("block_tx"), show_default=False)
    as_option = typer.Option("--as", metavar="decode|verify|explain", help=texts.help("block_as"), show_default=False)
    proof_option = typer.Option("--proof", metavar="TXID|N", help=texts.help("proof"), show_default=False)

    @app.command(help=texts.help("block"))
    @takes_transaction(texts, *COINS, *SERVERS, argument=False)
    def block(
        given: Given,
        block: Annotated[str | None, block_argument] = None,
        tx: Annotated[int | None, tx_option] = None,
        as_: Annotated[str | None, as_option] = None,
        proof: Annotated[str | None, proof_option] = None,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        json: Annotated[bool, flag("--json", texts, "json_block")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_block")] = False,
        network: Annotated[str | None, network_option(texts, "block_network")] = None,
    ) -> int:
        from txexplain.cli import block_pages as pages
        from txexplain.cli.present import tell_origin
        from txexplain.cli.progress import waiting
        from txexplain.cli.reading import asking_of, block_subject
        from txexplain.model.networks import network_named
        from txexplain.session.block import BlockSession
        from txexplain.session.taken import asked_by
        from txexplain.session.views import Choices

        pages.check_asked(tx, as_, proof, given)
        chosen = None if network is None else network_named(network)
        asking = asking_of(given, chosen)
        with asked_by(asking), waiting(texts, asking is not None):
            subject = block_subject(block, chosen, asking)
        tell_origin(subject.origin, texts)
        session = BlockSession(subject)
        if tx is not None:
            view = as_ or pages.VIEWS_OF_TRANSACTION[0]
            choices = Choices(all=all_, diagnosis=not no_diagnosis)
            return pages.present_transaction(session, tx, given, view, texts, asking, json=json, choices=choices)
        if proof is not None:
            return pages.show_proof(session, proof, texts, json=json)
        return pages.show_block(session, texts, json=json, whole=all_)
