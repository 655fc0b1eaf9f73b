"""The page that `block` prints: the header, what was checked, the coinbase, what the transactions add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.explain.document import (
    Block,
    ByteMap,
    ByteRow,
    Document,
    Fact,
    Facts,
    Heading,
    Listing,
    Paragraph,
    text,
)
from txexplain.explain.parts.assembly import hex_word
from txexplain.explain.parts.block_checks import check_note
from txexplain.explain.parts.found_text import pushed_text
from txexplain.explain.parts.marks import check_mark
from txexplain.explain.parts.numbers import grouped, utc
from txexplain.explain.parts.outputs import quoted
from txexplain.model.block import HEADER_SIZE, BlockLayout, BlockReport, Check
from txexplain.model.examples import BlockExample
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN
from txexplain.model.report import Certainty
from txexplain.model.transaction import MAX_BLOCK_WEIGHT, Transaction, btc
from txexplain.texts import Chunk, Line, Texts, plain

SHOWN_TRANSACTIONS = 10
_SHOWN_RUNS = 20  # of text in a coinbase
_VERSION_BITS = 1 << 29  # from here on the version is read bit by bit (BIP9)


def block_page(
    report: BlockReport,
    transactions: Iterable[Transaction],
    texts: Texts,
    example: BlockExample | None = None,
    name: str = "",
) -> Document:
    """The page; of the transactions those that are given are listed, from the first on.

    `name` are the words by which a command finds the block again, where there are any.
    """
    blocks: list[Block] = [*head(report, example, texts), Paragraph(_summary(report, texts)), *_place(report, texts)]
    blocks += [Heading(texts.line("block", "heading_header"), 2), *_header(report, texts)]
    blocks += [Heading(texts.line("block", "heading_work"), 2), Facts(tuple(_work(report, texts)))]
    blocks += [Heading(texts.line("block", "heading_checks"), 2), *_checks(report, texts)]
    if report.coinbase is not None:
        facts = tuple(_coinbase(report, report.coinbase, texts))
        blocks += [Heading(texts.line("block", "heading_coinbase"), 2), Facts(facts)]
    blocks += [
        Heading(texts.line("block", "heading_counts"), 2),
        Facts(tuple(_counts(report, texts)), long_labels=True),
    ]
    blocks += [Heading(texts.line("block", "heading_transactions"), 2), *_transactions(report, transactions, texts)]
    key = "shows_fails" if report.fails else "shows"
    blocks += [Heading(texts.line("block", "heading_shows"), 2), Paragraph(texts.line("block", key))]
    blocks += [Heading(texts.line("block", "heading_not_shown"), 2), Paragraph(_not_shown(report, texts))]
    return (*blocks, *_next(report, name or "FILE", texts))


def head(report: BlockReport, example: BlockExample | None, texts: Texts) -> Iterator[Block]:
    """The hash, and of a bundled block its title and why it matters."""
    yield Heading((*texts.line("block", "heading"), Chunk(" "), Chunk(display_hex(report.header.hash), "txid")), 1)
    if example is None:
        return
    title, why = example.texts[texts.language]
    words = [
        texts.plain("page", "block", height=grouped(example.height)),
        texts.plain("page", "time", time=example.time),
    ]
    if example.network != MAIN.name:
        words.append(texts.plain("page", "network", name=example.network))
    yield Heading((Chunk(title, "strong"), *(Chunk(" · " + word) for word in words)), 4)
    yield Paragraph(texts.marked(why))


def transaction_heading(layout: BlockLayout, number: int, texts: Texts) -> Heading:
    """Where a transaction stands: above the page on it."""
    title = texts.line("block", "of_block", index=number, count=len(layout.txids))
    return Heading((*title, Chunk(" "), Chunk(display_hex(layout.header.hash), "txid")), 4)


def _summary(report: BlockReport, texts: Texts) -> Line:
    if not report.total:
        return texts.line("block", "summary_none")
    coinbases = report.counts.spends.get(("coinbase", Certainty.PROVEN.value), 0)
    coins = grouped(report.counts.inputs - coinbases)
    return texts.count("block", "summary", report.total, coins=coins, outputs=grouped(report.counts.outputs))


def _place(report: BlockReport, texts: Texts) -> Iterator[Block]:
    """Whether it is in the chain, where a server was asked."""
    if report.lookup is not None:
        from txexplain.explain.parts.chain import place_of_block

        yield Facts((place_of_block(report.lookup, texts),))


def _not_shown(report: BlockReport, texts: Texts) -> Line:
    """What a block alone cannot show; whether it is in the chain is said where a server was asked."""
    line = texts.line("block", "not_shown")
    if report.lookup is not None and report.lookup.block is not None:
        return line
    return (*texts.line("block", "not_shown_chain"), *texts.line("page", "between_sentences"), *line)


def _header(report: BlockReport, texts: Texts) -> Iterator[Block]:
    header = report.header
    bits = header.version & 0xFFFFFFFF
    fields = (
        ("version", 4, str(header.version) if 0 <= bits < _VERSION_BITS else f"{bits:08x}"),
        ("previous", 32, display_hex(header.previous)),
        ("merkle_root", 32, display_hex(header.merkle_root)),
        ("time", 4, f"{header.time} = {utc(header.time)} UTC"),
        ("bits", 4, f"{header.bits:08x}"),
        ("nonce", 4, grouped(header.nonce)),
        ("tx_count", report.layout.starts[0] - HEADER_SIZE, grouped(report.total)),
    )
    rows, offset = [], 0
    for name, size, value in fields:
        label = texts.plain("fields", f"block.{name}")
        rows.append(ByteRow(offset, report.layout.raw[offset : offset + size], f"block.{name}", label, value, 0))
        offset += size
    yield Paragraph(texts.line("block", "header_legend", size=HEADER_SIZE))
    yield ByteMap(tuple(rows))


def _work(report: BlockReport, texts: Texts) -> Iterator[Fact]:
    """The hash and the target below each other, digit by digit, and how the target is written."""
    yield _fact("block_hash", text(display_hex(report.header.hash), "txid"), texts, size=HEADER_SIZE)
    bits, target = report.header.bits, report.target
    words = text(f"{bits:08x}", "data")
    if target is None:
        yield Fact(texts.plain("block", "target"), (texts.line("block", "target_none"),))
        yield Fact(texts.plain("block", "bits"), (words,))
        return
    yield _fact("target", text(f"{target:064x}", "txid"), texts, tries=grouped((1 << 256) // (target + 1)))
    size = bits >> 24
    note = "bits_note" if size > 3 else "bits_small_note"
    yield _fact("bits", words, texts, note, digits=f"{bits & 0x7FFFFF:06x}", size=size)


def _checks(report: BlockReport, texts: Texts) -> Iterator[Block]:
    yield Facts(tuple(_check(check, texts) for check in report.checks), long_labels=True)
    failing = sum(check.holds is False for check in report.checks)
    words = texts.line("block", "verdict_holds")
    if failing:
        words = texts.count("block", "verdict_fails", failing, network=report.network.name)
    yield Paragraph((*check_mark(not failing, ""), *words))


def _check(check: Check, texts: Texts) -> Fact:
    word = {True: "holds", False: "fails", None: "not_needed"}[check.holds]
    value = check_mark(check.holds, texts.plain("block", word, code=check.code))
    return Fact(texts.plain("block", f"label_{check.key}"), (value,), check_note(check, texts))


def _coinbase(report: BlockReport, coinbase: Transaction, texts: Texts) -> Iterator[Fact]:
    yield Fact(texts.plain("block", "txid"), (text(display_hex(coinbase.txid), "txid"),))
    yield _height(report, texts)
    yield _fact("pays", _amount(coinbase.output_sat, texts), texts)
    due = report.subsidy_sat
    if due is not None:
        more = coinbase.output_sat - due
        note = "subsidy_exact_note" if not more else "subsidy_more_note" if more > 0 else "subsidy_less_note"
        yield _fact("subsidy", _amount(due, texts), texts, note, sat=grouped(abs(more)))
    script = coinbase.inputs[0].script_sig.data
    yield Fact(texts.plain("block", "script"), (tuple(hex_word(script, texts)),))
    for run in pushed_text(report.coinbase_pushes)[:_SHOWN_RUNS]:
        yield Fact(texts.plain("block", "reads"), (quoted(run),))
    if report.commitment is not None:
        vout, committed, reserved = report.commitment
        yield _fact("commitment", text(committed.hex(), "data"), texts, vout=grouped(vout))
        if reserved is not None:
            yield Fact(texts.plain("block", "reserved"), (text(reserved.hex(), "data"),))


def _height(report: BlockReport, texts: Texts) -> Fact:
    if report.height is None:
        return _fact("height", texts.line("block", "height_unknown"), texts, "height_unknown_note")
    number, source = report.height
    told = {"from": grouped(report.network.bip34_height)}
    value = texts.line("block", "height_value", height=grouped(number))
    return _fact("height", value, texts, f"height_{source}_note", **told)


def _amount(sat: int, texts: Texts) -> Line:
    return texts.line("page", "amount_value", sat=grouped(sat), btc=btc(sat, ","))


def _counts(report: BlockReport, texts: Texts) -> Iterator[Fact]:
    counts = report.counts
    note = texts.line("block", "with_witness", count=grouped(counts.with_witness))
    yield Fact(texts.plain("block", "number_of_transactions"), (text(grouped(report.total), "number"),), note)
    for key, number in (("number_of_inputs", counts.inputs), ("number_of_outputs", counts.outputs)):
        yield Fact(texts.plain("block", key), (text(grouped(number), "number"),))
    types = tuple(
        texts.line("block", "times", count=grouped(count), name=_type_name(key, texts))
        for key, count in counts.output_types.items()
    )
    yield Fact(texts.plain("block", "output_type"), types)
    yield Fact(texts.plain("block", "spend_kind"), tuple(_spends(report, texts)))
    size = texts.line("block", "size_value", size=grouped(report.size_bytes))
    yield _fact("size", size, texts, base=grouped(report.base_size_bytes))
    share = f"{100 * report.weight_wu / MAX_BLOCK_WEIGHT:.2f}"
    yield _fact("weight", texts.line("block", "weight_value", weight=grouped(report.weight_wu)), texts, share=share)


def _spends(report: BlockReport, texts: Texts) -> Iterator[Line]:
    for (key, certainty), count in report.counts.spends.items():
        name = texts.plain("kinds", "spend", key, "name")
        likely = certainty != Certainty.PROVEN.value and key != "unknown"
        yield texts.line("block", "times_likely" if likely else "times", count=grouped(count), name=name)
    if any(certainty != Certainty.PROVEN.value for _, certainty in report.counts.spends):
        yield text(texts.plain("block", "spend_kind_note"), "note")


def _type_name(key: str, texts: Texts) -> str:
    return plain(texts.unfilled("kinds", "type", key, "short"))


def _transactions(report: BlockReport, transactions: Iterable[Transaction], texts: Texts) -> Iterator[Block]:
    rows = tuple(_row(number, tx, texts) for number, tx in enumerate(transactions))
    if rows:
        yield Facts(rows)
    if len(rows) < report.total:
        yield Paragraph(texts.line("block", "more_transactions", count=grouped(report.total - len(rows))))


def _row(number: int, tx: Transaction, texts: Texts) -> Fact:
    facts = {"inputs": len(tx.inputs), "outputs": len(tx.outputs), "size": tx.size_bytes, "sat": tx.output_sat}
    told = {key: grouped(fact) for key, fact in facts.items()}
    words = texts.line("block", "row_coinbase" if tx.is_coinbase else "row", **told)
    return Fact(f"#{number}", (text(display_hex(tx.txid), "txid"), words))


def _fact(key: str, value: Line, texts: Texts, note: str | None = None, **facts: object) -> Fact:
    return Fact(texts.plain("block", key), (value,), texts.line("block", note or f"{key}_note", **facts))


def _next(report: BlockReport, name: str, texts: Texts) -> list[Block]:
    if not report.total:
        return []
    last = min(1, report.total - 1)
    rows = (
        (f"txexplain block {name} --tx {last}", texts.line("block", "next_transaction")),
        (f"txexplain block {name} --proof {last}", texts.line("block", "next_proof")),
        (f"txexplain block {name} --json", texts.line("block", "next_json")),
    )
    return [Heading(texts.line("page", "heading_next"), 2), Listing(rows)]
