"""Runs that make the program say what text something was taken from, and what it is that was given instead."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pasting import FORMS
from something_else import SAMPLES
from test_block import B170
from test_rebuilt import esplora

from txexplain.bundled import load_block, load_example
from txexplain.sources import files

Call = list[str]


def of_pasted_text() -> Iterator[Call]:
    """One transaction in all that it may be pasted in, several in one text, and what is none."""
    raw, other = load_example("first").raw, load_example("p2wpkh").raw
    yield from (["decode", form(raw)] for form in FORMS.values())
    yield from (["decode", json.dumps(told)] for told in (esplora("p2wpkh"), [esplora("p2wpkh")]))
    yield from (["decode", json.dumps([raw.hex(), other.hex()]), *picked] for picked in ([], ["--pick", "7"]))
    yield ["block", json.dumps([B170.hex(), load_block("block100000").raw.hex()])]
    yield from (["decode", texts[0]] for texts in SAMPLES.values())
    with tempfile.TemporaryDirectory() as folder:
        pipe = Path(folder) / "pipe"
        os.mkfifo(pipe)
        kept, files.PIPE_WAIT = files.PIPE_WAIT, 0
        yield ["decode", str(pipe)]
        files.PIPE_WAIT = kept
