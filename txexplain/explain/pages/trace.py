"""The page that `trace` prints: each script of an input, step by step."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph
from txexplain.explain.parts.failures import is_unsigned, missing_line, open_facts, unmade_line
from txexplain.explain.parts.kinds import kind_line
from txexplain.explain.parts.nothing_more import why_nothing_more
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.roles import roles_of
from txexplain.explain.parts.stages import ending, stage_blocks
from txexplain.explain.parts.verdicts import rules_line, word_note
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.model.rules import Rules
from txexplain.model.spend import InputVerdict
from txexplain.texts import Chunk, Line, Texts


def trace_page(
    report: Report,
    spend: InputVerdict,
    rules: Rules,
    height: int | None,
    texts: Texts,
    *,
    show_all: bool = False,
) -> Document:
    """Every stage of the input, and the verdict."""
    title = texts.line("verify", "heading_trace", index=grouped(spend.vin))
    blocks: list[Block] = [Heading((*title, Chunk(" "), Chunk(display_hex(report.tx.txid), "txid")), 1)]
    if len(report.inputs) > 1:
        blocks.append(Paragraph(texts.line("verify", "one_of_inputs", count=grouped(len(report.inputs)))))
    blocks.append(Facts(_head(report, spend, rules, height, texts)))
    roles = roles_of(spend.run, report.inputs[spend.vin], rules)
    blocks += stage_blocks(spend.run, roles, texts, show_all, assumed=spend.assumed is not None)
    reason = why_nothing_more(report.inputs[spend.vin], spend.run) if Rules.WITNESS in rules else None
    if reason is not None:
        blocks.append(Paragraph(texts.line("verify", f"nothing_more_{reason}")))
    condition = word_note(report, spend, texts)
    blocks += ending(spend.run, spend.verdict, _missing(spend, texts), texts, condition)
    return (*blocks, *map(Paragraph, _made_for(spend, texts)))


def _made_for(spend: InputVerdict, texts: Texts) -> tuple[Line, ...]:
    """What the signatures that fail were made for, where that was looked for and found."""
    if spend.diagnosis is None or is_unsigned(spend):
        return ()
    from txexplain.explain.parts.diagnosis import diagnosis_lines

    return tuple(diagnosis_lines(spend, texts))


def _head(report: Report, spend: InputVerdict, rules: Rules, height: int | None, texts: Texts) -> tuple[Fact, ...]:
    item = report.inputs[spend.vin]
    return (
        Fact(texts.plain("verify", "kind"), (kind_line(item, texts),)),
        Fact(texts.plain("verify", "rules"), (rules_line(rules, height, texts),)),
        *open_facts(spend, texts),
    )


def _missing(spend: InputVerdict, texts: Texts) -> Line:
    """What would be needed to go on, where that is what the verdict is about; that the coin does not exist."""
    if spend.unmade is not None:
        return unmade_line(spend.unmade, texts)
    missing = spend.run.missing
    return missing_line(missing, texts) if missing is not None and spend.verdict is spend.run.verdict else ()
