"""What people paste: forms in which bytes are written, and layers in which that is wrapped, to be combined."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from itertools import pairwise

Form = Callable[[bytes], str]
Layer = Callable[[str], str]


def rows_of(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _rows(raw: bytes, size: int = 16) -> list[tuple[int, bytes]]:
    return [(start, raw[start : start + size]) for start in range(0, len(raw), size)]


def _characters(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def xxd(raw: bytes) -> str:
    return "\n".join(
        f"{start:08x}: {' '.join(rows_of(row.hex(), 4)):39}  {_characters(row)}" for start, row in _rows(raw)
    )


def hexdump(raw: bytes) -> str:
    """As `hexdump -C`: a row that is the same as the one above is left out, and a star stands for it."""
    lines: list[str] = []
    above = b""
    for start, row in _rows(raw):
        if row == above and start + 16 < len(raw):
            lines += [] if lines[-1] == "*" else ["*"]
            continue
        columns = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
        lines.append(f"{start:08x}  {columns:48}  |{_characters(row)}|")
        above = row
    return "\n".join([*lines, f"{len(raw):08x}"])


def plain_hexdump(raw: bytes) -> str:
    """As `hexdump` without an option: words of two bytes, the lower one first."""
    even = raw + b"\0" * (len(raw) % 2)
    lines = [
        f"{start:07x} " + " ".join(row[at : at + 2][::-1].hex() for at in range(0, len(row), 2))
        for start, row in _rows(even)
    ]
    return "\n".join([*lines, f"{len(raw):07x}"])


def octal_dump(raw: bytes) -> str:
    lines = [f"{start:07o} {row.hex(' ')}" for start, row in _rows(raw)]
    return "\n".join([*lines, f"{len(raw):07o}"])


def _c_array(raw: bytes) -> str:
    rows = ",\n".join("  " + ", ".join(f"0x{byte:02X}" for byte in row) for _, row in _rows(raw, 12))
    return f"unsigned char tx[] = {{\n{rows}\n}};\nunsigned int tx_len = {len(raw)};"


def _quoted_rows(raw: bytes, mark: str = '"') -> list[str]:
    return [f"{mark}{row}{mark}" for row in rows_of(raw.hex(), 50)]


def _fields(raw: bytes, row: Callable[[str, str], str]) -> str:
    """A field a line, with names such as people give them."""
    names = ("version", "marker", "inputs", "previous txid", "index", "script size", "input script", "amount")
    cuts = [0, 4, 5, 6, 38, 42, *range(50, len(raw) - 4, 40), len(raw) - 4, len(raw)]
    parts = [raw[start:end].hex() for start, end in pairwise(cuts) if end > start]
    return "\n".join(row(f"{names[at % len(names)]} {at}", part) for at, part in enumerate(parts))


def _signed(byte: int) -> str:
    return str(byte if byte < 128 else byte - 256)


FIELD_FORMS: dict[str, Form] = {
    "labels": lambda raw: _fields(raw, "{}: {}".format),
    "labels with sizes": lambda raw: _fields(raw, lambda name, part: f"{name} ({len(part) // 2} bytes): 0x{part}"),
    "labels, list": lambda raw: _fields(raw, "- {}: {}".format),
    "labels above": lambda raw: _fields(raw, "{}:\n{}\n".format),
    "assignments": lambda raw: _fields(raw, lambda name, part: f"{name.replace(' ', '_')} = bytes.fromhex('{part}')"),
    "comments behind": lambda raw: _fields(raw, lambda name, part: f"{part}   // {name}"),
    "comments right behind": lambda raw: _fields(raw, lambda name, part: f"{part}# {name}"),
    "dots between": lambda raw: _fields(raw, lambda name, part: f"{part} .................... {name}"),
    "dots from names": lambda raw: _fields(raw, "{} ........ {}".format),
    "arrows": lambda raw: _fields(raw, "{} -> {}".format),
    "parentheses": lambda raw: _fields(raw, "{} ({})".format),
    "table": lambda raw: "| field | bytes |\n|---|---|\n" + _fields(raw, "| {} | `{}` |".format),
    "table, bytes first": lambda raw: _fields(raw, lambda name, part: f"| {part} | {name} |"),
    "tabs": lambda raw: _fields(raw, "{}\t{}".format),
    "HTML table": lambda raw: f"<table>{_fields(raw, '<tr><td>{}</td><td>{}</td></tr>'.format)}</table>",
    "fields in JSON": lambda raw: json.dumps({f"f{at}": part for at, part in enumerate(rows_of(raw.hex(), 80))}),
}

FORMS: dict[str, Form] = FIELD_FORMS | {
    "JSON-RPC answer": lambda raw: json.dumps({"result": raw.hex(), "error": None, "id": 1}),
    "JSON-RPC object": lambda raw: json.dumps({"result": {"txid": "00" * 32, "hex": raw.hex()}}),
    "JSON over lines": lambda raw: json.dumps({"result": {"hex": raw.hex(), "complete": True}}, indent=2),
    "JSON hex": lambda raw: json.dumps({"hex": raw.hex()}),
    "JSON list": lambda raw: json.dumps([raw.hex()]),
    "JSON-RPC request": lambda raw: json.dumps({"method": "sendrawtransaction", "params": [raw.hex()]}),
    "explorer": lambda raw: json.dumps({"data": {"rawtx": raw.hex()}}),
    "JSON in JSON": lambda raw: json.dumps({"body": json.dumps({"hex": raw.hex()})}),
    "Buffer in JSON": lambda raw: json.dumps({"type": "Buffer", "data": [*raw]}),
    "testmempoolaccept": lambda raw: f"bitcoin-cli testmempoolaccept '[\"{raw.hex()}\"]'",
    "bitcoin-cli": lambda raw: f"bitcoin-cli sendrawtransaction {raw.hex()}",
    "prompt": lambda raw: f'$ bitcoin-cli -regtest decoderawtransaction "{raw.hex()}"',
    "long prompt": lambda raw: f"bob@host:~/tx$ bitcoin-cli decoderawtransaction {raw.hex()}",
    "command over lines": lambda raw: "bitcoin-cli decoderawtransaction \\\n  " + "\\\n".join(rows_of(raw.hex(), 64)),
    "curl": lambda raw: f'curl -d \'{{"method":"x","params":["{raw.hex()}"]}}\' http://127.0.0.1:8332/',
    "curl, escaped": lambda raw: f'curl -d "{{\\"method\\":\\"x\\",\\"params\\":[\\"{raw.hex()}\\"]}}" http://node/',
    "Python": lambda raw: f"rawtx = '{raw.hex()}'",
    "x()": lambda raw: f"tx = CTransaction.deserialize(x('{raw.hex()}'))",
    "fromhex": lambda raw: f'tx = Tx.parse(BytesIO(bytes.fromhex("{raw.hex()}")))',
    "Buffer.from": lambda raw: f"const tx = Transaction.fromBuffer(Buffer.from('{raw.hex()}', 'hex'));",
    "bytes": lambda raw: f"b'{raw.hex()}'",
    "Python bytes": lambda raw: f"tx = {raw!r}",
    "Python bytes over lines": lambda raw: "\n".join(f"    {row!r}" for _, row in _rows(raw, 20)),
    "strings in brackets": lambda raw: "raw = (\n" + "\n".join(f"    {row}" for row in _quoted_rows(raw)) + "\n)",
    "strings added": lambda raw: " + \n".join(_quoted_rows(raw, "'")),
    "fromhex, added": lambda raw: " + ".join(f"bytes.fromhex('{row}')" for row in rows_of(raw.hex(), 60)),
    "string grows": lambda raw: "tx = ''\n" + "\n".join(f"tx += {row}" for row in _quoted_rows(raw)),
    "strings with comments": lambda raw: (
        "const tx =\n" + "\n".join(f"  {row} + // more" for row in _quoted_rows(raw))
    ),
    "fence": lambda raw: (
        "My transaction:\n```text\n" + "\n".join(rows_of(raw.hex(), 64)) + "\n```\nWhy does it fail?"
    ),
    "backticks": lambda raw: f"my transaction `{raw.hex()}` is refused",
    "quotation": lambda raw: "Somebody wrote:\n> it is\n> " + "\n> ".join(rows_of(raw.hex(), 70)),
    "among words": lambda raw: f"Be so kind: add\n{raw.hex(' ', 4)}\nto a decade",
    "backslashes": lambda raw: "\\\n".join(rows_of(raw.hex(), 60)),
    "xxd": xxd,
    "xxd -p": lambda raw: "\n".join(rows_of(raw.hex(), 60)),
    "xxd -i": _c_array,
    "hexdump -C": hexdump,
    "hexdump": plain_hexdump,
    "od -tx1": octal_dump,
    "0x bytes": lambda raw: ", ".join(f"0x{byte:02x}" for byte in raw),
    "0x bytes, short": lambda raw: ", ".join(hex(byte) for byte in raw),
    "Go bytes": lambda raw: "[]byte{" + ", ".join(f"0x{byte:x}" for byte in raw) + "}",
    "C array": lambda raw: (
        "char tx[] = {\n" + ",\n".join(", ".join(f"0x{byte:02X}" for byte in row) for _, row in _rows(raw, 12)) + "};"
    ),
    "escapes": lambda raw: '"' + "".join(f"\\x{byte:02x}" for byte in raw) + '"',
    "escapes over lines": lambda raw: "\n".join(
        '"' + "".join(f"\\x{byte:02x}" for byte in row) + '"' for _, row in _rows(raw)
    ),
    "colons": lambda raw: raw.hex(":"),
    "decimal list": lambda raw: str([*raw]),
    "decimal list over lines": lambda raw: (
        "[\n" + ",\n".join("  " + ", ".join(map(str, row)) for _, row in _rows(raw)) + "\n]"
    ),
    "Go list": lambda raw: "[" + " ".join(map(str, raw)) + "]",
    "smart quotes": lambda raw: f"“{raw.hex()}”",
    "no-break spaces": lambda raw: raw.hex(" ").replace(" ", "\u00a0"),
    "zero-width spaces": lambda raw: "\u200b".join(rows_of(raw.hex(), 40)),
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "base64 over lines": lambda raw: "\n".join(rows_of(base64.b64encode(raw).decode(), 76)),
    "base64 in JSON": lambda raw: json.dumps({"tx": base64.b64encode(raw).decode()}),
    "link": lambda raw: f"https://example.org/decode?tx={raw.hex()}",
    "link with base64": lambda raw: f"https://example.org/#psbt={base64.urlsafe_b64encode(raw).decode()}",
    "link, encoded": lambda raw: f"https://example.org/?q=%7B%22hex%22%3A%22{raw.hex()}%22%7D",
    "Java bytes": lambda raw: "byte[] b = {" + ", ".join(map(_signed, raw)) + "};",
    "a terminal's lines": lambda raw: "\n".join(rows_of(f"$ bitcoin-cli decoderawtransaction {raw.hex()}", 80)),
    "soft breaks": lambda raw: "=\n".join(rows_of(raw.hex(), 75)),
    "psql": lambda raw: f"\\x{raw.hex()}",
    "PEM": lambda raw: f"-----BEGIN TX-----\n{FORMS['base64 over lines'](raw)}\n-----END TX-----",
    "YAML": lambda raw: f"rawtx: {raw.hex()}\nheight: 5",
    "HTML": lambda raw: f"<code>{raw.hex()}</code>",
    "HTML over lines": lambda raw: "<pre>" + "<br>".join(rows_of(raw.hex(), 64)) + "</pre>",
}

LAYERS: dict[str, Layer] = {
    "alone": str,
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "quoted": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "fenced": lambda text: f"Look:\n```\n{text}\n```\nthanks, Bob",
    "indented": lambda text: "\n".join(f"    {line}" for line in text.split("\n")),
    "indented with no-break spaces": lambda text: "\n".join(f"\u00a0\u00a0{line}" for line in text.split("\n")),
    "numbered": lambda text: "\n".join(f"{number:6}\t{line}" for number, line in enumerate(text.split("\n"), 1)),
    "in a sentence": lambda text: f"Hello all,\n\n{text}\n\nWhat does it do?",
    "in JSON": lambda text: json.dumps({"message": text}),
    "in an answer": lambda text: json.dumps({"result": text, "id": 7}),
    "HTML": lambda text: f"<p>Here:</p><pre><code>{html.escape(text)}</code></pre>",
    "coloured": lambda text: "\n".join(f"\x1b[32m{line}\x1b[0m" for line in text.split("\n")),
    "smart": lambda text: text.replace('"', "”").replace("'", "’"),
    "byte order mark": lambda text: "\ufeff" + text,
}
