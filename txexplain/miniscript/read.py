"""A script to a miniscript: read from its end, where each fragment tells what it is (Core: FromScript)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from txexplain.miniscript.elements import NOTHING, Element, NoMiniscript, elements
from txexplain.miniscript.node import HASHES, MAX_KEYS_OF_MULTI_A, MAX_LOCK, Node
from txexplain.miniscript.types import type_of
from txexplain.model import script as op
from txexplain.model.script import MAX_PUBKEYS_PER_MULTISIG, OP_1
from txexplain.wire.keys import is_public_key_size

FindKey = Callable[[bytes], bytes | None]
_MAX_SIZE_WITNESS_V0 = 3_600  # that nodes pass on
_MAX_SIZE_TAPSCRIPT = 329_482  # so that with the largest witness it fits into a transaction that nodes pass on

_HASHES = {opcode: (name, size) for name, (opcode, size) in HASHES.items()}
_LOCKS = {op.OP_CHECKSEQUENCEVERIFY: "older", op.OP_CHECKLOCKTIMEVERIFY: "after"}
_WRAPPERS = {op.OP_CHECKSIG: "c", op.OP_VERIFY: "v", op.OP_0NOTEQUAL: "n"}
_WITH_TWO = {op.OP_BOOLAND: "and_b", op.OP_BOOLOR: "or_b"}
_BEFORE_A_SEQUENCE = frozenset((op.OP_IF, op.OP_NOTIF, op.OP_ELSE, op.OP_TOALTSTACK, op.OP_SWAP))


def read_miniscript(script: bytes, *, tapscript: bool, find_key: FindKey | None = None) -> Node | None:
    """The script as a miniscript that is typed well, None where it is none.

    With `find_key`, which gives the key of a hash, None also where the key behind one is not known; without it such a
    key stays unknown.
    """
    if len(script) > max_script_size(tapscript=tapscript):
        return None
    try:
        return _Reader(elements(script), tapscript, find_key).read()
    except NoMiniscript:
        return None


def max_script_size(*, tapscript: bool) -> int:
    """The largest that Core takes for a miniscript, in bytes (MaxScriptSize)."""
    return _MAX_SIZE_TAPSCRIPT if tapscript else _MAX_SIZE_WITNESS_V0


class _Reader:
    """Reads elements from the end of the script to its start. What is still `to_do` stands on a stack, like the nodes
    that are `made`: the last one made is the leftmost in the script."""

    def __init__(self, elements: list[Element], tapscript: bool, find_key: FindKey | None) -> None:
        self.elements = elements
        self.tapscript = tapscript
        self.find_key = find_key
        self.position = 0
        self.made: list[Node] = []
        self.to_do: list[Callable[[], None]] = [self._sequence]

    def read(self) -> Node:
        while self.to_do:
            self.to_do.pop()()
        if len(self.made) != 1 or self.position < len(self.elements) or "B" not in self.made[0].type:
            raise NoMiniscript
        return self.made[0]

    def _peek(self, ahead: int = 0) -> Element:
        at = self.position + ahead
        return self.elements[at] if at < len(self.elements) else NOTHING

    def _follows(self, *opcodes: int | None) -> bool:
        """Whether these come next, None standing for any, and takes them if so."""
        for ahead, opcode in enumerate(opcodes):
            found = self._peek(ahead).opcode
            if found == -1 or (opcode is not None and found != opcode):
                return False
        self.position += len(opcodes)
        return True

    def _then(self, *steps: Callable[[], None]) -> None:
        """What to do next, in this order."""
        self.to_do += reversed(steps)

    def _make(
        self, fragment: str, many: int = 0, number: int = 0, keys: tuple[bytes, ...] = (), data: bytes = b""
    ) -> None:
        """A node around the last `many` that were made."""
        if len(self.made) < many:
            raise NoMiniscript
        inside = tuple(self.made.pop() for _ in range(many))
        of_thresh = number if fragment == "thresh" else 0
        type_ = type_of(fragment, tuple(each.type for each in inside), of_thresh, tapscript=self.tapscript)
        if not type_:
            raise NoMiniscript
        self.made.append(Node(fragment, type_, inside, number, keys, data))

    # Expressions

    def _sequence(self) -> None:
        """One expression, and what may stand before it and only verifies."""
        self._then(self._single, self._more)

    def _more(self) -> None:
        opcode = self._peek().opcode
        if opcode != -1 and opcode not in _BEFORE_A_SEQUENCE:
            self._then(self._sequence, partial(self._make, "and_v", 2))

    def _single(self) -> None:
        if self._leaf():
            return
        element = self._peek()
        self.position += 1
        if element.opcode in _WRAPPERS:
            self._then(self._single, partial(self._make, _WRAPPERS[element.opcode], 1))
        elif element.opcode in _WITH_TWO:
            self._then(self._wrapped, self._single, partial(self._make, _WITH_TWO[element.opcode], 2))
        elif element.opcode == op.OP_ENDIF:
            self._then(self._sequence, self._branch)
        elif element.opcode == op.OP_EQUAL and self._peek(1).opcode != -1 and (self._peek().number or 0) >= 1:
            needed = self._peek().number or 0
            self.position += 1
            self._then(partial(self._threshold, needed, 1))
        else:
            raise NoMiniscript

    def _wrapped(self) -> None:
        """What takes its items from below the top: behind a swap, or between moves to the other stack and back."""
        if self._follows(op.OP_FROMALTSTACK):
            self._then(self._sequence, partial(self._closing, op.OP_TOALTSTACK, "a"))
        else:
            self._then(self._sequence, partial(self._closing, op.OP_SWAP, "s"))

    def _closing(self, opcode: int, wrapper: str) -> None:
        if not self._follows(opcode):
            raise NoMiniscript
        self._make(wrapper, 1)

    def _threshold(self, needed: int, count: int) -> None:
        """The `count`-th from the end of what is added up."""
        if self._follows(op.OP_ADD):
            self._then(self._wrapped, partial(self._threshold, needed, count + 1))
        else:
            self._then(self._single, partial(self._make_threshold, needed, count))

    def _make_threshold(self, needed: int, count: int) -> None:
        if needed > count:
            raise NoMiniscript
        self._make("thresh", count, needed)

    def _branch(self) -> None:
        """What stands before the OP_ENDIF and its expression."""
        if self._follows(op.OP_ELSE):
            self._then(self._sequence, self._two_branches)
        elif self._follows(op.OP_IF, op.OP_DUP):
            self._make("d", 1)
        elif self._follows(op.OP_IF, op.OP_0NOTEQUAL, op.OP_SIZE):
            self._make("j", 1)
        elif self._follows(op.OP_NOTIF):
            fragment = "or_d" if self._follows(op.OP_IFDUP) else "or_c"
            self._then(self._single, partial(self._make, fragment, 2))
        else:
            raise NoMiniscript

    def _two_branches(self) -> None:
        if self._follows(op.OP_IF):
            self._make("or_i", 2)
        elif self._follows(op.OP_NOTIF):
            self._then(self._single, self._make_choice)
        else:
            raise NoMiniscript

    def _make_choice(self) -> None:
        """`andor(x,y,z)` stands in the script as x, z, y."""
        if len(self.made) < 3:
            raise NoMiniscript
        self.made[-2], self.made[-3] = self.made[-3], self.made[-2]
        self._make("andor", 3)

    # Leaves

    def _leaf(self) -> bool:
        """Whether an expression with none inside comes next, which is taken."""
        element = self._peek()
        if element.opcode in (op.OP_0, OP_1):
            self.position += 1
            self._make("1" if element.opcode else "0")
        elif len(element.data) in (32, 33):
            self.position += 1
            self._make("pk_k", keys=(self._key(element),))
        elif element.opcode in _LOCKS and self._peek(1).number is not None:
            self._lock(_LOCKS[element.opcode])
        elif element.opcode == op.OP_CHECKMULTISIG:
            self._multisig()
        elif element.opcode == op.OP_NUMEQUAL:
            self._multisig_of_tapscript()
        else:
            return self._key_hash() or self._hash()
        return True

    def _key(self, element: Element, *sizes: int) -> bytes:
        right = len(element.data) == 32 if self.tapscript else is_public_key_size(element.data)
        if not right or (sizes and len(element.data) not in sizes):
            raise NoMiniscript
        return element.data

    def _lock(self, fragment: str) -> None:
        number = self._peek(1).number or 0
        self.position += 2
        if not 1 <= number <= MAX_LOCK:
            raise NoMiniscript
        self._make(fragment, number=number)

    def _key_hash(self) -> bool:
        digest = self._peek(2).data
        if len(digest) != 20 or not self._follows(op.OP_VERIFY, op.OP_EQUAL, None, op.OP_HASH160, op.OP_DUP):
            return False
        key = self.find_key(digest) if self.find_key else None
        if self.find_key and key is None:
            raise NoMiniscript
        self._make("pk_h", keys=() if key is None else (key,), data=digest)
        return True

    def _hash(self) -> bool:
        digest, (name, size) = self._peek(1).data, _HASHES.get(self._peek(2).opcode, ("", 0))
        if not name or len(digest) != size or self._peek(5).number != 32:
            return False
        if not self._follows(op.OP_EQUAL, None, None, op.OP_VERIFY, op.OP_EQUAL, None, op.OP_SIZE):
            return False
        self._make(name, data=digest)
        return True

    def _multisig(self) -> None:
        total = self._peek(1).number
        if self.tapscript or total is None or not 1 <= total <= MAX_PUBKEYS_PER_MULTISIG:
            raise NoMiniscript
        keys = tuple(self._key(self._peek(2 + place), 33) for place in range(total))
        needed = self._peek(2 + total).number
        if needed is None or not 1 <= needed <= total:
            raise NoMiniscript
        self.position += 3 + total
        self._make("multi", number=needed, keys=keys[::-1])

    def _multisig_of_tapscript(self) -> None:
        """The first key with OP_CHECKSIG, each other with OP_CHECKSIGADD (BIP387)."""
        needed, keys, ahead = self._peek(1).number or 0, list[bytes](), 2
        while self.tapscript and len(keys) < MAX_KEYS_OF_MULTI_A:
            check = self._peek(ahead).opcode
            if check not in (op.OP_CHECKSIG, op.OP_CHECKSIGADD):
                break
            keys.append(self._key(self._peek(ahead + 1)))
            ahead += 2
            if check == op.OP_CHECKSIG:
                if not 1 <= needed <= len(keys):
                    break
                self.position += ahead
                self._make("multi_a", number=needed, keys=tuple(keys[::-1]))
                return
        raise NoMiniscript
