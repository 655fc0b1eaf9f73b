"""What `block` shows: the block, one of its transactions by the pages of other commands, a Merkle proof."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from txexplain.analyse import analyse
from txexplain.analyse_block import analyse_block
from txexplain.cli.output import show, write
from txexplain.cli.reading import network_of, spent_outputs
from txexplain.explain.document import Document, Heading
from txexplain.model.block import BlockReport, MerkleProof
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.examples import BlockExample
from txexplain.model.networks import MAIN
from txexplain.model.report import Report
from txexplain.model.transaction import Transaction, display_hex
from txexplain.sources import better_block_error, read_block
from txexplain.texts import Chunk, Texts
from txexplain.wire.block import coins_within, merkle_proof, raw_transaction, transaction_at

VIEWS = ("decode", "verify", "explain")


def check_asked(tx: int | None, view: str | None, proof: str | None, needing_tx: Sequence[str]) -> None:
    """Raises InputError where the options do not go together; those of `needing_tx` are given and need `--tx`."""
    if view is not None and view not in VIEWS:
        raise InputError("unknown_view", name=view[:40], near=", ".join(VIEWS))
    if needing_tx and tx is None:
        raise InputError("view_without_tx", name=needing_tx[0])
    if tx is not None and proof is not None:
        raise InputError("tx_and_proof")


def read_block_report(argument: str | None, network: str | None) -> tuple[BlockReport, BlockExample | None]:
    """The block that `argument` names. Raises InputError or DecodeError."""
    named = None if network is None else network_of(network)  # a wrong name is told before anything is read
    stdin = sys.stdin
    if stdin is None:
        source = read_block(argument, BytesIO(), True)
    else:
        source = read_block(argument, stdin.buffer, stdin.isatty())
    example = source.example
    try:
        chosen = named or network_of(example.network if example else MAIN.name)
        return analyse_block(source.raw, chosen, example.height if example else None), example
    except DecodeError as error:
        raise better_block_error(error) from error


def block_page_of(name: str, texts: Texts) -> Document:
    """The page on the block of that name, for lessons."""
    return _block_page(*read_block_report(name, None), texts, whole=False)


def proof_page_of(name: str, asked: str, texts: Texts) -> Document:
    """The Merkle proof of a transaction in the block of that name, for lessons."""
    from txexplain.explain.pages.merkle_proof import proof_page

    report, _ = read_block_report(name, None)
    return proof_page(report, _proof(report, asked), texts)


def _block_page(report: BlockReport, example: BlockExample | None, texts: Texts, *, whole: bool) -> Document:
    from txexplain.explain.pages.block import SHOWN_TRANSACTIONS, block_page

    return block_page(report, _transactions(report, report.total if whole else SHOWN_TRANSACTIONS), texts, example)


def _proof(report: BlockReport, asked: str) -> MerkleProof:
    return merkle_proof(report.layout.txids, _number(report, asked))


def show_block(report: BlockReport, example: BlockExample | None, texts: Texts, *, json: bool, whole: bool) -> int:
    """The block, with its first transactions or all. The status is 1 where a check fails."""
    if json:
        _write_data(report, example)
    else:
        show(_block_page(report, example, texts, whole=whole))
    return int(report.fails)


def show_proof(report: BlockReport, example: BlockExample | None, asked: str, texts: Texts, *, json: bool) -> int:
    """The way from a txid to the root. The status is 1 where that is not the header's."""
    from txexplain.explain.pages.merkle_proof import proof_page

    proof = _proof(report, asked)
    if json:
        _write_data(report, example, proof)
    else:
        show(proof_page(report, proof, texts))
    return int(proof.root != report.header.merkle_root)


class Asked(NamedTuple):
    """How a page is to be shown."""

    texts: Texts
    json: bool
    whole: bool


def transaction_report(report: BlockReport, number: int, prevouts: str | None, parents: Sequence[str]) -> Report:
    """Transaction `number`, with the coins that are made earlier in the block, and those that are given."""
    _check_number(report, number)
    raw = raw_transaction(report.layout, number)
    spent = coins_within(report.layout, number)
    if prevouts is not None or parents:
        spent = spent_outputs(raw, prevouts, parents, spent)
    return analyse(raw, spent, report.network)


def show_transaction(report: BlockReport, number: int, found: Report, view: str, asked: Asked) -> int:
    """Transaction `number` by the page of another command, under a line on where it stands."""
    title = asked.texts.line("block", "of_block", index=number, count=report.total)
    above = Heading((*title, Chunk(" "), Chunk(display_hex(report.header.hash), "txid")), 4)
    return _SHOWERS[view](found, _rules_height(report), above, asked)


def _decode(report: Report, height: int | None, above: Heading, asked: Asked) -> int:
    if asked.json:
        from txexplain.data.decode import decode_data
        from txexplain.render.json import json_pieces

        write(json_pieces(decode_data(report)))
    else:
        from txexplain.explain.pages.decode import decode_page

        show((above, *decode_page(report, asked.texts, show_all=asked.whole)))
    return 0


def _verify(report: Report, height: int | None, above: Heading, asked: Asked) -> int:
    from txexplain.cli.progress import progress_bar
    from txexplain.cli.status import status_of
    from txexplain.verify import verify

    with progress_bar(len(report.inputs), asked.texts) as progress:
        verification = verify(report, None, height, progress)
    if asked.json:
        from txexplain.data.verify import verify_data
        from txexplain.render.json import to_json

        write(to_json(verify_data(verification)))
    else:
        from txexplain.explain.pages.verify import verify_page

        show((above, *verify_page(verification, asked.texts, show_all=asked.whole)))
    return status_of(verification.verdict)


def _explain(report: Report, height: int | None, above: Heading, asked: Asked) -> int:
    from txexplain.cli.storytelling import judged_story
    from txexplain.explain.walk.page import explain_page
    from txexplain.explain.walk.story import Choice

    choice = Choice(whole=asked.whole)
    story = judged_story(report, choice, None, height, asked.texts)
    if asked.json:
        from txexplain.render.document_data import walk_data
        from txexplain.render.json import json_pieces

        write(json_pieces(walk_data(story, choice, asked.texts)))
    else:
        show((above, *explain_page(story, choice, asked.texts)))
    return 0


_SHOWERS: dict[str, Callable[[Report, int | None, Heading, Asked], int]] = {
    "decode": _decode,
    "verify": _verify,
    "explain": _explain,
}


def _rules_height(report: BlockReport) -> int | None:
    """The mainnet block whose rules count for its transactions, None where that is not known."""
    height = report.height
    return height.number if height is not None and height.counts and report.network.name == MAIN.name else None


def _transactions(report: BlockReport, limit: int) -> Iterator[Transaction]:
    """The first transactions, read again one by one."""
    return (transaction_at(report.layout, number) for number in range(min(limit, report.total)))


def _write_data(report: BlockReport, example: BlockExample | None, proof: MerkleProof | None = None) -> None:
    from txexplain.data.block import block_data
    from txexplain.render.json import json_pieces

    write(json_pieces(block_data(report, proof, example and example.name)))


def _number(report: BlockReport, asked: str) -> int:
    """The transaction that is asked for by its txid, as it is shown, or by its number."""
    word = asked.strip().lower()
    if word.isascii() and word.isdigit() and len(word) < 10:
        return _check_number(report, int(word))
    for number, txid in enumerate(report.layout.txids):
        if display_hex(txid) == word:
            return number
    raise InputError("not_in_block", txid=asked[:64])


def _check_number(report: BlockReport, number: int) -> int:
    if not 0 <= number < report.total:
        raise InputError("no_such_transaction", number=number, count=report.total, last=max(0, report.total - 1))
    return number
