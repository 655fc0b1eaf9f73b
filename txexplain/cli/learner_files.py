"""The progress files of learners (`progress_file.py` writes them), read without trusting anything in them."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from txexplain.model.frozen import FrozenDict
from txexplain.model.scores import ClassScores, Learner, LeftOut, Score
from txexplain.render.printable import printable

_MEMBERS = ("done", "at", "states", "scores")  # of which a progress file has at least one
_OWN_NAME = "lessons"  # what each of them is called before anybody gives it a name
MOST_BYTES = 65536  # far more than such a file ever holds
_MOST_ASKED = 200
_LONGEST = 40  # of what is told of a name


def read_class(files: Sequence[str], lessons: Sequence[str]) -> ClassScores:
    """The scores in these files, each read once, however named; `lessons` are the names that there are, in order."""
    known = frozenset(lessons)
    read = [LeftOut(file, "twice", files[at]) if at < own else _read(file, known) for own, at, file in _places(files)]
    learners = _told_apart([each for each in read if isinstance(each, Learner)])
    taken = {name for learner in learners for name in learner.scores}
    left_out = tuple(each for each in read if isinstance(each, LeftOut))
    return ClassScores(learners, tuple(name for name in lessons if name in taken), left_out)


def _places(files: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The place of each file, the place at which the same file was named first, and how it is named here."""
    first: dict[str, int] = {}
    for own, file in enumerate(files):
        yield own, first.setdefault(_itself(file), own), file


def _itself(file: str) -> str:
    """The file's own path, however it is named."""
    try:
        return os.path.realpath(file) if file else ""
    except (OSError, ValueError):  # a name that no file can have
        return file


def _read(file: str, lessons: Collection[str]) -> Learner | LeftOut:
    try:
        data = first_bytes(file)
    except OSError as error:
        return LeftOut(file, _why(error), error.strerror or type(error).__name__)
    except ValueError:  # a name that no file can have
        return LeftOut(file, "missing")
    if data is None:
        return LeftOut(file, "no_file")
    if len(data) > MOST_BYTES:
        return LeftOut(file, "huge", f"{MOST_BYTES:,}")
    return _parsed(file, data, lessons)


def _parsed(file: str, data: bytes, lessons: Collection[str]) -> Learner | LeftOut:
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_int=_whole)
    except RecursionError:
        return LeftOut(file, "deep")
    except ValueError:
        return LeftOut(file, "no_json")
    return _learner(file, found, lessons)


def _whole(digits: str) -> int | float:
    """The number; of one so long that Python refuses it, one that is none of a score."""
    return int(digits) if len(digits) < 20 else float(digits)


def _told_apart(learners: Sequence[Learner]) -> tuple[Learner, ...]:
    """Learners of the same name are called by the nearest folder in which their files differ, too."""
    groups = {each.name: [other for other in learners if other.name == each.name] for each in learners}
    return tuple(each._replace(name=_name_among(each, groups[each.name])) for each in learners)


def _name_among(learner: Learner, others: Sequence[Learner]) -> str:
    folder = _folder_among(learner, others)
    if not folder:
        return learner.name
    is_own = os.path.splitext(os.path.basename(learner.file))[0] != _OWN_NAME
    return f"{learner.name} ({folder})" if is_own else folder


def _folder_among(learner: Learner, others: Sequence[Learner]) -> str:
    """The name of the first folder, going up, that no other of them has; empty where there is none."""
    paths = {each.file: _folders(each.file) for each in others}
    for at, folder in enumerate(paths.pop(learner.file)):
        if paths and all(path[at : at + 1] != [folder] for path in paths.values()):
            return printable(folder)
    return ""


def _folders(file: str) -> list[str]:
    """The names of the folders that the file is in, the nearest first."""
    return [name for name in reversed(os.path.dirname(os.path.abspath(file)).split(os.sep)) if name]


def first_bytes(file: str) -> bytes | None:
    """What is in it, up to a byte more than `MOST_BYTES`; None where it is not an ordinary file. Raises OSError."""
    found = os.stat(file)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        return None
    with open(file, "rb", opener=_without_waiting) as opened:
        return opened.read(MOST_BYTES + 1)


def _without_waiting(file: str, flags: int) -> int:
    """For files of the system, of which some wait until there is more."""
    return os.open(file, flags | getattr(os, "O_NONBLOCK", 0))


def _why(error: OSError) -> str:
    kinds = {FileNotFoundError: "missing", NotADirectoryError: "missing", IsADirectoryError: "folder"}
    return kinds.get(type(error), "unread")


def _learner(file: str, found: Any, lessons: Collection[str]) -> Learner | LeftOut:
    if not isinstance(found, dict) or not any(key in found for key in _MEMBERS):
        return LeftOut(file, "foreign")
    scores = found.get("scores", {})
    if not isinstance(scores, dict):
        return LeftOut(file, "no_scores")
    wrong = next((name for name, score in scores.items() if not _is_score(score)), None)
    if wrong is not None:
        return LeftOut(file, "impossible", wrong[:_LONGEST])
    known: dict[str, Score] = {name: (score[0], score[1]) for name, score in scores.items() if name in lessons}
    unknown = tuple(name[:_LONGEST] for name in scores if name not in lessons)
    return Learner(printable(name_of(file)), file, FrozenDict(known), unknown)


def _is_score(score: Any) -> bool:
    """Whether it is right answers and all, as they can be."""
    if not (isinstance(score, list) and len(score) == 2 and all(type(each) is int for each in score)):
        return False
    right, asked = map(int, score)
    return 0 <= right <= asked and 0 < asked <= _MOST_ASKED


def name_of(file: str) -> str:
    """That of the file without folder and ending; of one that is called as all are, that of its folder."""
    folder, base = os.path.split(os.path.abspath(file))
    name = os.path.splitext(base)[0]
    if name != _OWN_NAME:
        return name
    return os.path.basename(folder) or name
