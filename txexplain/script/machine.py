"""The state of a running script: its stacks, its branches, its limits, and how it stops."""

from __future__ import annotations

from txexplain.model.rules import Rules
from txexplain.model.script import MAX_NUMBER_SIZE, MAX_OPS_PER_SCRIPT, script_number
from txexplain.model.signing import LeafContext, SignatureCheck, SigVersion
from txexplain.script.checker import Checker
from txexplain.wire.script import is_minimal_number

VALIDATION_WEIGHT_OFFSET = 50  # BIP342: what a tapscript may spend on signatures beyond the size of its witness
VALIDATION_WEIGHT_PER_SIGOP_PASSED = 50
NO_CODE_SEPARATOR = 0xFFFFFFFF
TRUE, FALSE = b"\x01", b""


class Halt(Exception):
    """The script fails: Core's name of the error, and what it is about. Where, the engine's loop adds.

    Of an error that has several causes the fact `case` tells which.
    """

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.position: int | None = None
        self.opcode = ""


class Context:
    """What is the same for all of a spend: the rules, the checker, and in taproot annex, leaf and budget."""

    def __init__(self, rules: Rules, checker: Checker) -> None:
        self.rules = rules
        self.checker = checker
        self.annex: bytes | None = None
        self.leaf_hash = b""
        self.validation_weight_left = 0


class Machine:
    """One script as it runs. The top of the stacks is their end."""

    untaken = 0  # how many of the open branches are not taken
    position = -1  # of the element that runs, counted from 0; -1 before the first
    next_offset = 0  # of the byte behind it
    code_start = 0  # where the script code begins: behind the last OP_CODESEPARATOR that ran
    code_separator_position = NO_CODE_SEPARATOR
    takes = 0  # how many items the element that runs takes off the stack
    _ops = 0

    def __init__(self, script: bytes, version: SigVersion, stack: list[bytes], context: Context) -> None:
        self.script = script
        self.version = version
        self.stack = stack
        self.altstack: list[bytes] = []
        self.branches: list[bool] = []  # of each open OP_IF, whether the branch that is read is taken
        self.checks: list[SignatureCheck] = []
        self._context = context
        self._rules = context.rules
        self.minimal_data = self.enforces(Rules.MINIMALDATA)

    @property
    def executing(self) -> bool:
        """Whether no open branch is one not taken."""
        return not self.untaken

    @property
    def checker(self) -> Checker:
        return self._context.checker

    @property
    def annex(self) -> bytes | None:
        return self._context.annex

    @property
    def leaf(self) -> LeafContext:
        """What a signature in a leaf script commits to besides (BIP342)."""
        return LeafContext(self._context.leaf_hash, self.code_separator_position)

    @property
    def script_code(self) -> bytes:
        """The script from behind the last OP_CODESEPARATOR that ran: what signatures commit to."""
        return self.script[self.code_start :]

    def enforces(self, rule: Rules) -> bool:
        return rule in self._rules

    def need(self, items: int) -> None:
        """Raises Halt where the stack has fewer items."""
        if len(self.stack) < items:
            raise Halt("INVALID_STACK_OPERATION", needed=items, found=len(self.stack))

    def push_bool(self, value: bool) -> None:
        self.stack.append(TRUE if value else FALSE)

    def number(self, item: bytes, size: int = MAX_NUMBER_SIZE) -> int:
        """The item as a number of at most `size` bytes (Core: CScriptNum)."""
        if len(item) > size:
            raise Halt("SCRIPTNUM", case="size", size=len(item), limit=size)
        if self.minimal_data and not is_minimal_number(item):
            raise Halt("SCRIPTNUM", case="minimal", item=item.hex())
        return script_number(item)

    def pop_number(self) -> int:
        """Takes the top item off, as a number of at most 4 bytes."""
        return self.number(self.stack.pop())

    def count_ops(self, count: int) -> None:
        """Counts opcodes above OP_16 and keys of OP_CHECKMULTISIG. Raises Halt above 201."""
        self._ops += count
        if self._ops > MAX_OPS_PER_SCRIPT:
            raise Halt("OP_COUNT", count=self._ops, limit=MAX_OPS_PER_SCRIPT)

    def spend_validation_weight(self) -> None:
        """Pays for a signature out of the budget that the size of the witness gives (BIP342)."""
        self._context.validation_weight_left -= VALIDATION_WEIGHT_PER_SIGOP_PASSED
        if self._context.validation_weight_left < 0:
            raise Halt("TAPSCRIPT_VALIDATION_WEIGHT")

    def open_branch(self, taken: bool) -> None:
        """Begins a branch, which is taken or not."""
        self.branches.append(taken)
        self.untaken += not taken

    def toggle_branch(self) -> None:
        """Goes over to the other side of the innermost branch."""
        self.branches[-1] = not self.branches[-1]
        self.untaken += -1 if self.branches[-1] else 1

    def close_branch(self) -> None:
        """Ends the innermost branch."""
        self.untaken -= not self.branches.pop()
