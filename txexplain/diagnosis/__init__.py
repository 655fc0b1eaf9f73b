"""What is wrong with signatures that do not pass: the neighbours of their messages and keys, tried on the curve."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.model.diagnosis import InputDiagnosis
from txexplain.model.report import Report
from txexplain.model.spend import InputVerdict


class Diagnoser:
    """Diagnoses inputs of one transaction, one after the other: they share a limit, and what they have in common.

    `tick` is called at each message that is tried.
    """

    def __init__(self, report: Report, tick: Callable[[], None] = lambda: None) -> None:
        from txexplain.diagnosis.engine import Engine  # only what fails is diagnosed

        self._engine = Engine(report, tick)

    def input(self, spend: InputVerdict) -> InputDiagnosis:
        """One input that fails, by its run."""
        return self._engine.input(spend)


def diagnose(report: Report, spend: InputVerdict, tick: Callable[[], None] = lambda: None) -> InputDiagnosis:
    """One input that fails, by its run, by itself."""
    return Diagnoser(report, tick).input(spend)
