"""Lines to Items: hex, a PSBT, a JSON object with what is known besides, or anything that names a transaction.

The usual forms are read at once, all others as a command reads its argument. What cannot be read is an item with an
error, whatever it is: no line stops those after it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from txexplain.bulk.defects import caught
from txexplain.bulk.line_object import (
    bad_member,
    id_in,
    judging_height,
    kept_members,
    nests_too_deep,
    object_in,
    subject_in,
    told_height,
)
from txexplain.bulk.line_text import Named, named_in
from txexplain.bulk.work import Item
from txexplain.data import Data
from txexplain.model.errors import InputError, TxExplainError
from txexplain.model.networks import Network
from txexplain.model.policy import PolicySettings
from txexplain.model.report import SpentAmount, SpentOutput
from txexplain.model.rules import Rules
from txexplain.model.subject import Subject, judged_by
from txexplain.sources.files import beginning, existing_file, text_in

# types of values that any process knows
_PLAIN = (str, bytes, bytearray, int, float, bool, type(None), Decimal, SpentOutput, SpentAmount)

_SAID_OF_LINES = (  # in words of their own: no file, no server
    *("unknown_source", "unknown_example", "no_such_file", "empty_input", "not_json", "looks_like_txid"),
    *("looks_like_outpoint", "looks_like_address", "looks_like_link"),
)


class Defaults(NamedTuple):
    """What counts for each line that says nothing else: the network, rules or a height, by which relay policy."""

    network: Network | None = None
    rules: Rules | None = None
    height: int | None = None
    policy: PolicySettings | None = None


_NOTHING = Defaults()


class Lines(NamedTuple):
    """Whole lines without the last line break; the first has that number. `file` is named in each answer."""

    text: bytes
    first: int = 1
    defaults: Defaults = Defaults()
    file: str | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.text) + 1

    def items(self) -> Iterator[Item]:
        """One for each line that is not blank, and one that counts the blank ones."""
        blank = 0
        for number, line in enumerate(self.text.split(b"\n"), self.first):
            line = line.strip()
            if line:
                yield item_of(line, self._members(number), self.defaults)
            else:
                blank += 1
        if blank:
            yield Item({}, blank=blank)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        blank = 0
        for number, line in enumerate(self.text.split(b"\n"), self.first):
            if line.strip():
                yield Item(self._members(number), error=error)
            else:
                blank += 1
        if blank:
            yield Item({}, blank=blank)

    def _members(self, number: int) -> dict[str, Data]:
        return {"line": number} if self.file is None else {"line": number, "file": self.file}


class Refused(NamedTuple):
    """A line, or where it `is_whole` what was to be lines, of which there is nothing but an error."""

    error: TxExplainError
    number: int
    file: str | None = None
    is_whole: bool = False

    def items(self) -> Iterator[Item]:
        yield from self.lost(self.error)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        yield Item(
            {"line": self.number} if self.file is None else {"line": self.number, "file": self.file}, error=error
        )


class Blank(NamedTuple):
    """So many blank lines and nothing else; `size` is in bytes."""

    lines: int
    size: int

    def items(self) -> Iterator[Item]:
        yield Item({}, blank=self.lines)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        yield from self.items()


class Values(NamedTuple):
    """What a caller of the library gave in place of lines: text, bytes, mappings; or an error in place of one.

    It pickles: what of a mapping could not go to another process is the error of that line, here too.
    """

    values: tuple[Any, ...]
    first: int = 1
    defaults: Defaults = Defaults()

    def items(self) -> Iterator[Item]:
        for number, value in enumerate(self.values, self.first):
            value = value.strip() if isinstance(value, str) else _sendable(value)
            if isinstance(value, TxExplainError):
                yield Item({"line": number}, error=value)
            elif isinstance(value, Unread):
                yield Item({"line": number, **value.id}, error=value.error)
            elif isinstance(value, str | bytes) and not value.strip():
                yield Item({}, blank=1)
            else:
                yield item_of(_of_bytes(value), {"line": number}, self.defaults)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        for number, _ in enumerate(self.values, self.first):
            yield Item({"line": number}, error=error)

    def __reduce__(self) -> tuple[Any, ...]:
        return Values, (tuple(map(_sendable, self.values)), *self[1:])


class Unread(NamedTuple):
    """What stands for a value that no other process can have."""

    error: TxExplainError
    id: Mapping[str, Data]


def _sendable(value: Any) -> Any:
    """The same, or what stands for it."""
    if not isinstance(value, Mapping):
        return value
    if nests_too_deep(value):
        return Unread(InputError("json_too_deep", why="line"), _id_alone(value))
    found = {name: bytes(member) if isinstance(member, memoryview) else member for name, member in value.items()}
    bad = next((name for name, member in found.items() if not _is_sendable(member)), None)
    return found if bad is None else Unread(bad_member(str(bad), found[bad]), _id_alone(value))


def _id_alone(value: Mapping[str, Any]) -> dict[str, Any]:
    """Its `id`, if it has one that is right."""
    try:
        return id_in(value)
    except TxExplainError:
        return {}


def _is_sendable(value: Any) -> bool:
    """Whether another process, where the caller's own program is not, can have it too."""
    kind = type(value)
    if kind in (dict, list, tuple):
        return all(map(_is_sendable, value.values() if kind is dict else value))
    return kind in _PLAIN


def _of_bytes(value: Any) -> Any:
    """Bytes that are text as such, raw ones in an object; anything else as it is."""
    if not isinstance(value, bytes):
        return value
    try:
        text = text_in(value)
    except InputError:
        text = None
    return {"hex": value} if text is None else text.strip()


def item_of(line: bytes | str | Mapping[str, Any], members: dict[str, Data], defaults: Defaults) -> Item:
    """The item that a line is, which begins with these members. Raises nothing."""
    kept: Mapping[str, Any] | None = None
    try:
        data = object_in(line) if isinstance(line, bytes | str) else line
        if data is None:
            assert isinstance(line, bytes | str)
            return Item(members, _judged(named_in(line), defaults))
        _add_id(members, data, is_parsed=data is not line)
        kept = kept_members(data) or None
        return Item(members, _judged_in(data, line, defaults), kept=kept)
    except Exception as error:
        return _refused(error, line, members, kept)


def _add_id(members: dict[str, Data], data: Mapping[str, Any], *, is_parsed: bool) -> None:
    """Raises InputError where what was not parsed nests deeper than what could be."""
    if not is_parsed and nests_too_deep(data):
        members |= _id_alone(data)
        raise InputError("json_too_deep", why="line")
    members |= id_in(data)


def _judged_in(data: Mapping[str, Any], line: bytes | str | Mapping[str, Any], defaults: Defaults) -> Named:
    """What the object of a line names, with the heights that it tells."""
    height = judging_height(data, defaults.network)
    subject = subject_in(data, line if isinstance(line, bytes | str) else None)
    subject = subject._replace(told_height=told_height(data, defaults.network))
    return _judged(subject, defaults, height)


def _refused(error: Exception, line: object, members: dict[str, Data], kept: Mapping[str, Any] | None) -> Item:
    if not isinstance(error, TxExplainError):
        return Item(members, error=defect(error), kept=kept)
    if error.code == "line_is_block":  # which is not said again, whole
        kept = None
    return Item(members, error=_without_secrets(_of_line(error, line), line), kept=kept)


def _of_line(error: TxExplainError, line: object) -> TxExplainError:
    """What it means of a line, where that is something else than of an argument."""
    if error.code in _SAID_OF_LINES:
        error = error.with_facts(why="line")
    if not isinstance(line, bytes | str):
        return error
    if error.code == "looks_like_json" and line[:1] in (b"[", "["):
        return InputError("line_is_list")
    if error.code in ("no_such_file", "unknown_source"):
        path = line if isinstance(line, str) else line.decode("utf-8", "surrogateescape")
        return InputError("line_names_file", name=beginning(path)) if _is_file(path) else error
    return error


def _is_file(path: str) -> bool:
    """Whether there is such a file; not on Windows, where to look for one asks any server that it names."""
    found = None if sys.platform == "win32" else existing_file(path)
    return found is not None and not found.is_dir()


def defect(error: Exception) -> TxExplainError:
    """What stands for one transaction where no error of ours is raised: too little memory, or a defect."""
    if isinstance(error, RecursionError):
        return InputError("json_too_deep", why="line")
    return caught(error)


def _without_secrets(error: TxExplainError, line: object) -> TxExplainError:
    """The same without what may be a secret, or in its place that the line holds one."""
    from txexplain.recognise import recognise_secret_within
    from txexplain.recognise.hidden import secrets_left_out

    if error.code == "json_too_deep":  # and no text can be made of it
        return error
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else str(line)
    is_text = isinstance(error, InputError) and error.code != "line_not_text"
    secret = recognise_secret_within(text) if is_text else None
    return secret or secrets_left_out(error)


def _judged(subject: Named, defaults: Defaults, height: int | None = None) -> Named:
    """With what counts where the line says nothing else."""
    if height is None and defaults == _NOTHING:
        return subject
    network, rules, of_all, policy = defaults
    if network is not None:
        subject = subject._replace(network=network)
    if policy is not None:
        subject = subject._replace(policy=policy)
    height = of_all if height is None else height
    if isinstance(subject, Subject):  # judged_by gives back the kind that it is given
        return judged_by(subject, rules, height)
    return judged_by(subject, rules, height)
