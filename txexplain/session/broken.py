"""Why what was given does not read, for the page of the error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.model.errors import DecodeError, TxExplainError
from txexplain.model.subject import PSBT_MAGIC

if TYPE_CHECKING:
    from txexplain.model.hints import Diagnosis

_MOST_BYTES = 4_000_000  # more than a block holds


def diagnosis_of(error: TxExplainError) -> Diagnosis | None:
    """What was read before the error, and what would fit; None where it is not about a whole transaction."""
    if not isinstance(error, DecodeError) or error.span is None or error.code == "readings_differ":
        return None
    is_transaction = str(error.facts.get("field", "")).startswith("tx") and "tx" not in error.facts
    if not is_transaction or error.raw.startswith(PSBT_MAGIC) or len(error.raw) > _MOST_BYTES:
        return None
    from txexplain.hints.diagnose import diagnosis

    return diagnosis(error)
