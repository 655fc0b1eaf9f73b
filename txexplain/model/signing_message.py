"""A signed message that was given by itself, as bytes, and what is found out of it."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import Network
from txexplain.model.report import OutputReport
from txexplain.model.script import Script
from txexplain.model.signing import Sighash

SCRIPTS = ("script_code", "script_pubkey")  # the parts that are a script after its length: a message has one at most


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
    its input scripts, empty where the message does not hold all of it.
    """

    message: SigningMessage
    network: Network
    script: Script | None = None
    spent_sat: int | None = None
    outputs: tuple[OutputReport, ...] = ()
    first_output: int = 0
    unsigned: bytes = b""
