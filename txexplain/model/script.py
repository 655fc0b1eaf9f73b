"""Script elements, their opcodes and their names (Core: script/script.h, GetOpName)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.model.bytes import ByteSlice, Span

OP_0 = 0x00
OP_PUSHDATA1 = 0x4C
OP_PUSHDATA2 = 0x4D
OP_PUSHDATA4 = 0x4E
OP_1NEGATE = 0x4F
OP_RESERVED = 0x50
OP_1 = 0x51
OP_2 = 0x52
OP_16 = 0x60
OP_IF = 0x63
OP_NOTIF = 0x64
OP_ELSE = 0x67
OP_ENDIF = 0x68
OP_VERIFY = 0x69
OP_RETURN = 0x6A
OP_TOALTSTACK = 0x6B
OP_FROMALTSTACK = 0x6C
OP_IFDUP = 0x73
OP_2DROP = 0x6D
OP_DROP = 0x75
OP_DUP = 0x76
OP_SWAP = 0x7C
OP_SIZE = 0x82
OP_EQUAL = 0x87
OP_EQUALVERIFY = 0x88
OP_0NOTEQUAL = 0x92
OP_ADD = 0x93
OP_BOOLAND = 0x9A
OP_BOOLOR = 0x9B
OP_NUMEQUAL = 0x9C
OP_NUMEQUALVERIFY = 0x9D
OP_GREATERTHANOREQUAL = 0xA2
OP_RIPEMD160 = 0xA6
OP_SHA1 = 0xA7
OP_SHA256 = 0xA8
OP_HASH160 = 0xA9
OP_HASH256 = 0xAA
OP_CODESEPARATOR = 0xAB
OP_CHECKSIG = 0xAC
OP_CHECKSIGVERIFY = 0xAD
OP_CHECKMULTISIG = 0xAE
OP_CHECKMULTISIGVERIFY = 0xAF
OP_CHECKLOCKTIMEVERIFY = 0xB1
OP_CHECKSEQUENCEVERIFY = 0xB2
OP_CHECKSIGADD = 0xBA
NUMERIC_OPCODES = frozenset((0x79, 0x7A, *range(0x8B, 0xA6), OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY))
"""Those that read the items they take as numbers: OP_PICK, OP_ROLL, arithmetic, lock times."""
MAX_OPCODE = 0xB9  # the last one that Core's HasValidOps takes: OP_NOP10

NONSTANDARD = "nonstandard"  # Core's name for an output script of no known type
SCRIPT_ROLES = ("redeem_script", "witness_script", "leaf_script")  # what inputs reveal and run

MAX_SCRIPT_SIZE = 10_000
MAX_SCRIPT_ELEMENT_SIZE = 520
MAX_PUBKEYS_PER_MULTISIG = 20
MAX_OPS_PER_SCRIPT = 201  # opcodes above OP_16, and the keys of OP_CHECKMULTISIG; not in tapscript
MAX_STACK_SIZE = 1_000  # items, of both stacks together
MAX_NUMBER_SIZE = 4  # bytes that arithmetic reads (Core: CScriptNum::nDefaultMaxNumSize)
MAX_LOCK_NUMBER_SIZE = 5  # bytes that a lock time opcode reads (BIP65, BIP112)

_NAMES_FROM_0X61 = """
NOP VER IF NOTIF VERIF VERNOTIF ELSE ENDIF VERIFY RETURN TOALTSTACK FROMALTSTACK 2DROP 2DUP 3DUP 2OVER 2ROT
2SWAP IFDUP DEPTH DROP DUP NIP OVER PICK ROLL ROT SWAP TUCK CAT SUBSTR LEFT RIGHT SIZE INVERT AND OR XOR EQUAL
EQUALVERIFY RESERVED1 RESERVED2 1ADD 1SUB 2MUL 2DIV NEGATE ABS NOT 0NOTEQUAL ADD SUB MUL DIV MOD LSHIFT RSHIFT
BOOLAND BOOLOR NUMEQUAL NUMEQUALVERIFY NUMNOTEQUAL LESSTHAN GREATERTHAN LESSTHANOREQUAL GREATERTHANOREQUAL MIN
MAX WITHIN RIPEMD160 SHA1 SHA256 HASH160 HASH256 CODESEPARATOR CHECKSIG CHECKSIGVERIFY CHECKMULTISIG
CHECKMULTISIGVERIFY NOP1 CHECKLOCKTIMEVERIFY CHECKSEQUENCEVERIFY NOP4 NOP5 NOP6 NOP7 NOP8 NOP9 NOP10 CHECKSIGADD
""".split()

OPCODE_NAMES: tuple[str, ...] = (
    "OP_0",
    *(f"OP_PUSHBYTES_{size}" for size in range(1, 76)),
    "OP_PUSHDATA1",
    "OP_PUSHDATA2",
    "OP_PUSHDATA4",
    "OP_1NEGATE",
    "OP_RESERVED",
    *(f"OP_{number}" for number in range(1, 17)),
    *(f"OP_{name}" for name in _NAMES_FROM_0X61),
    *(f"OP_UNKNOWN_{code:02X}" for code in range(0xBB, 0xFF)),
    "OP_INVALIDOPCODE",
)
"""The name of each of the 256 opcodes. Pushes have names here that Core leaves unnamed."""

SUCCESS_OPCODES = frozenset(
    (
        0x50,
        0x62,
        *range(0x7E, 0x82),
        *range(0x83, 0x87),
        0x89,
        0x8A,
        0x8D,
        0x8E,
        *range(0x95, 0x9A),
        *range(0xBB, 0xFF),
    )
)


DISABLED_OPCODES = frozenset(
    OPCODE_NAMES.index(f"OP_{name}")
    for name in "CAT SUBSTR LEFT RIGHT INVERT AND OR XOR 2MUL 2DIV MUL DIV MOD LSHIFT RSHIFT".split()
)
"""Those that fail a script even in a branch not taken (CVE-2010-5137); in tapscript they are OP_SUCCESS."""


KEY_CHECKS = frozenset((OP_CHECKSIG, OP_CHECKSIGVERIFY, OP_CHECKSIGADD))
"""Those that check a signature against the key before them."""
SIGNATURE_CHECKS = KEY_CHECKS | {OP_CHECKMULTISIG, OP_CHECKMULTISIGVERIFY}


def script_number(data: bytes) -> int:
    """A stack item read as a number: little-endian, the top bit of the last byte is the sign (Core: CScriptNum)."""
    if not data:
        return 0
    magnitude = int.from_bytes(data[:-1] + bytes([data[-1] & 0x7F]), "little")
    return -magnitude if data[-1] & 0x80 else magnitude


def encode_number(number: int) -> bytes:
    """The shortest stack item that `script_number` reads as this number (Core: CScriptNum::serialize)."""
    if number == 0:
        return b""
    size = abs(number).bit_length() // 8 + 1  # one bit more than the magnitude has, for the sign
    data = bytearray(abs(number).to_bytes(size, "little"))
    if number < 0:
        data[-1] |= 0x80
    return bytes(data)


def is_witness_program(script: bytes) -> bool:
    """Whether the script is a version and one push of 2 to 40 bytes (BIP141; Core: CScript::IsWitnessProgram)."""
    if not 4 <= len(script) <= 42 or script[1] != len(script) - 2:
        return False
    return script[0] == OP_0 or OP_1 <= script[0] <= OP_16


def is_true(item: bytes) -> bool:
    """Whether a stack item counts as true: all but zero, negative zero included (Core: CastToBool)."""
    return any(item[:-1]) or item[-1:] not in (b"", b"\x00", b"\x80")


def is_unspendable(script: bytes) -> bool:
    """Whether no input can ever open this output script, as is seen at once (Core: IsUnspendable).

    A node keeps no such output, and answers as for a spent one.
    """
    return script[:1] == bytes([OP_RETURN]) or len(script) > MAX_SCRIPT_SIZE


def is_op_success(opcode: int) -> bool:
    """Whether the opcode makes any tapscript that holds it succeed (BIP342: OP_SUCCESSx)."""
    return opcode in SUCCESS_OPCODES


def opcode_name(opcode: int, *, tapscript: bool = False) -> str:
    """The name of the opcode in that kind of script."""
    return f"OP_SUCCESS{opcode}" if tapscript and opcode in SUCCESS_OPCODES else OPCODE_NAMES[opcode]


class Instruction(NamedTuple):
    """One script element and the bytes it came from.

    `data` is what it pushes (None for an opcode that pushes nothing from the script, OP_1 included; empty for
    OP_0). `flaw` is set where the script ends in the middle of it: "length" in the length bytes, "data" in the
    data, of which `wanted` bytes were announced.
    """

    opcode: int
    span: Span
    data: bytes | None = None
    flaw: str | None = None
    wanted: int = 0

    @property
    def name(self) -> str:
        return OPCODE_NAMES[self.opcode]

    @property
    def slice(self) -> ByteSlice:
        """The pushed bytes and where they stand; empty for an opcode that pushes none."""
        data = self.data or b""
        return ByteSlice(self.span.end - len(data), data)

    @property
    def pushed(self) -> bytes | None:
        """The item it puts on the stack, from the script or as a small number; None where it does anything else."""
        number = self.small_number
        if number is None or self.data is not None:
            return self.data
        return b"\x81" if number < 0 else bytes([number])

    @property
    def small_number(self) -> int | None:
        """What OP_0, OP_1NEGATE and OP_1 to OP_16 stand for."""
        if self.opcode == OP_0:
            return 0
        if self.opcode == OP_1NEGATE or OP_1 <= self.opcode <= OP_16:
            return self.opcode - OP_1 + 1
        return None


class Script(NamedTuple):
    """A script and its elements. `complete` is False where only the first elements of a huge one were read."""

    slice: ByteSlice
    instructions: tuple[Instruction, ...]
    complete: bool = True
    tapscript: bool = False
