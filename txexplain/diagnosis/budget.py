"""How much a diagnosis may cost: what is above it is left out, and said to be."""

from __future__ import annotations

from collections.abc import Callable

TRIES_OF_SIGNATURE = 1_000  # messages; each takes 0.2 ms to make and to try
TRIES_OF_INPUT = 2_000
TRIES_OF_TRANSACTION = 8_000
CURVE = 10  # what it takes to begin with a signature, or to check one, in tries
WORK_OF_TRANSACTION = 60_000_000  # bytes hashed; what has to be written anew counts tenfold
COST_OF_WRITING = 10
COST_OF_STEP = 2_000  # bytes, for each script element that is run again
COST_OF_COIN = 200  # bytes, for each spent output where one of them is another one


class Spent(Exception):
    """Nothing is left of the budget."""


class Budget:
    """What is left, of the signature, the input and the transaction."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self._transaction, self._work = TRIES_OF_TRANSACTION, WORK_OF_TRANSACTION
        self._input, self._signature = TRIES_OF_INPUT, TRIES_OF_SIGNATURE
        self._beyond = False
        self.tried = 0  # messages, of the input
        self.left_out = False  # of the input

    def begin_input(self) -> bool:
        """Whether anything is left for it."""
        self._input, self.tried, self.left_out = TRIES_OF_INPUT, 0, False
        return self.begin_signature()

    def begin_signature(self) -> bool:
        """Whether anything is left for it."""
        self._signature, self._beyond = TRIES_OF_SIGNATURE, False
        is_left = min(self._input, self._transaction) > CURVE and self._work > 0
        self.left_out |= not is_left
        return is_left

    def go_beyond(self) -> None:
        """All that a diagnosis is to try of this signature was: what comes now is more, as far as the budget goes."""
        self._beyond = True

    def leave_out(self) -> None:
        """Something is not tried that would be of fewer inputs or outputs."""
        self.left_out |= not self._beyond

    def pay(self, work_bytes: int) -> None:
        """Pays for what was done already, beyond what is left if need be."""
        self._work -= work_bytes

    def take(self, work_bytes: int = 0, tries: int = 1, besides: int = 0) -> None:
        """Pays for `tries` messages, what costs as much besides, and for hashing so many bytes. Raises Spent."""
        cost = tries + besides
        if min(self._signature, self._input, self._transaction) < cost or self._work < work_bytes:
            self.leave_out()
            raise Spent
        self._signature -= cost
        self._input -= cost
        self._transaction -= cost
        self._work -= work_bytes
        self.tried += tries
        if tries:
            self._tick()
