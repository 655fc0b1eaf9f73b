"""What each opcode does: one function a row, a file a family. An opcode without a row cannot be run."""

from txexplain.script.opcodes import arithmetic, flow, hashing, locks, signatures, stack
from txexplain.script.opcodes.table import DISABLED, TABLE, Row

__all__ = ["DISABLED", "TABLE", "Row", "arithmetic", "flow", "hashing", "locks", "signatures", "stack"]
