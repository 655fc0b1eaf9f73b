"""A transaction is found in whatever it is pasted in, and never another one."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable

import pytest
from conftest import FULL

from txexplain.bundled import example_names, load_example
from txexplain.model.errors import InputError
from txexplain.sources.pasted import payloads
from txexplain.sources.transactions import from_bytes, from_text


def _lines(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _characters(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def _rows(raw: bytes, size: int = 16) -> list[tuple[int, bytes]]:
    return [(start, raw[start : start + size]) for start in range(0, len(raw), size)]


def _xxd(raw: bytes) -> str:
    return "\n".join(
        f"{start:08x}: {' '.join(_lines(row.hex(), 4)):39}  {_characters(row)}" for start, row in _rows(raw)
    )


def _hexdump(raw: bytes) -> str:
    halves = [(start, row[:8].hex(" "), row[8:].hex(" "), row) for start, row in _rows(raw)]
    body = "\n".join(f"{at:08x}  {left + '  ' + right:48}  |{_characters(row)}|" for at, left, right, row in halves)
    return f"{body}\n{len(raw):08x}"


def _octal_dump(raw: bytes) -> str:
    return "\n".join(f"{start:07o} {row.hex(' ')}" for start, row in _rows(raw))


FORMS: dict[str, Callable[[bytes], str]] = {
    "JSON-RPC answer": lambda raw: json.dumps({"result": raw.hex(), "error": None, "id": 1}),
    "JSON-RPC object": lambda raw: json.dumps({"result": {"txid": "00" * 32, "hex": raw.hex()}}),
    "JSON hex": lambda raw: json.dumps({"hex": raw.hex()}),
    "JSON list": lambda raw: json.dumps([raw.hex()]),
    "JSON-RPC request": lambda raw: json.dumps({"method": "sendrawtransaction", "params": [raw.hex()]}),
    "explorer": lambda raw: json.dumps({"data": {"rawtx": raw.hex()}}),
    "testmempoolaccept": lambda raw: f"bitcoin-cli testmempoolaccept '[\"{raw.hex()}\"]'",
    "bitcoin-cli": lambda raw: f"bitcoin-cli sendrawtransaction {raw.hex()}",
    "prompt": lambda raw: f'$ bitcoin-cli -regtest decoderawtransaction "{raw.hex()}"',
    "curl": lambda raw: f'curl -d \'{{"method":"x","params":["{raw.hex()}"]}}\' http://127.0.0.1:8332/',
    "Python": lambda raw: f"rawtx = '{raw.hex()}'",
    "x()": lambda raw: f"tx = CTransaction.deserialize(x('{raw.hex()}'))",
    "bytes": lambda raw: f"b'{raw.hex()}'",
    "strings in brackets": lambda raw: (
        "raw = (\n" + "\n".join(f'    "{row}"' for row in _lines(raw.hex(), 50)) + "\n)"
    ),
    "strings added": lambda raw: " + \n".join(f"'{row}'" for row in _lines(raw.hex(), 50)),
    "fence": lambda raw: "My transaction:\n```text\n" + "\n".join(_lines(raw.hex(), 64)) + "\n```\nWhy does it fail?",
    "backticks": lambda raw: f"my transaction `{raw.hex()}` is refused",
    "quotation": lambda raw: "Somebody wrote:\n> it is\n> " + "\n> ".join(_lines(raw.hex(), 70)),
    "backslashes": lambda raw: "\\\n".join(_lines(raw.hex(), 60)),
    "xxd": _xxd,
    "xxd -p": lambda raw: "\n".join(_lines(raw.hex(), 60)),
    "hexdump -C": _hexdump,
    "od -tx1": _octal_dump,
    "0x bytes": lambda raw: ", ".join(f"0x{byte:02x}" for byte in raw),
    "C array": lambda raw: (
        "char tx[] = {\n" + ",\n".join(", ".join(map(hex2, row)) for _, row in _rows(raw, 12)) + "};"
    ),
    "escapes": lambda raw: '"' + "".join(f"\\x{byte:02x}" for byte in raw) + '"',
    "colons": lambda raw: raw.hex(":"),
    "decimal list": lambda raw: str([*raw]),
    "smart quotes": lambda raw: f"“{raw.hex()}”",
    "no-break spaces": lambda raw: raw.hex(" ").replace(" ", "\u00a0"),
    "zero-width spaces": lambda raw: "\u200b".join(_lines(raw.hex(), 40)),
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "link": lambda raw: f"https://example.org/decode?tx={raw.hex()}",
    "YAML": lambda raw: f"rawtx: {raw.hex()}\nheight: 5",
    "HTML": lambda raw: f"<code>{raw.hex()}</code>",
}


def hex2(byte: int) -> str:
    return f"0x{byte:02X}"


AROUND: dict[str, Callable[[str], str]] = {
    "alone": str,
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "quoted": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "fenced": lambda text: f"Look:\n```\n{text}\n```\nthanks, Bob",
    "indented": lambda text: "\n".join(f"    {line}" for line in text.split("\n")),
}
RAWS = {name: load_example(name).raw for name in example_names()}
SMALL = {name: raw for name, raw in RAWS.items() if len(raw) < 20_000}


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_transaction_is_taken_from_every_form(form: str) -> None:
    for raw in [*SMALL.values()][:: 1 if FULL else 9]:
        for around in AROUND.values():
            assert [each.raw for each in payloads(around(FORMS[form](raw)))] == [raw]


@pytest.mark.parametrize("form", FORMS)
def test_the_sources_take_it_too_and_say_from_what(form: str) -> None:
    raw = RAWS["p2wpkh"]
    text = FORMS[form](raw)
    for subject in (from_text(text), from_bytes(text.encode())):
        assert subject.raw == raw
        plain = form in ("xxd -p", "smart quotes") or subject.origin is not None
        assert plain or form in ("JSON hex", "bytes", "backslashes", "no-break spaces", "zero-width spaces")


def test_what_is_left_out_is_not_closed_up() -> None:
    """A gap that is marked by dots: the rest might read as another transaction."""
    source = random.Random(7)
    for name in ("first-p2pkh", "p2wpkh", "bad-signature"):
        digits = RAWS[name].hex()
        for _ in range(400 if FULL else 60):
            start = source.randrange(8, len(digits) - 8)
            end = min(len(digits) - 8, start + source.randrange(1, 60))
            for dots in ("…", "...", " … "):
                assert payloads(digits[:start] + dots + digits[end:]) == []


def test_of_several_none_is_chosen() -> None:
    both = json.dumps({"result": [{"hex": RAWS["first"].hex()}, {"hex": RAWS["p2wpkh"].hex()}]})
    with pytest.raises(InputError, match="several_found") as caught:
        from_text(both)
    assert caught.value.facts["places"] == ".result[0].hex, .result[1].hex"


def test_the_same_twice_is_one() -> None:
    digits = RAWS["first"].hex()
    assert len(payloads(f"here: {digits}\nand again: {digits.upper()}")) == 1


def test_spent_outputs_come_along_wherever_the_transaction_stands(cli) -> None:
    inner = json.loads(cli("decode", "--json", "p2wpkh").out)
    subject = from_text(json.dumps({"id": 1, "result": inner}))
    assert subject.spent_outputs == tuple(load_example("p2wpkh").spent_outputs)


def test_the_command_says_on_standard_error_what_it_took(cli) -> None:
    text = FORMS["JSON-RPC answer"](RAWS["first"])
    ran = cli("decode", "--json", "--lang", "en", stdin=text.encode())
    assert ran.err.strip() == "txexplain: taken from .result of a JSON-RPC answer"
    assert json.loads(ran.out)["hex"] == RAWS["first"].hex()
    assert cli("verify", "--quiet", stdin=text.encode()).err == ""


def test_random_text_gives_nothing_and_takes_no_long_time() -> None:
    source = random.Random(3)
    for _ in range(3_000 if FULL else 300):
        text = "".join(source.choices("0123456789abcdef{}[]\"':,.\\x \n|#/>", k=source.randrange(2_000)))
        assert payloads(text) == []
