"""What holds for the whole transaction: ids, sizes, fee, and when it may be mined."""

from __future__ import annotations

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.findings import never_spent
from txexplain.explain.parts.numbers import fee_rate, grouped, utc
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.model.transaction import btc
from txexplain.texts import Line, Texts


def size_facts(report: Report, texts: Texts) -> tuple[Fact, ...]:
    """Ids and sizes. On a page that begins with the txid and the size all but the wtxid are details."""
    tx = report.tx
    size, base, witness = map(grouped, (tx.size_bytes, tx.base_size_bytes, tx.size_bytes - tx.base_size_bytes))
    of_witness = "_witness" if tx.has_witness else ""
    facts = (
        _fact("txid", text(display_hex(tx.txid), "txid"), texts.line("page", _txid_note(report)), texts),
        _said("size", texts, f"size{of_witness}_note", size=size, base=base, witness=witness),
        _said("weight", texts, f"weight{of_witness}_note", weight=grouped(tx.weight_wu), base=base, witness=witness),
        _said("vsize", texts, "vsize_coinbase_note" if tx.is_coinbase else "vsize_note", vsize=grouped(tx.vsize_vb)),
        *sigop_facts(report, texts),
    )
    txid, *sizes = (fact._replace(detail="fact") for fact in facts)
    return (txid, _wtxid_fact(report, texts), *sizes)


def _wtxid_fact(report: Report, texts: Texts) -> Fact:
    """A detail where it is the txid."""
    tx = report.tx
    if tx.txid == tx.wtxid:
        return _fact("wtxid", texts.line("page", "wtxid_same_note"), (), texts)._replace(detail="fact")
    note = texts.line("page", "wtxid_coinbase_note" if tx.is_coinbase else "wtxid_note")
    return _fact("wtxid", text(display_hex(tx.wtxid), "txid"), note, texts)._replace(detail="note")


def _txid_note(report: Report) -> str:
    """Which sentence is true of the id: with no output that can be spent no input ever names it."""
    if len(never_spent(report)) == len(report.outputs):
        return "txid_never_note"
    return "txid_coinbase_note" if report.tx.is_coinbase else "txid_note"


def counts_sigops(report: Report) -> bool:
    """Whether signature checks make the size by which fees are compared another than that by weight."""
    return not report.tx.is_coinbase and report.sigop_vsize_vb != report.tx.vsize_vb


def sigop_facts(report: Report, texts: Texts) -> tuple[Fact, ...]:
    """The size by which fees are compared, where signature checks make it another than that by weight."""
    if not counts_sigops(report):
        return ()
    note = "sigop_vsize_note" if report.sigop_cost_known else "sigop_vsize_at_least_note"
    told = {"vsize": grouped(report.sigop_vsize_vb), "sigop_cost": grouped(report.sigop_cost)}
    return (_said("sigop_vsize", texts, note, **told),)


def fee_facts(report: Report, texts: Texts) -> tuple[Fact, ...]:
    """The fee and its rate; a coinbase has none."""
    if report.tx.is_coinbase:
        return ()
    if report.spends_twice:
        return (_fact("fee", texts.line("page", "fee_of_coin_twice"), (), texts),)
    if report.fee_sat is None:
        value = texts.line("page", "fee_unknown")
        return (_fact("fee", value, texts.line("page", "fee_unknown_note"), texts),)
    if report.has_impossible_amount:
        return (_fact("fee", texts.line("page", "fee_of_impossible_amounts"), (), texts),)
    if report.is_overspent and report.has_amounts_alone:
        return (_fact("fee", texts.line("coins", "fee_of_amounts_below"), (), texts),)
    told = {"sat": grouped(report.fee_sat), "btc": btc(report.fee_sat, ",")}
    if report.fee_sat < 0:
        overspent = texts.line("page", "fee_overspent_note")
        value = texts.line("page", "fee_value", **told)
        return (_fact("fee", value, _sentences(texts, overspent, claim_note(report, texts)), texts),)
    rate = texts.line("page", "fee_rate_value", rate=fee_rate(report.fee_sat, report.tx.vsize_vb))
    return (
        _said("fee", texts, **told),
        _fact("fee_rate", rate, fee_note(report, texts), texts),
    )


def fee_note(report: Report, texts: Texts) -> Line:
    """What there is to say of a fee: its other rate, and on what it is founded."""
    return _sentences(texts, _sigop_rate(report, texts), claim_note(report, texts))


def claim_note(report: Report, texts: Texts) -> Line:
    """Where amounts were given alone, that nothing proves them."""
    return texts.line("coins", "fee_claimed_note") if report.has_amounts_alone and report.fee_sat is not None else ()


def _sentences(texts: Texts, *lines: Line) -> Line:
    first, *others = [line for line in lines if line] or [()]
    return (*first, *(chunk for line in others for chunk in (*texts.line("page", "between_sentences"), *line)))


def _sigop_rate(report: Report, texts: Texts) -> Line:
    """The fee rate by signature checks, where nodes compare fees by that one."""
    if report.fee_sat is None or not counts_sigops(report):
        return ()
    return texts.line("page", "fee_rate_sigops_note", rate=fee_rate(report.fee_sat, report.sigop_vsize_vb))


def rule_facts(report: Report, texts: Texts) -> tuple[Fact, ...]:
    tx = report.tx
    facts = [
        _version_fact(report, texts),
        _fact("lock_time", text(grouped(tx.lock_time), "number"), _lock_time_note(report, texts), texts),
    ]
    signalled = report.finding("replaceable")
    if signalled is not None:
        note = texts.line(
            "page",
            "replaceable_note",
            count=grouped(int(signalled.facts["count"])),
            inputs=grouped(len(tx.inputs)),
        )
        facts.append(_fact("replaceable", texts.line("page", "replaceable_value"), note, texts))
    elif report.finding("replaceable_version"):
        note = texts.line("page", "replaceable_version_note")
        facts.append(_fact("replaceable", texts.line("page", "replaceable_value"), note, texts))
    elif report.finding("not_replaceable"):
        note = texts.line("page", "not_replaceable_note")
        value = texts.line("page", "not_replaceable_value")
        facts.append(_fact("replaceable", value, note, texts)._replace(detail="note"))
    return tuple(facts)


def _version_fact(report: Report, texts: Texts) -> Fact:
    """A detail where it is one of the two that most have."""
    version = report.tx.version
    fact = _fact("version", text(grouped(version), "number"), _version_note(report, texts), texts)
    return fact._replace(detail="fact" if version in (1, 2) else "")


def _version_note(report: Report, texts: Texts) -> Line:
    version = report.tx.version
    if report.tx.is_coinbase:
        return texts.line("page", "version_coinbase_note")
    if version in (1, 2, 3):
        return texts.line("page", f"version_{version}_note")
    relative = texts.plain("page", "version_2_note" if version >= 2 else "version_1_note")
    return texts.line("page", "version_other_note", relative=relative)


def _lock_time_note(report: Report, texts: Texts) -> Line:
    lock_time = report.tx.lock_time
    key = next(finding.key for finding in report.findings if finding.key.startswith("lock_time"))
    told = {"height": grouped(lock_time), "next": grouped(lock_time + 1), "time": utc(lock_time)}
    meaning = texts.line("page", f"{key}_note", **told)
    if report.lookup is None:
        return meaning
    from txexplain.explain.parts.waiting import locktime_note

    return _sentences(texts, meaning, locktime_note(key, report, report.lookup, texts))


def _said(key: str, texts: Texts, note: str | None = None, **facts: object) -> Fact:
    """The fact whose value and note are catalogue texts."""
    return _fact(
        key,
        texts.line("page", f"{key}_value", **facts),
        texts.line("page", note or f"{key}_note", **facts),
        texts,
    )


def _fact(key: str, value: Line, note: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("page", key), (value,), note)
