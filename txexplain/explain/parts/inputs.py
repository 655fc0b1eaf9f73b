"""What one input says: the coin it uses, how it opens it, and its sequence."""

from __future__ import annotations

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.assembly import assembly, hex_word
from txexplain.explain.parts.found_text import pushed_text, readable
from txexplain.explain.parts.kinds import name, sentence
from txexplain.explain.parts.labels import input_script_label, labels_of
from txexplain.explain.parts.numbers import grouped, rough_span
from txexplain.explain.parts.outputs import amount_fact, coin_title, quoted
from txexplain.model.bytes import ByteSlice
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Certainty, InnerScript, InputReport, OutputReport, Report
from txexplain.model.script import NONSTANDARD
from txexplain.model.transaction import SEQUENCE_LOCKTIME_SECONDS
from txexplain.texts import Chunk, Line, Texts

_BY_KEY = ("pubkey", "pubkeyhash", "multisig", "witness_v0_keyhash", "witness_v1_taproot")
_HASHED = ("scripthash", "witness_v0_scripthash")
SHOWN_ITEMS = 20  # witness items, or runs of text in a coinbase, before the rest is counted
_TOLD_ONCE = ("kind", "sequence", "shape")  # whose notes hold for every input of that kind


def input_title(report: Report, index: int, texts: Texts) -> Line:
    """Its number, and of the coin that it spends the type and the amount."""
    return coin_title(texts.plain("page", "input", index=grouped(index)), report.inputs[index].spent, texts)


def input_facts(report: Report, index: int, texts: Texts, *, whole: bool = False) -> tuple[Fact, ...]:
    """The coin, what opens it, the sequence; what its kind of spend is in general is a detail."""
    item = report.inputs[index]
    facts = [] if report.tx.is_coinbase else [coin_fact(item, texts), *_spent(item, texts, whole)]
    is_usual = item.fits and item.certainty is Certainty.PROVEN
    facts.append(kind_fact(item, texts)._replace(detail="note" if is_usual else ""))
    facts += brought_facts(item, report.tx.is_coinbase, texts, whole)
    return (*facts, sequence_fact(report, item, texts))


def sequence_fact(report: Report, item: InputReport, texts: Texts) -> Fact:
    """The sequence, and what it means in this transaction."""
    return _fact("sequence", text(f"{item.txin.sequence:08x}", "number"), _sequence_note(report, item, texts), texts)


def _fact(key: str, value: Line, note: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("page", key), (value,), note, general=key in _TOLD_ONCE)


def coin_fact(item: InputReport, texts: Texts) -> Fact:
    txid, vout = item.txin.outpoint
    if item.txin.outpoint.is_null:
        return _fact("coin", texts.line("page", "coin_null"), (), texts)
    return _fact("coin", text(f"{display_hex(txid)}:{vout}", "txid"), (), texts)


def _spent(item: InputReport, texts: Texts, whole: bool) -> list[Fact]:
    """The coin's amount, which is a detail where the title has it, and its lock."""
    if item.coin_sat is None:
        return []
    amount = amount_fact(item.coin_sat, texts)
    if item.spent is None:
        return [amount._replace(note=texts.line("coins", "amount_alone_note"), general=True)]
    return [amount._replace(detail="fact"), *lock_facts(item.spent, texts, whole)]


def lock_facts(spent: OutputReport, texts: Texts, whole: bool) -> list[Fact]:
    """The lock of a coin, as an address where it has one, and as a script."""
    facts = []
    if spent.address is not None:
        facts.append(_fact("address", text(spent.address, "address"), (), texts))
    lock = assembly(spent.script, texts, whole=whole, numbers=spent.type.key == NONSTANDARD)
    return [*facts, _fact("locked_by", lock, (), texts)]


def kind_fact(item: InputReport, texts: Texts) -> Fact:
    called = name("spend", item.kind, texts)
    if item.certainty is Certainty.PROVEN:
        note = sentence("spend", item.kind, texts) if item.fits else texts.line("page", "kind_odd_note")
        return _fact("kind", text(called, "kind"), note, texts)
    if item.kind.key == "unknown":
        return _fact("kind", text(called), texts.line("page", "kind_unknown_note"), texts)
    value = texts.line("page", "kind_likely", name=called)
    return _fact("kind", value, texts.line("page", "kind_likely_note"), texts)


def brought_facts(item: InputReport, is_coinbase: bool, texts: Texts, whole: bool) -> list[Fact]:
    """What the input script and the witness hold, and the scripts that they reveal."""
    facts = []
    labels = labels_of(item, texts)
    if is_coinbase:
        facts += _coinbase_script(item, texts, whole)
    elif item.script_sig.slice.data or not item.txin.witness:
        label = input_script_label(item, texts)
        note = text(label, "label") if label else _nothing_yet(item, texts)
        facts.append(_fact("input_script", assembly(item.script_sig, texts, whole=whole), note, texts))
    items = item.txin.witness if whole else item.txin.witness[:SHOWN_ITEMS]
    for place, piece in enumerate(items):
        facts.append(_witness_item(place, piece, labels.get(piece.start), texts, whole))
    left = len(item.txin.witness) - len(items)
    if left:
        facts.append(Fact("", (texts.line("page", "more_items", count=grouped(left)),)))
    for inner in item.inner_scripts:
        facts += _inner_script(inner, texts, whole)
    return facts


def _nothing_yet(item: InputReport, texts: Texts) -> Line:
    """That the input provides nothing, and what that means for the coin."""
    if item.script_sig.slice.data or item.txin.witness:
        return ()
    if item.spent is None:
        return texts.line("causes", "nothing_for_unknown")
    if item.spent.type.key in _HASHED:
        return texts.line("causes", "nothing_for_script_hash")
    return texts.line("causes", "nothing_for_key") if item.spent.type.key in _BY_KEY else ()


def _coinbase_script(item: InputReport, texts: Texts, whole: bool) -> list[Fact]:
    """The bytes of a coinbase as they are, and the text in them: that of each push, where they are pushes."""
    value = tuple(hex_word(item.script_sig.slice.data, texts, whole=whole))
    height = item.kind.facts.get("height")
    key = "coinbase_script_free_note" if height is None else "coinbase_script_note"
    note = texts.line("page", key, height=grouped(int(height or 0)))
    facts = [_fact("coinbase_script", value, note, texts)]
    runs = pushed_text(element.data for element in item.script_sig.instructions if element.data)
    return [*facts, *(_fact("reads", quoted(run), (), texts) for run in runs[:SHOWN_ITEMS])]


def _witness_item(place: int, piece: ByteSlice, role: str | None, texts: Texts, whole: bool) -> Fact:
    label = texts.plain("page", "witness", index=place)
    if not piece.data:
        return Fact(label, (texts.line("page", "witness_empty"),))
    value: Line = tuple(hex_word(piece.data, texts, whole=whole))
    if role is not None:
        return Fact(label, (value,), text(role, "label"))
    message = readable(piece.data)
    if message is None:
        return Fact(label, (value,))
    return Fact(label, (value,), (*texts.line("page", "reads"), Chunk(" "), *quoted(message, whole=whole)))


def _inner_script(inner: InnerScript, texts: Texts, whole: bool) -> list[Fact]:
    facts = [_fact(f"role_{inner.role}", assembly(inner.script, texts, whole=whole, numbers=True), (), texts)]
    for shape in inner.shapes:
        called = text(name("shape", shape, texts), "kind")
        facts.append(_fact("shape", called, sentence("shape", shape, texts), texts))
        content = [piece.data for piece in shape.pieces("content_type")]
        if content and (message := readable(content[0])) is not None:
            facts.append(_fact("content_type", quoted(message), (), texts))
        body = b"".join(piece.data for piece in shape.pieces("inscription_body"))
        if body and (message := readable(body)) is not None:
            facts.append(_fact("message", quoted(message, whole=whole), (), texts))
    return facts


def _sequence_note(report: Report, item: InputReport, texts: Texts) -> Line:
    """What the sequence means in this transaction, and where that can be told, whether its wait is over."""
    meaning = _sequence_meaning(report, item, texts)
    if report.lookup is None:
        return meaning
    from txexplain.explain.parts.waiting import age_note

    waited = age_note(item, report.lookup, texts)
    return (*meaning, *texts.line("page", "between_sentences"), *waited) if waited else meaning


def _sequence_meaning(report: Report, item: InputReport, texts: Texts) -> Line:
    meaning = item.sequence_meaning
    count = int(meaning.facts.get("count", 0))
    if meaning.key == "sequence_blocks":
        return texts.count("page", meaning.key, count)
    span = rough_span(count * SEQUENCE_LOCKTIME_SECONDS, texts)
    return texts.line("page", meaning.key, count=grouped(count), span=span, version=grouped(report.tx.version))
