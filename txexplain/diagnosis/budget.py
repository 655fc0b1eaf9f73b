"""How much a diagnosis may cost: what is above it is left out, and said to be."""

from __future__ import annotations

from collections.abc import Callable

TRIES_OF_SIGNATURE = 1_000  # messages; each takes 0.2 ms to make and to try
TRIES_OF_INPUT = 1_500
TRIES_OF_TRANSACTION = 6_000
WORK_OF_TRANSACTION = 60_000_000  # bytes hashed; what has to be written anew counts tenfold
COST_OF_WRITING = 10


class Spent(Exception):
    """Nothing is left of the budget."""


class Budget:
    """What is left, of the signature, the input and the transaction."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self._transaction, self._work = TRIES_OF_TRANSACTION, WORK_OF_TRANSACTION
        self._input = self._signature = 0
        self.tried = 0  # of the input
        self.left_out = False

    def begin_input(self) -> None:
        self._input, self.tried, self.left_out = TRIES_OF_INPUT, 0, False

    def begin_signature(self) -> None:
        self._signature = TRIES_OF_SIGNATURE

    @property
    def is_left(self) -> bool:
        return self._transaction > 0 and self._work > 0

    def take(self, work_bytes: int = 0, tries: int = 1) -> None:
        """Pays for `tries` messages, and for hashing so many bytes. Raises Spent."""
        if min(self._signature, self._input, self._transaction) < tries or self._work < work_bytes:
            self.left_out = True
            raise Spent
        self._signature -= tries
        self._input -= tries
        self._transaction -= tries
        self._work -= work_bytes
        self.tried += tries
        if tries:
            self._tick()
