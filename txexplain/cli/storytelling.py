"""What `explain` and `step` do before they show anything: read, judge, and be ready to trace."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from txexplain.cli.progress import progress_bar
from txexplain.cli.reading import height_of, read_report
from txexplain.cli.rules import check_height, check_input, check_output, parse_rules
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.examples import Example
from txexplain.model.report import Report
from txexplain.model.rules import Rules
from txexplain.texts import Texts
from txexplain.verify import Verifier

KEPT_STEPS = 30  # of each script, at its beginning and at its end
KEPT_STEPS_WHOLE = 1_000
KEPT_TRACES = 4  # inputs whose steps are remembered; tracing one again is cheap


def read_story(
    tx: str | None,
    choice: Choice,
    prevouts: str | None,
    parents: Sequence[str],
    rules: str | None,
    height: int | None,
    texts: Texts,
) -> Story:
    """The judged transaction. Raises InputError or DecodeError."""
    asked = parse_rules(rules)
    check_height(height, asked)
    report, example = read_report(tx, None, prevouts, parents)
    return judged_story(report, choice, asked, height_of(example, height), texts, example)


def judged_story(
    report: Report,
    choice: Choice,
    rules: Rules | None,
    height: int | None,
    texts: Texts,
    example: Example | None = None,
) -> Story:
    """The same of a report, by these rules or those of the mainnet block of that height."""
    for number in choice.inputs:
        check_input(number, len(report.inputs))
    for number in choice.outputs:
        check_output(number, len(report.outputs))
    with progress_bar(len(report.inputs), texts) as progress:
        judge = Verifier(report, rules, height, progress)
        verification = judge.verification()
    keep = KEPT_STEPS_WHOLE if choice.whole else KEPT_STEPS
    return Story(verification, lru_cache(KEPT_TRACES)(partial(judge.trace, keep_steps=keep)), example)
