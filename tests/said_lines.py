"""Runs that make the program say what it has to say of lines, of their fields, and of options that go with them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from conftest import EXAMPLES

from txexplain.bulk.answer import written
from txexplain.bulk.fields import fields_in
from txexplain.bulk.many import read_many
from txexplain.bulk.work import Asked, Item, Tally
from txexplain.explain.parts.many import summary
from txexplain.model.errors import DecodeError, TxExplainError
from txexplain.sources.files import MAX_INPUT_SIZE
from txexplain.texts import LANGUAGES, Texts

Call = list[str]
RAW = EXAMPLES["first"].raw
BAD = (
    {"hex": 5},
    {"hex": "00", "psbt": "00"},
    {"other": 1},
)
WRONG = (  # of what is said in other words where it is a line
    *(
        '{"hex":NaN}',
        '{"hex":1e99999999999999999999}',
        '{"hex":""}',
        "no-such-thing-at-all",
        "/no/such/file",
        "pizzza",
    ),
    *(json.dumps({"hex": RAW.hex(), "prevouts": "spent.json"}), "ab" * 32, "ab" * 32 + ":0"),
    *("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "https://example.com/tx/1"),
)


def of_lines() -> Iterator[Call]:
    """Bad lines and bad options, and a file in which nothing is a line."""
    for line in (*map(json.dumps, BAD), '{"hex":', '{"hex":"00","hex":""}', '{"hex":' + "[" * 5_000, "\1\2", *WRONG):
        yield ["decode", "--lines", line]
    fields = ["decode", "--lines", "first", "--fields"]
    yield from (
        [*fields, "txix"],
        [*fields, "txid,"],
        [*fields, "qqqqqq"],
        [*fields, "verdict"],
        [*fields, ",".join(f"vin.{n}.txid" for n in range(1_001))],
    )
    yield ["sighash", "--lines", "first"]
    yield from (["decode", "--lines", "--tsv", "first"], ["verify", "--tsv", "first"], ["decode", "first", "pizza"])
    yield from (["decode", "--lines", "--pick", "1"], ["verify", "--lines", "--prevouts", "[]"])
    yield from (["decode", "--lines", "--node", "localhost"], ["decode", "--lines", '{"merkleroot":"","tx":[]}'])
    with TemporaryDirectory() as folder:
        for data in (
            RAW,
            b'{\n"hex": 1\n}\n',
            b"a" * (MAX_INPUT_SIZE + 1),
            b"nonsense\n",
            b"ab" * 30 + b"\n" + b"ab" * 30 + b"\n" + b"ab" * 30,
            b"[1]",
            b"/\n",
            os.fsencode(__file__),
        ):
            path = Path(folder) / "lines"
            path.write_bytes(data)
            yield ["decode", "--lines", "--tsv", "--fields", "txid", str(path), "first"]
            yield ["decode", "--lines", "--tsv", "--fields", "txid", str(path)]


class _OfBlock(NamedTuple):
    """A transaction of a block, of which there is an error."""

    def items(self) -> Iterator[Item]:
        yield from self.lost(DecodeError("truncated", None, b""))

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        yield Item({"block": "00" * 32, "height": 1, "position": 2}, error=error)


def tell_of_short_and_long_runs() -> None:
    """The sum, which has a rate only where that says something."""
    counts = {**Tally(3, 1, 1, 1)._asdict(), "first_error": None}
    for lang in LANGUAGES:
        for seconds in (0.1, 10.0):
            assert summary(counts, seconds, "done", "lines", Texts(lang), judged=True)


def tell_of_what_is_no_line() -> None:
    """A value of another type, which only a caller of the library can give."""
    for lang in LANGUAGES:
        assert [*read_many([None], lang=lang)]  # type: ignore[list-item]


def tell_of_a_bad_transaction_in_a_block() -> None:
    """In columns, where the place of the error is said beside them."""
    for lang in LANGUAGES:
        done = written(_OfBlock(), Asked(fields=fields_in("txid", "decode"), tsv=True, lang=lang))
        assert done.said
