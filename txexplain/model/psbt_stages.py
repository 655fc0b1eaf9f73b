"""A PSBT as it goes round: what each stage adds and leaves out, and what of it the finished transaction carries."""

from __future__ import annotations

from typing import NamedTuple


class PsbtStage(NamedTuple):
    """One stage: how many bytes, how many signatures; the fields of its maps that came or went since the last one."""

    name: str
    size_bytes: int
    signatures: int
    new: tuple[str, ...]
    gone: tuple[str, ...]


class CarriedField(NamedTuple):
    """The entries of one field, how many `entries`; `carried` where the finished transaction holds their bytes."""

    field: str
    entries: int
    carried: bool
