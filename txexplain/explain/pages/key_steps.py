"""Pages on how a number becomes an address, a part each: point, forms, hash, address, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.explain.document import Block, Document, Fact, Facts, Grid, Heading, Paragraph, text
from txexplain.explain.parts.numbers import grouped, in_bytes
from txexplain.model.key_steps import KeyForm, KeySteps
from txexplain.texts import Texts

_TOPIC = "course_keys"
_WAYS = (("point", False), ("forms", True), ("hash", False), ("address", True), ("script", True))
"""The steps, and whether each can be taken back."""


def key_steps_page(steps: KeySteps, part: str, texts: Texts) -> Document:
    """The part of that name; each begins with a heading."""
    heading = Heading(texts.line(_TOPIC, f"heading_{part}", number=grouped(steps.number)), 2)
    return (heading, *_PARTS[part](steps, texts))


def _point(steps: KeySteps, texts: Texts) -> Document:
    number = grouped(steps.number)
    is_first = steps.number == 1
    name = texts.line(_TOPIC, "point_first" if is_first else "point_later", number=number)
    note = texts.line(_TOPIC, "number_note") if is_first else ()
    rows = (
        Fact(texts.plain(_TOPIC, "number"), (text(number, "strong"),), note),
        Fact(texts.plain(_TOPIC, "point"), (name,)),
        _data("x", steps.x.to_bytes(32, "big"), texts),
        _data("y", steps.y.to_bytes(32, "big"), texts),
    )
    curve = (Paragraph(texts.line(_TOPIC, "curve")),) if is_first else ()
    return Facts(rows), *curve


def _forms(steps: KeySteps, texts: Texts) -> Document:
    compressed, uncompressed = steps.compressed.key, steps.uncompressed.key
    rows = (
        _data("compressed", compressed, texts, first=compressed[:1].hex(), size=in_bytes(len(compressed), texts)),
        _data("uncompressed", uncompressed, texts, size=in_bytes(len(uncompressed), texts)),
    )
    return (Facts(rows, long_labels=True),)


def _hash(steps: KeySteps, texts: Texts) -> Document:
    return (*_hashed("compressed", steps.compressed, texts), *_hashed("uncompressed", steps.uncompressed, texts))


def _hashed(key: str, form: KeyForm, texts: Texts) -> tuple[Block, ...]:
    rows = (_data("sha256", form.sha256, texts), _data("hash160", form.hash160, texts))
    return Heading(texts.line(_TOPIC, f"of_{key}"), 3), Facts(rows)


def _address(steps: KeySteps, texts: Texts) -> Document:
    form, network = steps.compressed, steps.network
    assert form.p2wpkh is not None
    prefix = texts.line(_TOPIC, "prefix_note")
    base58 = (
        _data("version", form.checksummed[:1], texts),
        _data("hash", form.hash160, texts),
        _data("checksum", form.checksummed[-4:], texts),
        Fact(texts.plain(_TOPIC, "p2pkh"), (text(form.p2pkh, "strong"),)),
    )
    bech32 = (
        Fact(texts.plain(_TOPIC, "prefix"), (text(network.bech32_hrp, "data"),), prefix),
        Fact(
            texts.plain(_TOPIC, "witness_version"), (text("0", "data"),), texts.line(_TOPIC, "witness_version_note")
        ),
        Fact(texts.plain(_TOPIC, "p2wpkh"), (text(form.p2wpkh, "strong"),), texts.line(_TOPIC, "p2wpkh_note")),
    )
    heads = (Heading(texts.line(_TOPIC, f"heading_{each}"), 3) for each in ("base58", "bech32"))
    return next(heads), Facts(base58), next(heads), Facts(bech32)


def _script(steps: KeySteps, texts: Texts) -> Document:
    """Both output scripts, each below the address that a wallet makes it of."""
    form = steps.compressed
    pairs = ((form.p2pkh, form.p2pkh_script), (form.p2wpkh, form.p2wpkh_script))
    rows = []
    for (address, script), key in zip(pairs, ("p2pkh", "p2wpkh"), strict=True):
        assert address is not None
        assert script is not None
        rows.append(Fact(texts.plain(_TOPIC, "from_address"), (text(address, "data"),)))
        rows.append(_data(f"{key}_script", script, texts))
    return Facts(tuple(rows)), Paragraph(texts.line(_TOPIC, "script_note", hash=form.hash160.hex()))


def _back(steps: KeySteps, texts: Texts) -> Document:
    heads = (texts.plain(_TOPIC, "forward"), texts.plain(_TOPIC, "backward"))
    rows = tuple((texts.plain(_TOPIC, f"way_{way}"), ("✓", "✓" if back else "✗")) for way, back in _WAYS)
    told = (Paragraph(texts.line(_TOPIC, f"back_{way}")) for way, _ in _WAYS)
    return Grid(heads, rows), *told


def _data(key: str, data: bytes, texts: Texts, **facts: str) -> Fact:
    note = texts.line(_TOPIC, f"{key}_note", **facts) if texts.has(_TOPIC, f"{key}_note") else ()
    return Fact(texts.plain(_TOPIC, key), (text(data.hex(), "data"),), note)


_PARTS: dict[str, Callable[[KeySteps, Texts], Document]] = {
    "point": _point,
    "forms": _forms,
    "hash": _hash,
    "address": _address,
    "script": _script,
    "back": _back,
}
