"""Random transactions, with fields at the edges, that can still be changed.

Their bytes are written as `whatif` writes them (`wire.draft`). That makes no judge of what is judged: whoever reads
the bytes, Core, python-bitcoinlib or our own decoder, reads them for himself.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from txexplain.model.report import SpentOutput
from txexplain.wire import draft as wire

SEQUENCES = (0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0, 1, 10, 0xFFFF, 1 << 22, 1 << 22 | 10, 1 << 31, 1 << 31 | 10)
LOCK_TIMES = (0, 1, 100, 499_999_999, 500_000_000, 500_000_001, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
VERSIONS = (1, 2, 2, 2, 3, 0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@dataclass
class Vin:
    outpoint: bytes
    sequence: int
    script_sig: bytes = b""
    witness: list[bytes] = field(default_factory=list)

    def drafted(self) -> wire.DraftInput:
        txid, vout = self.outpoint[:32], int.from_bytes(self.outpoint[32:], "little")
        return wire.DraftInput(txid, vout, self.script_sig, self.sequence, self.witness, origin=0)


@dataclass
class Draft:
    """A transaction, the outputs that it spends, and which input matters."""

    version: int
    inputs: list[Vin]
    outputs: list[tuple[int, bytes]]
    lock_time: int
    spent: list[SpentOutput]
    index: int

    @property
    def vin(self) -> Vin:
        return self.inputs[self.index]

    def pay_to(self, script: bytes) -> None:
        """Makes the output that is spent one with this script."""
        self.spent[self.index] = self.spent[self.index]._replace(script_pubkey=script)

    def raw(self) -> bytes:
        inputs = [vin.drafted() for vin in self.inputs]
        outputs = [wire.DraftOutput(value, script) for value, script in self.outputs]
        return wire.Draft(self.version, self.lock_time, inputs, outputs).serialise()


def random_draft(rng: random.Random) -> Draft:
    count = rng.choice((1, 1, 2, 3, 4, 5))
    inputs = [_random_input(rng) for _ in range(count)]
    outputs = [random_output(rng) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4, 5)))]
    version = rng.choice(VERSIONS) if rng.random() < 0.95 else rng.getrandbits(32)
    lock_time = rng.choice(LOCK_TIMES) if rng.random() < 0.9 else rng.getrandbits(32)
    spent = [SpentOutput(*random_output(rng)) for _ in range(count)]
    return Draft(version, inputs, outputs, lock_time, spent, rng.randrange(count))


def _random_input(rng: random.Random) -> Vin:
    sequence = rng.choice(SEQUENCES) if rng.random() < 0.9 else rng.getrandbits(32)
    outpoint = rng.randbytes(32) + rng.choice((0, 1, 2, 0xFFFFFFFF)).to_bytes(4, "little")
    script_sig = rng.randbytes(rng.choice((0, 0, 1, 10)))
    witness = [rng.randbytes(rng.choice((0, 1, 64))) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    return Vin(outpoint, sequence, script_sig, witness)


def random_output(rng: random.Random) -> tuple[int, bytes]:
    value = rng.choice((0, 1, 546, 100_000_000, 2_100_000_000_000_000, 2**63 - 1, rng.getrandbits(50)))
    if rng.random() < 0.02:
        value = -rng.choice((1, 2**63))
    script = rng.choice((b"", b"\x51", b"\x00\x14" + rng.randbytes(20), b"\x51\x20" + rng.randbytes(32), b"\x6a"))
    return value, script
