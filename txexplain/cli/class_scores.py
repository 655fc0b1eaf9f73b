"""`txexplain learn --class FILE…`: the scores of many learners, put together."""

from __future__ import annotations

from txexplain.cli.learning import Asked
from txexplain.texts import Texts


def show_class(asked: Asked, texts: Texts) -> None:
    """A table of the files that `asked.words` names, as text, `--json` or `--csv`. Raises TxExplainError."""
    raise NotImplementedError
