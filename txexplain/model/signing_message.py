"""A signed message that was given by itself, as bytes, and what is found out of it."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import Network
from txexplain.model.report import OutputReport
from txexplain.model.script import Script
from txexplain.model.signing import Sighash

SCRIPTS = ("script_code", "script_pubkey")  # the parts that are a script after its length: a message has one at most

_COUNTS = ("input_count", "output_count")
_NUMBERS = (
    "version",
    "sequence",
    "lock_time",
    "hash_type",
    "spend_type",
    "input_index",
    "codesep_pos",
    "key_version",
)


def number_of(key: str, data: bytes) -> int | None:
    """The number that a part is; None where it is none."""
    if key in _COUNTS:
        return int.from_bytes(data[1:] if len(data) > 1 else data, "little")
    if key == "vout":
        return int.from_bytes(data[-4:], "little")
    if key in ("amount", *_NUMBERS):
        return int.from_bytes(data, "little", signed=key == "amount")
    return None


class SigningMessage(NamedTuple):
    """The message in its parts. `vin` is the input that signs; None where the message does not tell which.

    A first part `tag` is what BIP340 has hashed before the others, where that was given too.
    """

    sighash: Sighash
    vin: int | None = None

    @property
    def raw(self) -> bytes:
        """All of its bytes."""
        return self.sighash.message

    @property
    def pieces(self) -> tuple[tuple[str, ByteSlice], ...]:
        """Each part by its key, with its place among the bytes."""
        found, position = [], 0
        for part in self.sighash.parts:
            found.append((part.key, ByteSlice(position, bytes(part.data))))
            position += len(part.data)
        return tuple(found)


class MessageReport(NamedTuple):
    """A message, the script in it (script code, or spent script) and its outputs, as far as it holds those itself.

    `spent_sat` is the amount of the coin, None where the message does not hold it. `outputs` are those that are
    signed as they are, and `first_output` is the number of the first of them. `unsigned` is the transaction without
    its input scripts, empty where the message does not hold all of it. `reversed` are the parts, by their keys, that
    make sense only with their bytes reversed, and what they say then.
    """

    message: SigningMessage
    network: Network
    script: Script | None = None
    spent_sat: int | None = None
    outputs: tuple[OutputReport, ...] = ()
    first_output: int = 0
    unsigned: bytes = b""
    reversed: tuple[tuple[str, int], ...] = ()
