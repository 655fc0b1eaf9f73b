"""What the signatures of an input sign: by which rules, which script, and whether that names a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from txexplain.crypto.taproot import leaf_hash
from txexplain.model.bytes import ByteSlice
from txexplain.model.report import SpentOutput
from txexplain.model.script import OP_CODESEPARATOR
from txexplain.model.signing import SigVersion
from txexplain.psbt.named import usable_pushes
from txexplain.psbt.signing_data import SigningData
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import (
    WITNESS_V0_SIZES,
    is_pay_to_script_hash,
    is_pay_to_taproot,
    pay_to_pubkey_hash,
    witness_program,
)
from txexplain.wire.script import instructions

NO_LEAVES: Mapping[bytes, bytes] = {}
MAX_SEPARATORS = 16  # that are tried: each is a message more for every signature


class Place:
    """`script` is the one that ECDSA signatures sign, None where it is not known or there is none; `output_key` and
    `leaves`, by their hashes, are those of a taproot output. No signature is checked in a witness program that is of
    no known kind: there it has no `rules`."""

    def __init__(
        self,
        version: SigVersion,
        script: bytes | None,
        output_key: bytes = b"",
        leaves: Mapping[bytes, bytes] = NO_LEAVES,
        *,
        rules: bool = True,
    ) -> None:
        self.rules = rules
        self.version = version
        self.script = script
        self.output_key = output_key
        self.leaves = leaves
        self._pushes: dict[bytes, frozenset[bytes]] = {}

    def names(self, script: bytes, key: bytes) -> bool:
        """Whether the script pushes the key, or its hash, for a signature check to use."""
        if script not in self._pushes:
            self._pushes[script] = usable_pushes(script)
        return not self._pushes[script].isdisjoint((key, hash160(key)))


def place_of(output: SpentOutput, data: SigningData) -> Place:
    """The place of an input that spends this output."""
    script: bytes | None = output.script_pubkey
    if is_pay_to_taproot(output.script_pubkey):
        leaves = {leaf_hash(version, leaf): leaf for leaf, version, _ in data.leaves}
        return Place(SigVersion.TAPROOT, None, output.script_pubkey[2:], leaves)
    if is_pay_to_script_hash(output.script_pubkey):
        script = data.find_script(output.script_pubkey[2:22])
    found = witness_program(ByteSlice(0, script)) if script else None
    if found is None:
        return Place(SigVersion.BASE, script)
    if found.version or len(found.program.data) not in WITNESS_V0_SIZES:
        return Place(SigVersion.BASE, None, rules=False)
    program = found.program.data
    inner = pay_to_pubkey_hash(program) if len(program) == 20 else data.find_witness_script(program)
    return Place(SigVersion.WITNESS_V0, inner)


def code_separators(script: bytes | None) -> Iterator[tuple[int, int]]:
    """Where what is signed may begin: the offset, and the position of the OP_CODESEPARATOR before it."""
    yield 0, NO_CODE_SEPARATOR
    for position, item in enumerate(instructions(script or b"")):
        if item.opcode == OP_CODESEPARATOR:
            yield item.span.end, position
