"""A lesson: what is shown, what is tried out, what is asked."""

from __future__ import annotations

from hashlib import blake2s
from typing import NamedTuple, TypeAlias

from txexplain.model.frozen import FrozenDict
from txexplain.model.script import Instruction
from txexplain.model.whatif import Edit

LessonTexts: TypeAlias = FrozenDict[str, FrozenDict[str, str]]
"""Language → key → words."""
Answer = int | bool | str
"""A number, or yes and no, or the digit before a choice."""


class Show(NamedTuple):
    """One thing that is put on the screen: a place of the walkthrough such as `step 0 1 3`, or a page.

    `what` is the key of a place with its numbers in `numbers`, or `bytes`, `coins`, `verify`, `block`, `proof`, or
    `tree` of a block. `raw` with two numbers are the bytes from the one to before the other, by their names alone;
    `witness` with several are those items of the witness of the first.
    """

    what: str
    numbers: tuple[int, ...] = ()
    name: str = ""


class Screen(NamedTuple):
    """A text, language → words, and what it is about.

    `off_paper` is what of it a pupil's sheet leaves out, since something later asks for it: `words` stands for the
    words, `text` with a topic and a key for that sentence or the row of that label, `sentences` for all that a
    page says beside its tables, `stack` for what a step finds, `story` for what is told of the example, `number` with
    one for that number. `sheet` among the texts are the words of that sheet, where they are fewer than `text`.
    """

    example: str
    shows: tuple[Show, ...]
    texts: LessonTexts
    off_paper: tuple[Show, ...] = ()


class Expected(NamedTuple):
    """What an experiment must come to: the verdict on the transaction, and the check that decides it.

    `error` is the script error of input `vin`, `broken` the rule of the transaction, `policy` what relay refuses,
    `unreadable` why the bytes are no transaction any more; empty where it is none of them.
    """

    verdict: str = ""
    vin: int = 0
    error: str = ""
    broken: str = ""
    policy: str = ""
    unreadable: str = ""


class Experiment(NamedTuple):
    """Changes that the reader tries out.

    Texts: `do` says what is changed, `guess` asks what will come of it, `after` what that shows.
    """

    example: str
    edits: tuple[Edit, ...]
    expected: Expected
    texts: LessonTexts


class Question(NamedTuple):
    """Something that the screens answer. `answer` names how it is computed, from `numbers`.

    Where there are choices, `right` is the digit before the right one, and nothing need be computed. `beside` is in
    view from the beginning, and does not say the answer; what of it is `off_paper` is on no sheet of pupils.

    Texts: `ask`; `hint`, which points at what shows it; that is `see`; `after`, which says why it is so; and the
    choices, `choice1` and on.
    """

    example: str
    answer: str
    numbers: tuple[int, ...]
    see: Show | None
    beside: tuple[Show, ...]
    texts: LessonTexts
    right: str = ""
    off_paper: tuple[Show, ...] = ()


Item = Screen | Experiment | Question


class Lesson(NamedTuple):
    """A lesson of so many `minutes`, on the core path or not, and the names of those that one should know before.

    Texts: `title`, `goal`, `belief` the misconception it ends, `truth`, `source` where the papers speak of it.

    The final test is one too: `drawn_from` are then the names of the lessons that its questions are from, and of
    these texts it has `title` and `goal`, besides `again`, what `learn` is given for the same questions; `seed` is
    the number by which they are drawn.
    """

    number: int
    name: str
    example: str
    items: tuple[Item, ...]
    texts: LessonTexts
    minutes: int = 0
    core: bool = False
    needs: tuple[str, ...] = ()
    drawn_from: tuple[str, ...] = ()
    seed: int | None = None

    @property
    def made(self) -> str:
        """A short digest of what it asks, and of how much it shows: what was kept of another lesson says nothing."""
        asked = [(at, item) for at, item in enumerate(self.items) if not isinstance(item, Screen)]
        return blake2s(repr((len(self.items), asked)).encode(), digest_size=4).hexdigest()


class BlockTrial(NamedTuple):
    """What becomes of a block that is changed. Hashes in stored order.

    `before` and `after` are Merkle roots, over the leaves before and after; for `nonce` the hashes of the header, and
    `wanted` is the target as 32 bytes. `holds` says whether the check passes still.
    """

    action: str
    leaves_before: tuple[bytes, ...]
    leaves_after: tuple[bytes, ...]
    before: bytes
    after: bytes
    wanted: bytes
    holds: bool


class JoinedStep(NamedTuple):
    """An instruction of two scripts run as one: whether the run reached it, and the stack after it, top last."""

    instruction: Instruction
    reached: bool
    stack: tuple[bytes, ...]


class JoinedRun(NamedTuple):
    """Two scripts run as one, as until July 2010; whether that opened the coin."""

    steps: tuple[JoinedStep, ...]
    opens: bool
