"""The page that `script` prints: what the script is, if it is an output script, then how it runs by itself."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.parts.failures import missing_line
from txexplain.explain.parts.kinds import has_trait, name, sentence, what_opens
from txexplain.explain.parts.lock_facts import closed_line
from txexplain.explain.parts.numbers import grouped, utc
from txexplain.explain.parts.roles import roles_of
from txexplain.explain.parts.stages import ending, stage_blocks
from txexplain.model.report import OutputReport
from txexplain.model.rules import Rules
from txexplain.model.script import NONSTANDARD
from txexplain.model.spend import AssumedTransaction, Run
from txexplain.model.transaction import LOCK_TIME_THRESHOLD
from txexplain.texts import Line, Texts

_AS_FAR_AS_IS_KNOWN = ("nobodys_key", "nobodys_internal_key")  # what is not proven
SHOWN_SCRIPT = 40  # bytes, in a command to copy


def script_page(
    run: Run,
    rules: Rules,
    output: OutputReport | None,
    closed_by: str,
    transaction: AssumedTransaction | None,
    texts: Texts,
    *,
    show_all: bool = False,
) -> Document:
    """A script that was run by itself. `output` is what it is as an output script, where it is run as one, and
    `closed_by` why nothing can open that, "" where no reason is seen."""
    blocks: list[Block] = [Heading(texts.line("verify", "heading_script"), 1)]
    if output is not None and output.type.key != NONSTANDARD:
        blocks += _lock(output, closed_by, run, texts)
    if transaction is not None:
        blocks.append(Facts((_assumed(transaction, texts),)))
    roles = roles_of(run, None, rules)
    end = ending(run, run.verdict, _missing(run, transaction, closed_by, texts), texts)
    return (*blocks, *stage_blocks(run, roles, texts, show_all), *end)


def _lock(output: OutputReport, closed_by: str, run: Run, texts: Texts) -> Iterator[Block]:
    """What the output script is, what opens it, and what its run says of that."""
    kind = output.type.key
    called = texts.line("script_page", "is_output", name=name("type", output.type, texts))
    told = closed_by and not has_trait("never_spent", "type", kind)  # what opens it is said below: nothing
    yield Paragraph(called if told else (*called, *sentence("type", output.type, texts)))
    yield Facts(tuple(_facts(output, closed_by, texts)))
    if has_trait("program", "type", kind):
        if closed_by != "zero_program":
            key = "run_program_open" if has_trait("without_rules", "type", kind) else "run_program"
            yield Paragraph(texts.line("script_page", key))
    elif has_trait("never_spent", "type", kind):
        yield Paragraph(texts.line("script_page", "run_never"))
    elif not run.stages or not run.stages[0].before:
        yield Paragraph(texts.line("script_page", "run_nothing"))


def _facts(output: OutputReport, closed_by: str, texts: Texts) -> Iterator[Fact]:
    kind, script = output.type.key, output.script.slice.data
    if output.address is not None:
        yield Fact(texts.plain("page", "address"), (text(output.address, "address"),))
    if closed_by and not has_trait("never_spent", "type", kind):
        yield Fact(texts.plain("script_page", "opened_with"), (closed_line(closed_by, texts),))
    elif texts.has("kinds", "type", kind, "opens"):
        yield Fact(texts.plain("script_page", "opened_with"), (what_opens(output.type, texts),))
    if not closed_by:
        shown = script.hex() if len(script) <= SHOWN_SCRIPT else "HEX"
        yield Fact(texts.plain("script_page", "more"), (texts.line("script_page", "see_lock", script=shown),))


def _assumed(transaction: AssumedTransaction, texts: Texts) -> Fact:
    """The transaction around the script, as far as timelocks look at it."""
    version, sequence, lock_time = transaction
    values = texts.line(
        "script_page",
        "transaction_values",
        version=grouped(version),
        sequence=f"{sequence:08x}",
        lock_time=grouped(lock_time)
        if lock_time < LOCK_TIME_THRESHOLD
        else f"{grouped(lock_time)} ({utc(lock_time)} UTC)",
    )
    return Fact(
        texts.plain("script_page", "transaction"), (values,), texts.line("script_page", "transaction_assumed")
    )


def _missing(run: Run, transaction: AssumedTransaction | None, closed_by: str, texts: Texts) -> Line:
    """What would be needed to go on: with a transaction for timelocks, only a signature still asks for more."""
    if run.missing is None:
        return ()
    if closed_by and closed_by not in _AS_FAR_AS_IS_KNOWN:
        return texts.line("script_page", "missing_closed")
    if run.missing.what == "transaction":
        return texts.line("script_page", "missing_transaction" if transaction is None else "missing_signed")
    return missing_line(run.missing, texts)
