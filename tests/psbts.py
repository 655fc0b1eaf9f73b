"""PSBTs made for tests: one input, signed by known keys."""

from __future__ import annotations

from dataclasses import dataclass, field

from spends.keys import Key, Order, small_key

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.model.report import SpentOutput
from txexplain.model.signing import LeafContext
from txexplain.model.subject import PSBT_MAGIC
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.wire.cursor import sized
from txexplain.wire.draft import Draft, DraftInput, DraftOutput
from txexplain.wire.transaction import decode

PARTIAL_SIG, SIGHASH, REDEEM, WITNESS, DERIVATION = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"
KEY_SIG, SCRIPT_SIG, LEAF, TAP_DERIVATION, INTERNAL = b"\x13", b"\x14", b"\x15", b"\x16", b"\x17"
ORIGIN = bytes.fromhex("d34db33f") + bytes(4)
VALUE_SAT = 100_000


@dataclass
class Made:
    """A PSBT that spends one output with this script, and pays 90,000 satoshi; `claimed` without its transaction."""

    script: bytes
    claimed: bool = False
    sequence: int = 0xFFFFFFFD
    version: int = 2
    entries: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        coinlike = DraftInput(bytes(31) + b"\x01", 0, b"", 0xFFFFFFFF, [], 0)
        self.parent = Draft(2, 0, [coinlike], [DraftOutput(VALUE_SAT, self.script)]).serialise()
        txin = DraftInput(decode(self.parent).txid, 0, b"", self.sequence, [], 0)
        self.tx = Draft(self.version, 0, [txin], [DraftOutput(90_000, b"\x00\x14" + bytes(20))]).serialise()
        self.fields = Fields(decode(self.tx), [SpentOutput(VALUE_SAT, self.script)])

    def add(self, kind: bytes, value: bytes, key: bytes = b"") -> Made:
        self.entries.append((kind + key, value))
        return self

    @property
    def raw(self) -> bytes:
        output = VALUE_SAT.to_bytes(8, "little") + sized(self.script)
        spent = (b"\x01", output) if self.claimed else (b"\x00", self.parent)
        maps = ([(b"\x00", self.tx)], [spent, *self.entries], [])
        return PSBT_MAGIC + b"".join(
            b"".join(sized(key) + sized(value) for key, value in each) + b"\x00" for each in maps
        )

    # Signatures

    def ecdsa(
        self, key: Key, code: bytes, *, witness: bool = True, hash_type: int = 1, style: str = "strict"
    ) -> bytes:
        build = witness_v0_sighash if witness else legacy_sighash
        digest = build(self.fields, 0, code, hash_type).digest
        return Order(key, hash_type, style, small_key(77)).ecdsa(digest)

    def schnorr(self, secret: Key, leaf: bytes | None = None, separator: int = NO_CODE_SEPARATOR) -> bytes:
        found = taproot_sighash(self.fields, 0, 0, None, LeafContext(leaf, separator) if leaf else None)
        assert found is not None
        return Order(secret, None, "schnorr", small_key(78)).schnorr(found.digest)
