"""What a verdict means where a node or an explorer was asked: on whose word it rests, and what it excludes."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.parts.chain import SHOWN_RANGES, coins_known_by, on_whose_word, server_name
from txexplain.explain.parts.numbers import ranges
from txexplain.explain.parts.waiting import waits
from txexplain.model.chain import Lookup
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.model.spend import InputVerdict, Verdict, Verification
from txexplain.texts import Line, Texts


def sentence(key: str, verification: Verification, texts: Texts, **facts: object) -> Line:
    """The verdict in sentences, that of `key` by how the coins are known, and what follows from it."""
    report = verification.report
    lookup = report.lookup
    assert lookup is not None
    first = _first(key, report, lookup, texts, **facts)
    more = list(waits(report, lookup, texts)) if verification.verdict is Verdict.VALID else []
    if more and lookup.in_mempool:
        more.append(texts.line("chain", "excluded_by_wait", server=server_name(lookup, texts)))
    if verification.verdict is Verdict.INVALID and verification.policy_known:
        more += _excluded(report, lookup, texts)
    between = texts.line("page", "between_sentences")
    return (*first, *(chunk for line in more for chunk in (*between, *line)))


def _first(key: str, report: Report, lookup: Lookup, texts: Texts, **facts: object) -> Line:
    """`sentence_valid` or `sentence_invalid` by how the coins are known, where none was given."""
    known_by = coins_known_by(report, lookup)
    if key not in ("sentence_valid", "sentence_invalid"):
        if key == "sentence_coinbase" and lookup.block is not None:
            command = f"txexplain block {display_hex(lookup.block.hash)} --{lookup.server.kind} {lookup.server.name}"
            return texts.line("chain", "sentence_coinbase", command=command)
        return texts.line("verify", key, **facts)
    if known_by == "given":
        return texts.line("verify", key, **facts)
    return texts.line("chain", f"{key}_{known_by}", **on_whose_word(report, lookup, texts), **facts)


def condition(report: Report, texts: Texts) -> Line:
    """On whose word a verdict rests on all coins that are not proven; nothing where no server's does."""
    lookup = report.lookup
    known_by = "" if lookup is None else coins_known_by(report, lookup)
    if lookup is None or known_by not in ("server", "mixed"):
        return ()
    return texts.line("chain", f"if_{known_by}", **on_whose_word(report, lookup, texts))


def condition_of_input(report: Report, spend: InputVerdict, texts: Texts) -> Line:
    """On which coins that are only a server's word the verdict on one input rests.

    A Schnorr signature signs the coins of the other inputs too (BIP341).
    """
    lookup = report.lookup
    if lookup is None or spend.verdict is Verdict.UNKNOWN:
        return ()
    of_all = any(check.algorithm == "schnorr" for check in spend.run.checks)
    vins = [vin for vin in lookup.coins_from("server") if of_all or vin == spend.vin]
    told = {"inputs": ranges(vins, SHOWN_RANGES), "server": server_name(lookup, texts)}
    return texts.line("chain", "if_server" if vins != [spend.vin] else "if_server_this", **told) if vins else ()


def _excluded(report: Report, lookup: Lookup, texts: Texts) -> Iterator[Line]:
    """What an invalid transaction cannot be, though the server says so."""
    place = "block" if lookup.is_confirmed else "mempool" if lookup.in_mempool else ""
    if lookup.witness_differs:
        yield texts.line("chain", "excluded_witness_differs")
    elif place and lookup.given_witness == "other":
        yield texts.line("chain", "excluded_other_witness", server=server_name(lookup, texts))
    elif place:
        open_witness = "" if lookup.witness_proven else "_or_witness"
        yield texts.line("chain", f"excluded_{place}{open_witness}", server=server_name(lookup, texts))


def not_checked(verification: Verification, texts: Texts) -> Iterator[Line]:
    """What was not checked, and by whom it was, if the server is right, which it is not about what is invalid."""
    report = verification.report
    lookup = report.lookup
    assert lookup is not None
    server = server_name(lookup, texts)
    place = "block" if lookup.is_confirmed else f"mempool_{lookup.server.kind}" if lookup.in_mempool else "unknown"
    if verification.verdict is Verdict.INVALID:
        place = "unknown"
    first = texts.line("chain", f"not_checked_{place}", server=server)
    coins = coins_line(report, lookup, texts)
    yield (*first, *texts.line("page", "between_sentences"), *coins) if coins else first
    yield from witness_line(report, lookup, texts)


def coins_line(report: Report, lookup: Lookup, texts: Texts) -> Line:
    """From whom the known coins are; nothing where none is known."""
    if all(item.coin is None for item in report.inputs):
        return ()
    known_by = coins_known_by(report, lookup)
    return texts.line("chain", f"not_checked_coins_{known_by}", **on_whose_word(report, lookup, texts))


def witness_line(report: Report, lookup: Lookup, texts: Texts) -> Iterator[Line]:
    """That no proof covers the witness, where there is one in a block or the mempool, or that it is not that one."""
    server = server_name(lookup, texts)
    if lookup.witness_differs:
        yield texts.line("chain", "witness_differs")
    elif lookup.given_witness == "other":
        yield texts.line("chain", "other_witness", server=server)
    elif report.tx.has_witness and not lookup.witness_proven and (lookup.block is not None or lookup.in_mempool):
        of_mempool = "given" if lookup.given_witness else "mempool"
        place = of_mempool if lookup.block is None else "block"
        yield texts.line("chain", f"not_checked_witness_{place}", server=server)
