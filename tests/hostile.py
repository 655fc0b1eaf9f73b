"""Transactions with text in every field that can hold some: markup, scripts, what fools a terminal or a reader."""

from __future__ import annotations

from spends.draft import Draft, Vin
from test_block import coinbase, mined, payment

from txexplain.model.report import SpentOutput
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push

TRAP = "document.title='trapped';alert(1)"
MARKUP = [
    f"<script>{TRAP}</script>",
    f'"><img src=x onerror="{TRAP}">',
    f"</style><script>{TRAP}</script><style>",
    f'</title></textarea><svg onload="{TRAP}"><x>',
    f"]]><script xmlns='http://www.w3.org/1999/xhtml'>{TRAP}</script><![CDATA[",
    "{{191*191}}{% for x in [1] %}<b>{{x}}</b>{% endfor %}",
    f"javascript:{TRAP}",
    f"' onfocus='{TRAP}' autofocus tabindex=0 x='",
    "<base href='https://example.com/'><meta http-equiv=refresh content='0;url=https://example.com/'>",
    "--><iframe srcdoc='<script>parent.document.title=1</script>'></iframe><!--",
    "&lt;b&gt;&amp;quot;&#60;script&#62;",
    "\x1b[2J\x1b]8;;https://example.com\x07here\x1b]8;;\x07",
    "\u202egnp.\u2066evil\u2069\u200b\ufeff\u2028\x00\x85end",
]
LONE = b"\xed\xa0\x80<script>\xff\xfe</script>"
BYTES = [*(each.encode() for each in MARKUP), LONE]
SEEN = "<script>"  # what a reader is to see of them
_COIN = 100_000


def _output(number: int) -> bytes:
    return bytes([number]) * 32 + bytes(4)


def _pushes(*items: bytes) -> bytes:
    return b"".join(push(item) for item in items)


def everywhere() -> tuple[bytes, list[SpentOutput]]:
    """In output scripts that hold data or push it, in input scripts, in witnesses and in scripts behind hashes."""
    redeem = _pushes(BYTES[0], BYTES[1]) + b"\x6d\x51"
    witness_script = _pushes(BYTES[2], BYTES[3]) + b"\x6d\x51"
    inputs = [
        Vin(_output(1), 0xFFFFFFFD, _pushes(*BYTES[:6], redeem)),
        Vin(_output(2), 0xFFFFFFFF, b"", [*BYTES, witness_script]),
        Vin(_output(3), 0, _pushes(*BYTES[6:])),
        Vin(_output(4), 0, b"", [b"\x50" + BYTES[4], *BYTES[5:8]]),
    ]
    spent = [
        SpentOutput(_COIN, b"\xa9\x14" + hash160(redeem) + b"\x87"),
        SpentOutput(_COIN, b"\0\x20" + sha256(witness_script)),
        SpentOutput(_COIN, _pushes(*BYTES[:3]) + b"\x87"),
        SpentOutput(_COIN, b"\x51\x20" + bytes(32)),
    ]
    returned = [(0, b"\x6a" + push(data)) for data in BYTES]
    pushed = [(1_000, push(data) + b"\x75\x51") for data in BYTES]
    raw = [(1_000, data) for data in BYTES]
    return Draft(2, inputs, [*returned, *pushed, *raw], 0, spent, 0).raw(), spent


def mined_with_words() -> bytes:
    """A block whose coinbase says all of it, as far as 100 bytes go."""
    return mined(coinbase(b"\x01\x65" + "".join(MARKUP[:2]).encode()[:98]), payment((b"\1" * 32, 0)))


def coinbase_of(text: bytes) -> bytes:
    return coinbase(b"\x01\x65" + text[:98])
