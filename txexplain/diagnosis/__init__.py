"""What is wrong with signatures that do not pass: the neighbours of their messages and keys, tried on the curve."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.model.diagnosis import InputDiagnosis
from txexplain.model.report import Report
from txexplain.model.spend import InputVerdict


def diagnose(report: Report, spend: InputVerdict, tick: Callable[[], None] = lambda: None) -> InputDiagnosis:
    """One input that fails, by its run. `tick` is called at each message that is tried."""
    return InputDiagnosis(spend.vin)
