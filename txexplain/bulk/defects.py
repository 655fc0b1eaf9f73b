"""What stands for an answer where something raised what nobody foresaw, or memory ran out."""

from __future__ import annotations

import os

from txexplain.model.errors import Defect, OutputError, TxExplainError


def caught(error: Exception) -> TxExplainError:
    """What `error` shows. Raises a defect itself where TXEXPLAIN_DEBUG is set: its traceback is wanted."""
    if os.environ.get("TXEXPLAIN_DEBUG") and not isinstance(error, MemoryError):
        raise error
    return defect_of(error)


def defect_of(error: Exception) -> TxExplainError:
    """Too little memory; else a defect, without the words of `error`, which can hold what is in the data."""
    if isinstance(error, MemoryError):
        return OutputError("out_of_memory")
    return Defect("internal", reason=type(error).__name__)
