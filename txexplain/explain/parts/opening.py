"""What a page on a transaction begins with: which it is, what it does, a picture of the money, and the answer."""

from __future__ import annotations

from txexplain.explain.document import Block, Heading, Paragraph, text
from txexplain.explain.parts.answer import Judged, answer
from txexplain.explain.parts.flow import flow
from txexplain.explain.parts.numbers import grouped
from txexplain.model.examples import Example
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN
from txexplain.model.report import Report
from txexplain.texts import Chunk, Line, Texts, plain


def heading(report: Report, texts: Texts) -> Line:
    return heading_of("page", report, texts)


def heading_of(topic: str, report: Report, texts: Texts) -> Line:
    """The heading of that topic's pages, and the txid."""
    return (*texts.line(topic, "heading"), Chunk(" "), Chunk(display_hex(report.tx.txid), "txid"))


def opening(report: Report, judged: Judged, example: Example | None, texts: Texts, *, whole: bool) -> list[Block]:
    """Below the heading: what an example is, one sentence, the money, the answer. `whole` folds no coins."""
    picture = flow(report, texts, whole=whole)
    return [*byline(report, example, texts), Paragraph(gist(report, texts)), picture, *answer(report, judged, texts)]


def byline(report: Report, example: Example | None, texts: Texts) -> list[Block]:
    """What an example is; nothing for another transaction."""
    return [] if example is None else [Heading(_byline(report, example, texts), 4)]


def story_blocks(example: Example | None, texts: Texts) -> list[Block]:
    """Why an example matters; nothing for another transaction."""
    return [] if example is None else [Paragraph(text(example.texts[texts.language][1]))]


def _byline(report: Report, example: Example, texts: Texts) -> Line:
    """The example's title, and where and when it was mined, or that it never was."""
    words = [example.texts[texts.language][0]]
    if example.synthetic:
        words.append(texts.plain("page", "made_up"))
    if report.network.name != MAIN.name:
        words.append(texts.plain("page", "network", name=report.network.name))
    if example.block_height is not None:
        words.append(texts.plain("page", "block", height=grouped(example.block_height)))
    if example.block_time is not None:
        words.append(texts.plain("page", "time", time=example.block_time))
    return (Chunk(words[0], "strong"), *(Chunk(" · " + word) for word in words[1:]))


def gist(report: Report, texts: Texts, topic: str = "page", key: str = "gist") -> Line:
    """What the transaction does, in a sentence, or by that topic is to do."""
    tx = report.tx
    count = len(tx.outputs)
    if tx.is_coinbase:
        out_sat = grouped(tx.output_sat)
        return texts.count("page", "coinbase_summary", count, outputs=grouped(count), out_sat=out_sat)
    ins, outs = _coins("in", len(tx.inputs), texts), _coins("out", count, texts)
    return texts.line(topic, key, coins_in=ins, coins_out=outs)


def _coins(side: str, count: int, texts: Texts) -> str:
    if count == 0:
        return texts.plain("page", "no_coins")
    return plain(texts.count("page", f"coins_{side}", count))


def _who_gets_the_fee(report: Report, texts: Texts) -> Line:
    """Where there is a fee."""
    if not report.fee_sat or report.fee_sat < 0 or report.has_impossible_amount:
        return ()
    return (*texts.line("page", "between_sentences"), *texts.line("page", "fee_goes"))


def summary(report: Report, texts: Texts, *, short: bool = False) -> list[Block]:
    """What coins and satoshis are; unless `short` how much goes in and comes out, and the fee.

    Of a coinbase the gist says it.
    """
    if report.tx.is_coinbase:
        return []
    units = texts.line("page", "units")
    if short:
        return [Paragraph((*units, *_who_gets_the_fee(report, texts)))]
    out_sat = grouped(report.tx.output_sat)
    if not report.tx.inputs:
        sums = texts.line("page", "summary_no_inputs", out_sat=out_sat)
    elif report.spends_twice:
        return [Paragraph(units)]
    elif report.fee_sat is None or report.input_sat is None:
        sums = texts.line("page", "summary_unknown", out_sat=out_sat)
    elif report.has_impossible_amount or (report.is_overspent and report.has_amounts_alone):
        return [Paragraph(units)]
    else:
        key = "summary_fee" if report.fee_sat > 0 else "summary_overspent" if report.fee_sat else "summary_no_fee"
        told = {"in_sat": grouped(report.input_sat), "out_sat": out_sat, "fee_sat": grouped(report.fee_sat)}
        sums = texts.line("page", key, **told)
    return [Paragraph((*units, *texts.line("page", "between_sentences"), *sums))]
