"""Text in data: what people wrote into an OP_RETURN output or a coinbase."""

from __future__ import annotations

MIN_RUN = 4


def readable(data: bytes) -> str | None:
    """The whole data as UTF-8 text of printable characters, or None where it is not that."""
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return decoded if decoded.strip() and all(char.isprintable() or char in "\t\n" for char in decoded) else None


def text_runs(data: bytes, least: int = MIN_RUN) -> list[str]:
    """The runs of at least `least` printable ASCII characters that hold a letter, as a newspaper headline in a coinbase."""
    runs, run = [], bytearray()
    for byte in data + b"\0":
        if 32 <= byte < 127:
            run.append(byte)
            continue
        if len(run) >= least and any(chr(char).isalpha() for char in run):
            runs.append(run.decode("ascii"))
        run = bytearray()
    return runs
