"""`block --transactions`: the answer to each transaction of a block, and what they add up to."""

from __future__ import annotations

from txexplain.bulk.block_totals import Totals
from txexplain.bulk.blocks import KnownBlock, needs_coins, works_of
from txexplain.bulk.fields import fields_in
from txexplain.bulk.jobs import jobs_of
from txexplain.bulk.work import Asked
from txexplain.cli.block_pages import Many, opened
from txexplain.cli.many import run_many, status_of
from txexplain.cli.options import Given
from txexplain.cli.output import tell_note
from txexplain.cli.progress import waiting
from txexplain.cli.reading import stdin_bytes
from txexplain.explain.parts.block_totals import total_lines
from txexplain.model.block import subsidy_due
from txexplain.model.errors import InputError
from txexplain.model.networks import Network
from txexplain.session.block import BlockSession
from txexplain.session.block_coins import with_block_coins
from txexplain.sources.files import read_text
from txexplain.texts import Texts

_INVALID = 1


def answer_transactions(block: str | None, given: Given, network: Network | None, many: Many, texts: Texts) -> int:
    """Writes the answers, and on standard error what they add up to. The status is 1 too where that cannot be."""
    asked, jobs = asked_of(many, texts), jobs_of(many.jobs)
    session, asking = opened(block, given, network, texts)
    needed = needs_coins(asked)
    asking = asking if needed else None
    with waiting(texts, asking is not None):
        text = None if given.prevouts is None else read_text(given.prevouts, stdin_bytes())
        session = BlockSession(with_block_coins(session.subject, text, asking))
    subject, start, totals = session.subject, session.start, Totals(len(session.subject.coins))
    lines = many.lines or many.tsv
    works = works_of(subject.raw, place_of(session), subject.coins, numbered=lines, totals=totals)
    status = run_many(
        works, asked, texts, jobs, len(subject.raw), noun="transactions", owed=start.total, array=not lines
    )
    subsidy_sat = subsidy_due(start.height, start.network)
    failing = session.failing if totals.found.is_whole else ()
    for line in total_lines(totals.found, subsidy_sat, failing, texts, asks_for_fees=needed):
        tell_note(line)
    return status_of({status, _INVALID if failing or totals.found.is_wrong(subsidy_sat) else 0})


def asked_of(many: Many, texts: Texts) -> Asked:
    """Raises InputError where the fields are not those of an answer."""
    view = "verify" if many.verify else "decode"
    if many.tsv and many.fields is None:
        raise InputError("tsv_needs_fields")
    fields = None if many.fields is None else fields_in(many.fields, view, "block")
    return Asked(view, fields, many.tsv, texts.language)


def place_of(session: BlockSession) -> KnownBlock:
    """The block as its answers tell of it, judged as `BlockSession.transaction` has its transactions judged."""
    start = session.start
    height = start.height.number if start.height is not None and start.height.counts else None
    return KnownBlock(start.header.hash, height, start.network, session.proven_height, start.rules_height)
