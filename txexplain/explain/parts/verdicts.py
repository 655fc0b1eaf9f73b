"""The verdict on a transaction and on an input, and the rules it was judged by."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Heading, Paragraph, styled
from txexplain.explain.parts.failures import missing_line, rule_lines, signature_words, unmade_line
from txexplain.explain.parts.findings import callout
from txexplain.explain.parts.kinds import name
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.why_invalid import Around, headline, why_lines
from txexplain.model.report import Match, Report
from txexplain.model.rules import CONSENSUS, POLICY, TAPROOT_HEIGHT, Rules
from txexplain.model.spend import InputVerdict, Verdict, Verification
from txexplain.texts import Chunk, Line, Texts


def verdict_facts(verification: Verification, texts: Texts) -> tuple[Fact, ...]:
    """The verdict on the transaction, and the rules it was judged by."""
    line = verdict_line(verification.verdict, texts)
    verdict = Fact(texts.plain("verify", "verdict"), (line,), verdict_sentence(verification, texts))
    return (verdict._replace(detail="fact"), rules_fact(verification, texts))


def verdict_sentence(verification: Verification, texts: Texts) -> Line:
    """What the verdict means, after the cause where an input fails and one was found."""
    cause = _first_cause(verification, texts)
    between = texts.line("page", "between_sentences") if cause else ()
    return (*cause, *between, *_meaning(verification, texts))


def _first_cause(verification: Verification, texts: Texts) -> Line:
    """The first rule that the whole breaks; or why the first input fails that decides the verdict by that."""
    if verification.broken:
        return callout(verification.broken[0], texts).line
    failing = _deciding(verification)
    said = () if failing is None else headline(failing, texts)
    if failing is None or not said:
        return ()
    number = Chunk(f"#{failing.vin}" + texts.plain("verify", "between_name_and_sentence"))
    between = texts.line("page", "between_sentences")
    return (number, *said[0], *(chunk for line in said[1:] for chunk in (*between, *line)))


def _deciding(verification: Verification) -> InputVerdict | None:
    """The first input that decides the verdict by failing."""
    if verification.verdict is not Verdict.INVALID or verification.broken:
        return None
    return next((spend for spend in verification.inputs if spend.verdict is Verdict.INVALID), None)


def around(verification: Verification, texts: Texts, called: str = "", *, history: bool = False) -> Around:
    """What the page says besides: why the first input fails that does is said with the verdict on the transaction."""
    failing = _deciding(verification)
    if failing is None:
        return Around(called=called, history=history)
    return Around(headline(failing, texts), called, history=history, vin=failing.vin)


def _meaning(verification: Verification, texts: Texts) -> Line:
    verdict = verification.verdict
    key = f"sentence_{verdict.value}"
    if verdict is Verdict.INVALID and verification.broken:
        key = "sentence_broken"
    if verdict is Verdict.UNKNOWN and verification.report.tx.is_coinbase:
        key = "sentence_coinbase"
    if verdict is Verdict.UNKNOWN and lacks(verification, "block_height"):
        key = "sentence_block_height"
    counts = {value: sum(spend.verdict is value for spend in verification.inputs) for value in Verdict}
    told = {f"{value.value}": grouped(count) for value, count in counts.items()}
    told["total"] = grouped(len(verification.inputs))
    if verification.report.lookup is not None:
        from txexplain.explain.parts.chain_verdict import sentence

        return sentence(key, verification, texts, **told)
    return texts.line("verify", key, **told)


def rules_fact(verification: Verification, texts: Texts) -> Fact:
    """The rules that it was judged by."""
    line = rules_line(verification.rules, verification.height, texts)
    note = texts.line("verify", "rules_height_note") if _are_younger(verification) else ()
    return Fact(texts.plain("verify", "rules"), (line,), note)


def _are_younger(verification: Verification) -> bool:
    """Whether some of the rules that are applied came after the block."""
    height = verification.height
    return height is not None and height < TAPROOT_HEIGHT and Rules.TAPROOT in verification.rules


def rules_line(rules: Rules, height: int | None, texts: Texts) -> Line:
    """Which rules were taken."""
    if height is not None:
        return texts.line("verify", "rules_height", height=grouped(height), names=_names(rules, texts))
    if rules == CONSENSUS:
        return texts.line("verify", "rules_today")
    if rules == CONSENSUS | POLICY:
        return texts.line("verify", "rules_policy")
    return texts.line("verify", "rules_named", names=_names(rules, texts))


def _names(rules: Rules, texts: Texts) -> str:
    return texts.plain("page", "between").join(rules.names) or texts.plain("verify", "rules_none")


def spend_lines(
    spend: InputVerdict, certain: bool, texts: Texts, called: str = "", besides: Around | None = None
) -> tuple[Line, ...]:
    """The verdict on an input, and what there is to say of it.

    `called` are the words by which a command finds the transaction again, where there are any; `besides` is what else
    the page says.
    """
    kind = name("spend", Match(spend.kind), texts)
    if not certain and spend.kind != "unknown":
        kind = texts.plain("page", "kind_likely", name=kind)
    line = verdict_line(spend.verdict, texts)
    if spend.kind != "coinbase":
        kind += texts.plain("verify", "between_parts") + signature_words(spend, texts)
    first = (*line, Chunk(texts.plain("verify", "between_parts"), "note"), Chunk(kind, "note"))
    reasons = _reasons(spend, texts, besides or Around(called=called))
    return (first, *(styled(each, "note") for each in reasons))


def _reasons(spend: InputVerdict, texts: Texts, besides: Around) -> Iterator[Line]:
    if spend.missing is not None:
        yield missing_line(spend.missing, texts, besides.called)
    if spend.unmade is not None:
        yield unmade_line(spend.unmade, texts)
    if spend.assumed is not None:
        yield from _assumed(spend, texts, besides)
    elif spend.run.failure is not None and spend.today is None:
        yield from why_lines(spend, spend.run.failure, texts, besides)
    if spend.taken_before is not None and besides.history:
        change = spend.taken_before
        yield texts.line("verify", "taken_before", height=grouped(change.height), bip=change.bip)
    if spend.today is not None:
        yield texts.line("verify", "today_refuses")
        yield rule_lines(spend.today, texts)


def _assumed(spend: InputVerdict, texts: Texts, besides: Around) -> Iterator[Line]:
    """What follows if the spent output is what the input's own data implies."""
    yield texts.line("verify", f"assumed_{spend.run.verdict.value}", script=(spend.assumed or b"").hex())
    if spend.run.failure is not None:
        yield from why_lines(spend, spend.run.failure, texts, besides)


def word_note(report: Report, spend: InputVerdict, texts: Texts) -> Line:
    """On whose word the verdict on one input rests, where a node or an explorer was asked."""
    if report.lookup is None:
        return ()
    from txexplain.explain.parts.chain_verdict import condition_of_input

    return condition_of_input(report, spend, texts)


def lacks_spent_output(verification: Verification) -> bool:
    """Whether the verdict on an input waits for the output that it spends."""
    return lacks(verification, "spent_output")


def lacks(verification: Verification, what: str) -> bool:
    """Whether the verdict on an input waits for that."""
    return any(spend.missing is not None and spend.missing.what == what for spend in verification.inputs)


def missing_section(verification: Verification, texts: Texts, level: int) -> list[Block]:
    """How to give spent outputs, where some are not known."""
    lookup = verification.report.lookup
    if not lacks_spent_output(verification) or (lookup is not None and lookup.unmade is not None):
        return []
    return [Heading(texts.line("verify", "heading_missing"), level), Paragraph(how_to_give(verification, texts))]


def how_to_give(verification: Verification, texts: Texts, topic: str = "how_to_give") -> Line:
    """How to give spent outputs; a server that was asked does not know them either."""
    if verification.report.lookup is None:
        return texts.line("verify", topic)
    from txexplain.explain.parts.chain import server_name

    return texts.line("chain", topic, server=server_name(verification.report.lookup, texts))
