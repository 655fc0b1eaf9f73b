"""Raw bytes to a PSBT: read as strictly as Core reads version 0 (psbt.h), and version 2 as BIP370 asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.errors import DecodeError, Fact
from txexplain.model.hexadecimal import display_hex
from txexplain.model.psbt import Psbt, PsbtEntry, PsbtMap
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_FINAL, Transaction
from txexplain.wire.cursor import Cursor
from txexplain.wire.draft import Draft, DraftInput, DraftOutput
from txexplain.wire.psbt_fields import FIELDS, UNKNOWN, Field
from txexplain.wire.psbt_keys import CORE_OF_CURSOR, Parts, Refused, inside
from txexplain.wire.transaction import read_at, read_either

VERSIONS = (0, 2)
_VERSION_KEY = b"\xfb"


def read_psbt(raw: bytes) -> Psbt:
    """The PSBT that `raw` is, down to its last byte (Core: DecodeRawPSBT).

    Raises DecodeError with the span, and as facts the `map` (`global`, `input`, `output`), its `index`, the `name` of
    the field where one was begun (its type where it has no name), and Core's own sentence as `core`, but for version
    2. Where something inside was being read, `field` and `element` tell what.
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
            if "map" in error.facts:
                raise
            facts = {"element" if name == "index" else name: fact for name, fact in error.facts.items()}
            core = CORE_OF_CURSOR.get(error.code, "")
            raise self._refusal(error.code, core, error.span, **facts) from None

    def _psbt(self) -> Psbt:
        if not self.cursor.raw.startswith(PSBT_MAGIC):
            span = Span(0, min(len(PSBT_MAGIC), len(self.cursor.raw)))
            raise self._refusal("psbt_magic", "Invalid PSBT magic bytes", span)
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
            span = Span(cursor.position, len(cursor.raw))
            raise self._refusal("psbt_extra", "extra data after PSBT", span, left=span.end - span.start)
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
                raise self._refusal("psbt_maps_missing", core, count=count)
            each = self._map(role, index)
            check(each)
            yield each

    def _map(self, role: str, index: int) -> PsbtMap:
        self.place, self.field = (role, index), ""
        cursor, seen = self.cursor, dict[bytes, int]()
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
        raise self._refusal("psbt_separator", f"Separator is missing at the end of {which} map")

    def _entry(self, key: ByteSlice, seen: dict[bytes, int]) -> PsbtEntry:
        """The entry whose key was just read; `seen` tells where each key of the map stands."""
        kind, width = inside("psbt_key_ends", key, _key_type)
        key_data = ByteSlice(key.start + width, key.data[width:])
        field = FIELDS[self.place[0]].get(kind, UNKNOWN)
        if field.only_version not in (None, self.version):
            field = UNKNOWN
        self.field = field.name or f"{kind:02x}"
        key_parts, value, parts = self._parts(field, key, key_data, seen)
        if field.name == "PSBT_GLOBAL_VERSION" and self.version not in VERSIONS:
            raise self._refusal("psbt_version", "Unsupported version number", value.span, value=self.version)
        return PsbtEntry(field.name, kind, key, key_data, value, key_parts, parts)

    def _parts(
        self, field: Field, key: ByteSlice, key_data: ByteSlice, seen: dict[bytes, int]
    ) -> tuple[Parts, ByteSlice, Parts]:
        """Those of the key, and the value with those of it."""
        try:
            key_parts = field.key(key_data)
            first = seen.setdefault(field.identity(key), key.start)
            if first != key.start:
                raise self._refusal("psbt_duplicate_key", field.duplicate, key.span, key=key.data, first=first)
            value, parts = field.value(self.cursor)
        except Refused as refused:
            raise self._refusal(refused.code, refused.core, refused.span, **refused.facts) from None
        return key_parts, value, parts

    # What the maps must hold

    def _unsigned(self, globals_: PsbtMap) -> Transaction:
        entry = globals_.one("PSBT_GLOBAL_UNSIGNED_TX")
        if entry is None:
            raise self._refusal(
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
            core = "Non-witness UTXO does not match outpoint hash"
            ids = {"txid": display_hex(parent.txid), "wanted_txid": display_hex(outpoint.txid)}
            raise self._refusal("psbt_parent_differs", core, entry.value.span, **ids)
        if outpoint.vout >= len(parent.outputs):
            core = "Input specifies output index that does not exist"
            counts = {"vout": outpoint.vout, "count": len(parent.outputs)}
            raise self._refusal("psbt_parent_has_no_such_output", core, entry.value.span, **counts)

    def _counts(self, globals_: PsbtMap) -> tuple[int, int]:
        unsigned = globals_.one("PSBT_GLOBAL_UNSIGNED_TX")
        if unsigned:
            raise self._refusal("psbt_not_in_version_2", span=unsigned.span, name=unsigned.field)
        self._needed(globals_, "PSBT_GLOBAL_TX_VERSION")
        inputs = self._needed(globals_, "PSBT_GLOBAL_INPUT_COUNT")
        outputs = self._needed(globals_, "PSBT_GLOBAL_OUTPUT_COUNT")
        return int(inputs.value_parts[0].value or 0), int(outputs.value_parts[0].value or 0)

    def _needed(self, each: PsbtMap, name: str) -> PsbtEntry:
        entry = each.one(name)
        if entry is None:
            self.place = (each.role, each.number)
            raise self._refusal("psbt_field_missing", span=Span(each.start, each.end), name=name)
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
        is_time = name == "PSBT_IN_REQUIRED_TIME_LOCKTIME"
        low, high = (LOCK_TIME_THRESHOLD, 0xFFFFFFFF) if is_time else (1, LOCK_TIME_THRESHOLD - 1)
        if not low <= value <= high:
            self.place, self.field = (each.role, each.number), name
            raise self._refusal("psbt_lock_time", span=entry.value.span, value=value, low=low, high=high)
        return value

    def _refusal(self, code: str, core: str = "", span: Span | None = None, **facts: Fact) -> DecodeError:
        end = min(self.cursor.position, len(self.cursor.raw))
        told: dict[str, Fact] = {"map": self.place[0], "index": self.place[1], "name": self.field}
        if core and self.version != 2:
            told["core"] = core
        return DecodeError(code, span or Span(end, end), self.cursor.raw, **{**told, **facts})


def _key_type(cursor: Cursor) -> tuple[int, int]:
    """The type of a key, and how many bytes it takes."""
    return cursor.compact_size("psbt.key.type"), cursor.position


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
