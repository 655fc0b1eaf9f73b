"""What is said of one check of a block: why it fails, holds, or is not needed."""

from __future__ import annotations

from txexplain.explain.parts.numbers import grouped
from txexplain.model.block import SEGWIT_HEIGHT, Check
from txexplain.model.transaction import MAX_BLOCK_WEIGHT
from txexplain.texts import Line, Texts


def check_note(check: Check, texts: Texts) -> Line:
    return texts.line("block", _key(check), **_facts(check))


def check_sentence(check: Check, texts: Texts) -> str:
    """The same without marks."""
    return texts.plain("block", _key(check), **_facts(check))


def _key(check: Check) -> str:
    return f"check_{check.key}_{check.reason or 'holds'}"


def _facts(check: Check) -> dict[str, object]:
    facts: dict[str, object] = {
        key: grouped(fact) if isinstance(fact, int) else fact for key, fact in check.facts.items()
    }
    return facts | {
        "weight": facts.get("weight_wu"),
        "most": grouped(MAX_BLOCK_WEIGHT),
        "from": grouped(SEGWIT_HEIGHT),
    }
