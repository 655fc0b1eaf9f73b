"""Verdicts with what is wrong with the signatures of the inputs that fail: asked for after judging, and only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from txexplain.model.spend import InputVerdict, Verdict, Verification

if TYPE_CHECKING:
    from txexplain.diagnosis import Diagnoser
    from txexplain.model.report import Report
    from txexplain.model.whatif import WhatIf
    from txexplain.session.shown import Progress


def diagnosed(verification: Verification, progress: Progress) -> Verification:
    """The same verdicts; each input that fails has its diagnosis, as far as the limits allow."""
    if not any(map(_fails, verification.inputs)):
        return verification
    of_input = _diagnoser(verification.report, progress)
    return verification._replace(inputs=tuple(map(of_input, verification.inputs)))


def diagnosed_input(report: Report, spend: InputVerdict, progress: Progress) -> InputVerdict:
    """The input, with its diagnosis if it fails."""
    return _diagnoser(report, progress)(spend) if _fails(spend) else spend


def diagnosed_whatif(found: WhatIf, progress: Progress) -> WhatIf:
    """The same; an input that fails, and that was there and not valid before, has its diagnosis.

    Of what was valid before the edits are the cause, and that is what is said.
    """
    if found.after is None:
        return found
    of_input = _diagnoser(found.after.report, progress)
    told = (
        each._replace(after=of_input(each.after))
        if each.after and each.before and each.before.run.verdict is not Verdict.VALID
        else each
        for each in found.inputs
    )
    return found._replace(inputs=tuple(told))


def _diagnoser(report: Report, progress: Progress) -> Callable[[InputVerdict], InputVerdict]:
    """Gives an input its diagnosis if it fails; all of one transaction share a limit."""
    diagnoser: Diagnoser | None = None
    at = 0

    def of_input(spend: InputVerdict) -> InputVerdict:
        nonlocal diagnoser, at
        if not _fails(spend):
            return spend
        at = spend.vin
        if diagnoser is None:
            from txexplain.diagnosis import Diagnoser

            diagnoser = Diagnoser(report, lambda: progress(at))
        return spend._replace(diagnosis=diagnoser.input(spend))

    return of_input


def _fails(spend: InputVerdict) -> bool:
    """Whether its scripts fail by the rules that decide, be it with a spent output that is only assumed."""
    return spend.run.failure is not None and spend.today is None
