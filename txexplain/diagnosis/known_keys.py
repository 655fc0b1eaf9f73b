"""Every public key that stands anywhere in a transaction or its spent scripts, and every hash that may be of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise
from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Facts, InputReport, Report
from txexplain.model.script import OP_EQUAL, OP_EQUALVERIFY
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import pay_to_witness
from txexplain.wire.script import instructions
from txexplain.wire.taproot import internal_key, is_control_block, split_annex

MAX_ELEMENTS = 200_000  # of scripts, of one transaction: what stands behind is not looked at
_KEY_HASH_SIZE, _X_SIZE = 20, 32
_X_AT = {32: 0, 33: 1, 65: 1}  # by the size of what may be a key: where its x begins
_COMPARED = (OP_EQUAL, OP_EQUALVERIFY)
_OLD_SIZES, _ALL_SIZES = (33, 65), (32, 33, 65)
_SIZES = {"redeem_script": _OLD_SIZES, "witness_script": _OLD_SIZES, "leaf_script": (32,)}
"""Of the keys that are counted in scripts of that role."""
_FORMS = {32: "x_only", 33: "compressed", 65: "uncompressed"}


class KnownKey(NamedTuple):
    """A key that stands there, or whose hash does: its bytes as they stand there, of a hash the key that it is of.

    The facts tell where: `role` is `script_sig`, `witness`, `redeem_script`, `witness_script`, `leaf_script`,
    `internal_key` or `spent_script` of the input `vin`, or `output_script` of the output `vout`; `position` counts
    from 0 the keys there (what is none for such a script has no number), `form` is `compressed`, `uncompressed`,
    `x_only`, `hash` or, of P2SH-P2WPKH, `nested_hash`.
    """

    public_key: bytes
    facts: Facts

    @property
    def vin(self) -> int:
        """The input that it belongs to; -1 for that of an output."""
        vin = self.facts.get("vin", -1)
        return vin if isinstance(vin, int) else -1


class KnownKeys:
    """The keys of one transaction, found once. Form alone tells what may be a key: the curve is not asked here."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._left = MAX_ELEMENTS
        self._by_x: dict[bytes, KnownKey] = {}  # each as it is met first
        self._by_hash: dict[bytes, KnownKey] = {}
        self._of_input: dict[int, dict[bytes, KnownKey]] = {}  # by x or hash, as it is met first in that input
        self._scan()

    @property
    def is_whole(self) -> bool:
        """Whether all scripts were looked at."""
        return self._left > 0

    def of_point(self, x: int, y: int, vin: int, *, by_hash: bool = True) -> KnownKey | None:
        """The key with this x, whichever its y, or else the hash of this point; those of `vin` come first."""
        x_bytes = x.to_bytes(32, "big")
        found = self._own(vin).get(x_bytes) or self._by_x.get(x_bytes)
        return self._of_hash(x_bytes, y, vin) if found is None and by_hash else found

    def of_input(self, vin: int) -> tuple[KnownKey, ...]:
        """The keys that stand in that input, in its scripts and in the one that it spends; each x once."""
        return tuple(known for at, known in self._own(vin).items() if len(at) == _X_SIZE)

    def elsewhere(self, vin: int) -> Iterator[KnownKey]:
        """The keys that stand in other inputs or in outputs alone; each x once."""
        own = self._own(vin)
        return (known for x, known in self._by_x.items() if x not in own)

    def _own(self, vin: int) -> dict[bytes, KnownKey]:
        return self._of_input.get(vin, {})

    def _of_hash(self, x: bytes, y: int, vin: int) -> KnownKey | None:
        if not self._by_hash:
            return None
        compressed = bytes([2 + (y & 1)]) + x
        program = pay_to_witness(0, hash160(compressed))
        tried = ((compressed, compressed), (b"\x04" + x + y.to_bytes(32, "big"),) * 2, (program, compressed))
        hashes = [(hash160(hashed), key, hashed is program) for hashed, key in tried]
        for places in (self._own(vin), self._by_hash):
            for key_hash, key, is_nested in hashes:
                known = places.get(key_hash)
                if known is not None:
                    return KnownKey(key, Facts(known.facts, form="nested_hash") if is_nested else known.facts)
        return None

    # Where they stand

    def _scan(self) -> None:
        for vin, item in enumerate(self._report.inputs):
            self._scan_input(vin, item)
        for vout, output in enumerate(self._report.outputs):
            self._scan_script(output.script.slice, Facts(role="output_script", vout=vout))

    def _scan_input(self, vin: int, item: InputReport) -> None:
        for inner in item.inner_scripts:
            self._scan_script(inner.script.slice, Facts(role=inner.role, vin=vin))
        if item.spent is not None:
            self._scan_script(item.spent.script.slice, Facts(role="spent_script", vin=vin))
        self._scan_script(item.txin.script_sig, Facts(role="script_sig", vin=vin))
        self._note_all(((piece.data, True) for piece in item.txin.witness), Facts(role="witness", vin=vin))
        items, _ = split_annex(item.txin.witness)
        if len(items) > 1 and is_control_block(items[-1].data):
            self._note_all(((internal_key(items[-1].data), True),), Facts(role="internal_key", vin=vin))

    def _scan_script(self, script: ByteSlice, facts: Facts) -> None:
        elements = (each for each in instructions(script.data) if not each.flaw)
        pairs = pairwise(chain(elements, (None,)))
        self._note_all(
            (
                (each.data or b"", following is None or following.opcode not in _COMPARED)
                for each, following in pairs
                if each
            ),
            facts,
        )

    def _note_all(self, pieces: Iterable[tuple[bytes, bool]], facts: Facts) -> None:
        """Notes what may be a key, or the hash of one; both are counted apart.

        Of a piece it is given whether a script may check signatures with it: what is compared is a hash. Those alone
        are numbered that are of the size of the keys there.
        """
        sizes = _SIZES.get(str(facts["role"]), _ALL_SIZES)
        keys = hashes = 0
        for data, may_check in islice(pieces, self._left):
            self._left -= 1
            if len(data) == _KEY_HASH_SIZE:
                known = KnownKey(data, Facts(facts, position=hashes, form="hash"))
                self._note(self._by_hash, data, known)
                hashes += 1
            elif len(data) in _X_AT and (len(data) == 32 or data[0] in (2, 3, 4, 6, 7)):
                start = _X_AT[len(data)]
                is_counted = may_check and len(data) in sizes
                place = {"position": keys} if is_counted else {}
                known = KnownKey(data, Facts({**facts, **place, "form": _FORMS[len(data)]}))
                self._note(self._by_x, data[start : start + _X_SIZE], known)
                keys += is_counted

    def _note(self, places: dict[bytes, KnownKey], at: bytes, known: KnownKey) -> None:
        places.setdefault(at, known)
        if known.vin >= 0:
            self._of_input.setdefault(known.vin, {}).setdefault(at, known)
