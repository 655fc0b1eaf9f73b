"""Ten thousand spoilt pastes: a clear message or bytes that stood there, soon, and never a traceback."""

from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import EXAMPLES, FULL, posix
from effort import HANG, grows_in_step
from pasting import FORMS, LAYERS
from processes import COMMAND
from psbts import Made
from something_else import SAMPLES

from txexplain.explain.parts.errors import words_of
from txexplain.model.errors import InputError, TxExplainError
from txexplain.model.subject import PSBT_MAGIC
from txexplain.session.read import read
from txexplain.sources import files
from txexplain.sources.pasted import payloads
from txexplain.sources.transactions import from_bytes
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.psbt import read_psbt
from txexplain.wire.transaction import decode

MOST = 2  # seconds
RAWS = [EXAMPLES[name].raw for name in ("first", "p2wpkh", "op-return", "tiny", "p2tr-key") if name in EXAMPLES]
PSBT = Made(b"\x00\x14" + bytes(20)).raw
SIGNS = "0123456789abcdefABCDEF{}[]\"'`:,.\\x \n\t|#/>…“\u200b\u00a0<&;=+-OP_\0\x1b"


def _pastes(source: random.Random) -> str:
    raw = source.choice([*RAWS, PSBT])
    text = source.choice([*FORMS.values()])(raw)
    return source.choice([*LAYERS.values()])(text)


def _json_texts(source: random.Random) -> str:
    raw = source.choice(RAWS).hex()
    decoded = {"txid": raw[:64], "vin": [], "vout": []}
    inner: object = source.choice([raw, [raw], {"hex": raw}, decoded, None, 1e9, [0] * 70])
    return json.dumps({source.choice(["result", "hex", "psbt", "tx", "vin", "txid"]): inner, "id": 1})


def _psbts(source: random.Random) -> str:
    return FORMS[source.choice(["base64", "base64 over lines", "xxd -p", "base64 in JSON"])](PSBT)


def _other_things(source: random.Random) -> str:
    return source.choice(source.choice([*SAMPLES.values()]))


def _spoilt(text: str, source: random.Random) -> str:
    """With one to four pieces changed, taken out, put in, doubled or moved."""
    for _ in range(source.randint(1, 4)):
        start = source.randrange(len(text) + 1)
        end = min(len(text), start + source.choice((1, 1, 2, 8, 60, 400)))
        piece = "".join(source.choices(SIGNS, k=source.choice((0, 1, 2, 8, 60))))
        kind = source.randrange(4)
        if kind == 0:
            text = text[:start] + piece + text[end:]
        elif kind == 1:
            text = text[:start] + piece + text[start:]
        elif kind == 2:
            text = text[:end] + text[start:]
        else:
            text = text[:start] + text[end:] + text[start:end]
    return text


KINDS: tuple[Callable[[random.Random], str], ...] = (_pastes, _pastes, _json_texts, _psbts, _other_things)


def _outcome(data: bytes) -> str:
    """`taken`, or the code of the error, which has its words in every language."""
    try:
        raw = from_bytes(data).raw
        _ = read_psbt(raw) if raw.startswith(PSBT_MAGIC) else decode(raw)
        return "taken"
    except TxExplainError as error:
        worded = error.code.startswith("psbt_") or all(
            all(words_of(error, Texts(language))) for language in LANGUAGES
        )
        return error.code if worded else "no words"


def _without_signs(text: str) -> str:
    return "".join(char for char in text.lower() if char in "0123456789abcdef")


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_spoilt_texts_get_a_clear_message_or_what_stood_there(kind: int) -> None:
    source, seen = random.Random(kind), Counter[str]()
    for _ in range(2_000 if FULL else 120):
        text = _spoilt(KINDS[kind](source), source)
        started = time.process_time()
        seen[_outcome(text.encode("utf-8", "surrogatepass"))] += 1
        assert time.process_time() - started < MOST, text[:200]
    assert len(seen) > 3
    assert not seen["no words"]


def test_what_is_taken_out_of_a_spoilt_text_is_the_transaction_or_its_spoilt_digits() -> None:
    """Digits may have been changed to others: then they are what stood there."""
    source = random.Random(99)
    plain = [name for name in FORMS if FORMS[name](RAWS[0]).count(RAWS[0].hex()) == 1]
    for _ in range(1_500 if FULL else 150):
        raw = source.choice(RAWS)
        text = _spoilt(FORMS[source.choice(plain)](raw), source)
        for found in payloads(text):
            assert found.raw.hex() in _without_signs(text)


@posix
def test_a_pipe_that_nothing_writes_to_is_left_after_a_time_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PIPE_WAIT", 0.2)
    os.mkfifo(tmp_path / "pipe")
    before = threading.active_count()
    with pytest.raises(InputError) as caught:
        read(tmp_path / "pipe")
    assert caught.value.code == "nobody_writes"
    time.sleep(0.2)
    assert threading.active_count() == before


@posix
def test_a_slow_writer_is_waited_for(tmp_path: Path) -> None:
    digits = EXAMPLES["first"].raw.hex()
    slowly = f"sleep 0.5; printf {digits[:100]}; sleep 0.5; echo {digits[100:]}"
    words = f"exec {' '.join(COMMAND)} decode --json <({slowly})"
    ran = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False, timeout=HANG)
    assert json.loads(ran.stdout)["hex"] == digits


@pytest.mark.parametrize("path", ["/dev/zero", "/proc/kmsg", "/dev/null", "/proc/self/mem", "/dev/tty"])
def test_a_device_that_never_ends_or_gives_nothing_is_refused(path: str) -> None:
    if not Path(path).exists():
        pytest.skip("not here")
    command = [*COMMAND, "decode", path]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=HANG, stdin=subprocess.DEVNULL)
    assert ran.returncode in (2, 3)
    assert "Traceback" not in ran.stderr


NOISE: dict[str, str] = {
    "hex": "0123456789abcdef",
    "base64": "abc+/XYZ0",
    "hex and blanks": "0f \n",
    "dots": "..a1",
    "brackets": "[{(1, ",
    "quotation marks": "'\"`b\\x0",
    "numbers": "1,  2",
    "tags": "<ab>&;",
    "lines": "> 0:\n",
    "escapes": "\\x0a'",
    "words": "be add x.y( + '00' ",
    "links": "a.b/tx:",
}


@pytest.mark.parametrize("signs", NOISE.values(), ids=NOISE)
def test_noise_costs_in_step_with_its_length(signs: str) -> None:
    def search(size: int) -> None:
        source = random.Random(size)
        text = "".join(source.choices(signs, k=size)) + signs * (size // len(signs))
        with suppress(TxExplainError):
            from_bytes(text.encode())

    assert grows_in_step(search, 5_000, 50_000)


def test_dumps_and_nested_texts_cost_little() -> None:
    dump = "00000000  " + "00 " * 16 + "\n*\n007a1200\n"
    text = json.dumps([1])
    for _ in range(11):
        text = json.dumps({"a": text})
    for each in (dump * 12, "00000000  00\n*\n7000000  00\n", text):
        assert payloads(each) == []
