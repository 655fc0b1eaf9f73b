"""Why an input fails, where Core has one name for several causes: which it was, in hashes, numbers and names.

Nothing here decides: a check of the engine has failed, and what is looked for is what its failure comes from.
"""

from __future__ import annotations

from collections.abc import Callable

from txexplain.causes.seen import Seen
from txexplain.model.report import Facts, Report
from txexplain.model.rules import CONSENSUS, POLICY, Rules
from txexplain.model.spend import Failure, InputVerdict, Run

Rerun = Callable[[Rules], Run]


def with_causes(spend: InputVerdict, report: Report, script: bytes, rules: Rules, rerun: Rerun) -> InputVerdict:
    """The same verdict; its failures say their causes.

    `script` is the output script that the input was run with, `rules` those of its run; `rerun` runs it again by
    other rules, and keeps the last steps.
    """

    fails = spend.run.failure is not None
    done: dict[Failure, Failure] = {}

    def explained(failure: Failure | None, by: Rules) -> Failure | None:
        if failure is not None and failure not in done:  # by other rules it is often the same, and so is its cause
            from txexplain.causes.cause import cause_of

            found = cause_of(Seen(report, spend.vin, script, failure, lambda: rerun(by), fails=fails))
            done[failure] = failure._replace(facts=Facts({**failure.facts, **found})) if found else failure
        return None if failure is None else done[failure]

    return spend._replace(
        run=spend.run._replace(failure=explained(spend.run.failure, rules)),
        today=explained(spend.today, CONSENSUS),
        policy=explained(spend.policy, CONSENSUS | POLICY),
        standard=explained(spend.standard, CONSENSUS | POLICY),
    )
