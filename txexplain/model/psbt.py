"""A partially signed transaction (PSBT): maps of keys and values, with the place of each (BIP174, 370)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.derivation import FIRST_HARDENED
from txexplain.model.report import InnerScript, OutputReport, Report, SpentOutput
from txexplain.model.transaction import Transaction


def path_step(index: int) -> str:
    """A step of a path as people write it: `44h` where it is hardened (Core: FormatHDKeypath)."""
    return f"{index % FIRST_HARDENED}h" if index >= FIRST_HARDENED else str(index)


def path_words(path: tuple[int, ...]) -> str:
    """A path as people write it, from the master key, `m`."""
    return "/".join(("m", *map(path_step, path)))


class PsbtPart(NamedTuple):
    """A labelled piece of a key or a value: `key` is a dotted name (`psbt.fingerprint`), `value` what it says."""

    key: str
    slice: ByteSlice
    value: int | str | None = None


class PsbtEntry(NamedTuple):
    """One key and its value.

    `field` is the BIP's name (`PSBT_IN_PARTIAL_SIG`), empty where this version of PSBT knows none of that type.
    `key` is the type with the key data behind it; `key_data` and `value` are read as `key_parts` and `value_parts`,
    which tile them.
    """

    field: str
    type: int
    key: ByteSlice
    key_data: ByteSlice
    value: ByteSlice
    key_parts: tuple[PsbtPart, ...] = ()
    value_parts: tuple[PsbtPart, ...] = ()

    @property
    def span(self) -> Span:
        """From the type to the last byte of the value: without the length before the key."""
        return Span(self.key.start, self.value.end)


class PsbtMap(NamedTuple):
    """One map: `role` is `global`, `input` or `output`, `number` counts from 0 among those of its role."""

    role: str
    number: int
    start: int
    end: int  # behind the separator
    entries: tuple[PsbtEntry, ...]

    def all(self, field: str) -> tuple[PsbtEntry, ...]:
        """The entries of that field, in the order in which they stand."""
        return tuple(entry for entry in self.entries if entry.field == field)

    def one(self, field: str) -> PsbtEntry | None:
        """The entry of a field that can be there once; None where it is not."""
        return next((entry for entry in self.entries if entry.field == field), None)

    @property
    def claimed_output(self) -> SpentOutput | None:
        """The spent output that the map of an input states by itself (PSBT_IN_WITNESS_UTXO)."""
        entry = self.one("PSBT_IN_WITNESS_UTXO")
        if entry is None:
            return None
        found = {part.key: part for part in entry.value_parts}
        script = found.get("psbt.script")
        return SpentOutput(int(found["psbt.amount"].value or 0), script.slice.data if script else b"")

    @property
    def waits_for_script(self) -> bool:
        """Whether the map of an output states a silent payment address, and no script yet (BIP375)."""
        script = self.one("PSBT_OUT_SCRIPT")
        return self.one("PSBT_OUT_SP_V0_INFO") is not None and (script is None or not script.value.data)


class Psbt(NamedTuple):
    """A PSBT as its bytes say it.

    `tx` is the transaction to be signed: as it stands there in version 0, put together from the fields in version 2.
    """

    raw: bytes
    version: int
    globals: PsbtMap
    inputs: tuple[PsbtMap, ...]
    outputs: tuple[PsbtMap, ...]
    tx: Transaction


class PsbtReport(NamedTuple):
    """What a PSBT tells: `report` is that of the transaction to be signed, with the spent outputs that come with it.

    `parents` are the whole transactions that inputs spend from, and `claimed` the spent outputs that are stated by
    themselves, None where the PSBT does not bring them. `input_scripts` and `output_scripts` are the redeem, witness
    and leaf scripts that each map states, at their places in the PSBT. `proven` are the inputs whose spent output is
    that of a whole earlier transaction that came beside the PSBT.
    """

    psbt: Psbt
    report: Report
    parents: tuple[Report | None, ...]
    claimed: tuple[OutputReport | None, ...]
    input_scripts: tuple[tuple[InnerScript, ...], ...] = ()
    output_scripts: tuple[tuple[InnerScript, ...], ...] = ()
    proven: frozenset[int] = frozenset()
