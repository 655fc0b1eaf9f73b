"""What a page on a transaction begins with: its txid, the story of an example, what goes in and what comes out."""

from __future__ import annotations

from txexplain.explain.document import Block, Heading, Paragraph, text
from txexplain.explain.parts.numbers import grouped
from txexplain.model.examples import Example
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN
from txexplain.model.report import Report
from txexplain.texts import Chunk, Line, Texts, plain


def heading(report: Report, texts: Texts) -> Line:
    return (*texts.line("page", "heading"), Chunk(" "), Chunk(display_hex(report.tx.txid), "txid"))


def story_blocks(report: Report, example: Example | None, texts: Texts) -> list[Block]:
    """The title of an example and why it matters; nothing for another transaction."""
    if example is None:
        return []
    name, why = example.texts[texts.language]
    return [Heading(_byline(report, example, name, texts), 4), Paragraph(text(why))]


def _byline(report: Report, example: Example, title: str, texts: Texts) -> Line:
    """The example's title, and where and when it was mined, or that it never was."""
    words = [title]
    if example.synthetic:
        words.append(texts.plain("page", "made_up"))
    if report.network.name != MAIN.name:
        words.append(texts.plain("page", "network", name=report.network.name))
    if example.block_height is not None:
        words.append(texts.plain("page", "block", height=grouped(example.block_height)))
    if example.block_time is not None:
        words.append(texts.plain("page", "time", time=example.block_time))
    return (Chunk(words[0], "strong"), *(Chunk(" · " + word) for word in words[1:]))


def summary(report: Report, texts: Texts) -> Line:
    """How many coins go in and come out, how much, and the fee."""
    tx = report.tx
    out_sat = grouped(tx.output_sat)
    if tx.is_coinbase:
        return texts.count(
            "page", "coinbase_summary", len(tx.outputs), outputs=grouped(len(tx.outputs)), out_sat=out_sat
        )
    first = texts.line(
        "page",
        "summary",
        coins_in=_coins("in", len(tx.inputs), texts),
        coins_out=_coins("out", len(tx.outputs), texts),
    )
    if not tx.inputs:
        second = texts.line("page", "summary_no_inputs", out_sat=out_sat)
    elif report.fee_sat is None or report.input_sat is None:
        second = texts.line("page", "summary_unknown", out_sat=out_sat)
    else:
        key = "summary_fee" if report.fee_sat > 0 else "summary_overspent" if report.fee_sat else "summary_no_fee"
        second = texts.line(
            "page", key, in_sat=grouped(report.input_sat), out_sat=out_sat, fee_sat=grouped(report.fee_sat)
        )
    return (*first, *texts.line("page", "between_sentences"), *second)


def _coins(side: str, count: int, texts: Texts) -> str:
    if count == 0:
        return texts.plain("page", "no_coins")
    return plain(texts.count("page", f"coins_{side}", count))
