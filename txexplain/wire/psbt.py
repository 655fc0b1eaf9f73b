"""Raw bytes to a PSBT: read as strictly as Core reads version 0 (psbt.h), and version 2 as BIP370 asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.errors import DecodeError, Fact
from txexplain.model.psbt import Psbt, PsbtEntry, PsbtMap
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_FINAL, Transaction
from txexplain.wire.cursor import Cursor
from txexplain.wire.draft import Draft, DraftInput, DraftOutput
from txexplain.wire.psbt_fields import FIELDS, UNKNOWN
from txexplain.wire.psbt_keys import Refused
from txexplain.wire.transaction import read_at, read_either

MAX_VERSION = 2
_VERSION_KEY = b"\xfb"
END_OF_DATA = "SpanReader::read(): end of data"
_CORE_OF_CURSOR = {
    "truncated": END_OF_DATA,
    "non_canonical_size": "non-canonical ReadCompactSize()",
    "size_too_large": "ReadCompactSize(): size too large",
    "unknown_flag": "Unknown transaction optional data",
    "superfluous_witness": "Superfluous witness record",
}


def read_psbt(raw: bytes) -> Psbt:
    """The PSBT that `raw` is, down to its last byte (Core: DecodeRawPSBT).

    Raises DecodeError with the span, and as facts the `map` (`global`, `input`, `output`), its `index`, the `name` of
    the field where one was begun, and for version 0 Core's own sentence as `core`.
    """
    return _Reader(raw, _version_ahead(raw)).psbt()


class _Reader:
    """Reads one PSBT; knows in which map and at which field it is, so that an error can tell."""

    def __init__(self, raw: bytes, version: int) -> None:
        self.cursor = Cursor(raw, len(PSBT_MAGIC))
        self.version = version
        self.place = ("global", 0)
        self.field = ""

    def psbt(self) -> Psbt:
        try:
            return self._psbt()
        except DecodeError as error:
            if "core" in error.facts or error.code.startswith("psbt_"):
                raise
            raise self._error("psbt_" + error.code, _CORE_OF_CURSOR.get(error.code, ""), error.span) from None

    def _psbt(self) -> Psbt:
        if not self.cursor.raw.startswith(PSBT_MAGIC):
            span = Span(0, min(len(PSBT_MAGIC), len(self.cursor.raw)))
            raise self._error("psbt_magic", "Invalid PSBT magic bytes", span)
        globals_ = self._map("global", 0)
        if self.version == 0:
            tx = self._unsigned(globals_)
            inputs = tuple(self._maps("input", len(tx.inputs), lambda each: self._check_parent(tx, each)))
            outputs = tuple(self._maps("output", len(tx.outputs)))
        else:
            counts = self._counts(globals_)
            inputs = tuple(self._maps("input", counts[0]))
            outputs = tuple(self._maps("output", counts[1]))
        cursor = self.cursor
        if cursor.position < len(cursor.raw):
            self.field = ""
            raise self._error("psbt_extra", "extra data after PSBT", Span(cursor.position, len(cursor.raw)))
        if self.version:
            tx = self._assembled(globals_, inputs, outputs)
        return Psbt(cursor.raw, self.version, globals_, inputs, outputs, tx)

    # Maps

    def _maps(self, role: str, count: int, check: Callable[[PsbtMap], None] = lambda each: None) -> Iterator[PsbtMap]:
        """`count` maps. Where the bytes end between two of them, they are too few."""
        for index in range(count):
            if self.cursor.position == len(self.cursor.raw):
                many = "Inputs" if role == "input" else "Outputs"
                core = f"{many} provided does not match the number of {role}s in transaction."
                self.place, self.field = (role, index), ""
                raise self._error("psbt_maps_missing", core, count=count)
            each = self._map(role, index)
            check(each)
            yield each

    def _map(self, role: str, index: int) -> PsbtMap:
        self.place, self.field = (role, index), ""
        cursor, seen = self.cursor, set[bytes]()
        entries: list[PsbtEntry] = []
        start = cursor.position
        while cursor.position < len(cursor.raw):
            self.field = ""
            size = cursor.compact_size("psbt.key.size")
            if size == 0:
                return PsbtMap(role, index, start, cursor.position, tuple(entries))
            entries.append(self._entry(cursor.piece(size, "psbt.key"), seen))
        self.field = ""
        which = "the global" if role == "global" else f"an {role}"
        raise self._error("psbt_separator", f"Separator is missing at the end of {which} map")

    def _entry(self, key: ByteSlice, seen: set[bytes]) -> PsbtEntry:
        """The entry whose key was just read."""
        inner = Cursor(self.cursor.raw[: key.end], key.start)
        kind = inner.compact_size("psbt.key.type")
        key_data = ByteSlice(inner.position, key.data[inner.position - key.start :])
        field = FIELDS[self.place[0]].get(kind, UNKNOWN)
        if field.only_version not in (None, self.version):
            field = UNKNOWN
        self.field = field.name
        try:
            key_parts = field.key(key_data)
            identity = field.identity(key)
            if identity in seen:
                raise self._error("psbt_duplicate_key", field.duplicate, key.span)
            seen.add(identity)
            value, parts = field.value(self.cursor)
        except Refused as refused:
            raise self._error(refused.code, refused.core, refused.span) from None
        return PsbtEntry(field.name, kind, key, key_data, value, key_parts, parts)

    # What the maps must hold

    def _unsigned(self, globals_: PsbtMap) -> Transaction:
        entry = globals_.one("PSBT_GLOBAL_UNSIGNED_TX")
        if entry is None:
            raise self._error(
                "psbt_no_transaction", "No unsigned transaction was provided", name="PSBT_GLOBAL_UNSIGNED_TX"
            )
        return read_at(Cursor(entry.value.data), extended=False)

    def _check_parent(self, tx: Transaction, each: PsbtMap) -> None:
        """That a whole earlier transaction is the one that the input spends from."""
        entry = each.one("PSBT_IN_NON_WITNESS_UTXO")
        if entry is None:
            return
        self.field = entry.field
        parent, outpoint = read_either(Cursor(entry.value.data)), tx.inputs[each.number].outpoint
        if parent.txid != outpoint.txid:
            raise self._error(
                "psbt_parent_differs", "Non-witness UTXO does not match outpoint hash", entry.value.span
            )
        if outpoint.vout >= len(parent.outputs):
            core = "Input specifies output index that does not exist"
            raise self._error("psbt_parent_has_no_such_output", core, entry.value.span)

    def _counts(self, globals_: PsbtMap) -> tuple[int, int]:
        if self.version > MAX_VERSION or self.version == 1:
            entry = globals_.one("PSBT_GLOBAL_VERSION")
            raise self._error("psbt_version", "Unsupported version number", entry and entry.value.span)
        if globals_.one("PSBT_GLOBAL_UNSIGNED_TX"):
            raise self._error("psbt_not_in_version_2", name="PSBT_GLOBAL_UNSIGNED_TX")
        self._needed(globals_, "PSBT_GLOBAL_TX_VERSION")
        inputs = self._needed(globals_, "PSBT_GLOBAL_INPUT_COUNT")
        outputs = self._needed(globals_, "PSBT_GLOBAL_OUTPUT_COUNT")
        return int(inputs.value_parts[0].value or 0), int(outputs.value_parts[0].value or 0)

    def _needed(self, each: PsbtMap, name: str) -> PsbtEntry:
        entry = each.one(name)
        if entry is None:
            self.place = (each.role, each.number)
            raise self._error("psbt_field_missing", span=Span(each.start, each.end), name=name)
        return entry

    def _assembled(self, globals_: PsbtMap, inputs: tuple[PsbtMap, ...], outputs: tuple[PsbtMap, ...]) -> Transaction:
        """The transaction of a PSBT of version 2 (BIP370)."""
        version = _number(self._needed(globals_, "PSBT_GLOBAL_TX_VERSION"))
        made = [self._input(each) for each in inputs]
        paid = [self._output(each) for each in outputs]
        lock_time = self._lock_time(globals_, inputs)
        return read_at(Cursor(Draft(version, lock_time, made, paid).serialise()), extended=False)

    def _input(self, each: PsbtMap) -> DraftInput:
        txid = self._needed(each, "PSBT_IN_PREVIOUS_TXID").value.data
        vout = _number(self._needed(each, "PSBT_IN_OUTPUT_INDEX"))
        sequence = each.one("PSBT_IN_SEQUENCE")
        return DraftInput(txid, vout, b"", SEQUENCE_FINAL if sequence is None else _number(sequence), [], each.number)

    def _output(self, each: PsbtMap) -> DraftOutput:
        amount = _number(self._needed(each, "PSBT_OUT_AMOUNT"))
        script = each.one("PSBT_OUT_SCRIPT")
        if script is None and each.one("PSBT_OUT_SP_V0_INFO") is None:
            script = self._needed(each, "PSBT_OUT_SCRIPT")
        return DraftOutput(amount, b"" if script is None else script.value.data)

    def _lock_time(self, globals_: PsbtMap, inputs: tuple[PsbtMap, ...]) -> int:
        """The lock time that all inputs can live with; a height, where both kinds are possible (BIP370).

        0 where there is none: where one input asks for a height and another for a time.
        """
        times = [self._bounded(each, "PSBT_IN_REQUIRED_TIME_LOCKTIME") for each in inputs]
        heights = [self._bounded(each, "PSBT_IN_REQUIRED_HEIGHT_LOCKTIME") for each in inputs]
        asked = [pair for pair in zip(heights, times, strict=True) if any(pair)]
        for kind in (0, 1):
            if asked and all(pair[kind] for pair in asked):
                return max(pair[kind] for pair in asked)
        fallback = globals_.one("PSBT_GLOBAL_FALLBACK_LOCKTIME")
        return 0 if asked or fallback is None else _number(fallback)

    def _bounded(self, each: PsbtMap, name: str) -> int:
        """A lock time that an input asks for, 0 where it asks for none; from 500,000,000 on it is a time."""
        entry = each.one(name)
        if entry is None:
            return 0
        value = _number(entry)
        is_time = value >= LOCK_TIME_THRESHOLD
        if value == 0 or is_time != (name == "PSBT_IN_REQUIRED_TIME_LOCKTIME"):
            self.place, self.field = (each.role, each.number), name
            raise self._error("psbt_lock_time", span=entry.value.span, value=value)
        return value

    def _error(self, code: str, core: str = "", span: Span | None = None, **facts: Fact) -> DecodeError:
        end = min(self.cursor.position, len(self.cursor.raw))
        told: dict[str, Fact] = {"map": self.place[0], "index": self.place[1], "name": self.field}
        if core and self.version == 0:
            told["core"] = core
        return DecodeError(code, span or Span(end, end), self.cursor.raw, **{**told, **facts})


def _number(entry: PsbtEntry) -> int:
    value = entry.value_parts[0].value
    return value if isinstance(value, int) else 0


def _version_ahead(raw: bytes) -> int:
    """The version that the global map states, 0 where none is found: which decides what the other fields are."""
    cursor = Cursor(raw, len(PSBT_MAGIC))
    try:
        while size := cursor.compact_size("psbt.key.size"):
            key = cursor.take(size, "psbt.key")
            value = cursor.take(cursor.compact_size("psbt.value.size"), "psbt.value")
            if key == _VERSION_KEY and len(value) == 4:
                return int.from_bytes(value, "little")
    except DecodeError:
        pass
    return 0
