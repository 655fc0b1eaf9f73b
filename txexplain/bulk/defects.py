"""What stands for an answer where something raised what nobody foresaw."""

from __future__ import annotations

import os

from txexplain.model.errors import Defect, OutputError, TxExplainError


def caught(error: Exception) -> TxExplainError:
    """The defect that `error` shows. Raises `error` itself where TXEXPLAIN_DEBUG is set: its traceback is wanted."""
    if os.environ.get("TXEXPLAIN_DEBUG"):
        raise error
    return defect_of(error)


def defect_of(error: Exception) -> TxExplainError:
    """A defect of that kind, without the words of `error`, which can hold what is in the data; no memory is none."""
    if isinstance(error, MemoryError):
        return OutputError("out_of_memory")
    return Defect("internal", reason=type(error).__name__)
