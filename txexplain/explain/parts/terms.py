"""Terms, each in a sentence."""

from __future__ import annotations

from txexplain.explain.document import Callout
from txexplain.texts import Texts


def term_callouts(keys: tuple[str, ...], texts: Texts) -> tuple[Callout, ...]:
    return tuple(_callout(key, texts) for key in keys)


def _callout(key: str, texts: Texts) -> Callout:
    label = texts.plain("terms", key, "name") + texts.plain("verify", "between_name_and_sentence")
    return Callout("word", label, texts.line("terms", key, "short"))
