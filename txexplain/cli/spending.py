"""What `trace` and `sighash` do before they show anything: read, choose the rules, run one input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.cli.progress import progress_bar
from txexplain.cli.reading import height_of, read_report
from txexplain.cli.rules import check_height, check_input, parse_rules
from txexplain.model.report import Report
from txexplain.model.rules import CONSENSUS, Rules, rules_at
from txexplain.model.spend import InputVerdict
from txexplain.texts import Texts
from txexplain.verify import trace


class JudgedBy(NamedTuple):
    """The rules that a spend was run by, and the mainnet block they are those of, None for today's."""

    rules: Rules
    height: int | None


def run_input(
    tx: str | None,
    index: int,
    prevouts: str | None,
    parents: Sequence[str],
    rules: str | None,
    height: int | None,
    keep_steps: int,
    texts: Texts,
) -> tuple[Report, InputVerdict, JudgedBy]:
    """Raises InputError or DecodeError."""
    asked = parse_rules(rules)
    check_height(height, asked)
    report, example = read_report(tx, None, prevouts, parents)
    check_input(index, len(report.inputs))
    of_height = height_of(example, height)
    if asked is None:
        asked = CONSENSUS if of_height is None else rules_at(of_height)
    else:
        of_height = None
    with progress_bar(1, texts) as progress:
        spend = trace(report, index, asked, keep_steps, progress)
    return report, spend, JudgedBy(asked, of_height)
