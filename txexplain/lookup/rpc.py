"""Core's JSON-RPC: calls, many in one request, and what it means when they fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from txexplain.lookup.answers import MOST_NEW_BLOCKS, height_in, index_in, json_in, member, optional
from txexplain.lookup.http import NO_SUCH_METHOD, Answer, Client
from txexplain.lookup.proofs import Garbage
from txexplain.model.errors import ServerError

_PER_REQUEST = 100
_MAX_BATCH_BYTES = 32_000_000
_IN_WARMUP, _METHOD_NOT_FOUND, _MISC_ERROR, _NOT_FOUND = -28, -32601, -1, -5  # Core: rpc/protocol.h
_MAX_WORDS = 200
_WITH_ERROR = {400, 404, 500}  # Core sends the error of a single call with these

Call: TypeAlias = "tuple[str, list[Any]]"
"""A method and its parameters."""


class Failure(NamedTuple):
    """The error that Core answered instead of a result."""

    method: str
    code: int
    message: str

    @property
    def is_unknown(self) -> bool:
        """Whether it knows nothing of that id."""
        return self.code == _NOT_FOUND

    @property
    def is_without_data(self) -> bool:
        """Whether it knows the block, and has deleted its data, or has not got it yet."""
        return self.code == _MISC_ERROR and "not available" in self.message

    @property
    def is_missing_method(self) -> bool:
        """Whether this node has no such method."""
        return self.code == _METHOD_NOT_FOUND


class Rpc:
    """Calls the methods of a node. Raises ServerError where the node cannot be asked at all."""

    def __init__(self, client: Client, *, has_password: bool) -> None:
        self.client, self._has_password = client, has_password

    def raw(self, method: str, params: list[Any], max_bytes: int) -> bytes:
        """The answer as it came: JSON."""
        request = {"jsonrpc": "2.0", "id": 0, "method": method, "params": params}
        return self._posted(request, max_bytes).body

    def call(self, method: str, *params: Any, max_bytes: int = 1_000_000) -> Any:
        """The result of one call, or its Failure."""
        return self.read(method, self.raw(method, list(params), max_bytes))

    def read(self, method: str, body: bytes) -> Any:
        """The result in the answer to one call, or its Failure."""
        with self.client.judging(method, body):
            return self._result(json_in(body), 0, method)

    def result(self, method: str, *params: Any) -> Any:
        """The result of one call. Raises ServerError where it fails."""
        told = self.call(method, *params)
        if isinstance(told, Failure):
            raise self.error_of(told)
        return told

    def batch(self, calls: Sequence[Call], per_request: int = _PER_REQUEST) -> list[Any]:
        """The result of each call, or its Failure, in the order of the calls."""
        told: list[Any] = []
        for start in range(0, len(calls), per_request):
            told += self._slice(calls[start : start + per_request])
        return told

    def is_beyond(self, height: int, tip: int) -> bool:
        """Whether no block can be at that height, where the best was at `tip`.

        Blocks come meanwhile, to a node that is synchronizing many: so it is asked again.
        """
        if height <= tip + MOST_NEW_BLOCKS:
            return False
        info = self.result("getblockchaininfo")
        with self.client.judging("getblockchaininfo", b""):
            return height > height_in(member(info, "blocks", int)) + MOST_NEW_BLOCKS

    def is_not_found(self, told: Any) -> bool:
        """Whether this answer says that the node does not have it. Raises ServerError where it is another failure."""
        if not isinstance(told, Failure):
            return False
        if told.is_unknown or told.is_without_data:
            return True
        raise self.error_of(told)

    def error_of(self, failure: Failure, *, is_deleted: bool = False) -> ServerError:
        """What that failure means; `is_deleted` where it is known to be of a block that the node has deleted."""
        method, code, words = failure.method, failure.code, failure.message
        if failure.is_missing_method:
            return self.client.server_error("node_method_missing", method=method)
        if is_deleted or (code == _MISC_ERROR and "prune" in words.lower()):
            return self.client.server_error("node_pruned", method=method, core=words)
        return self.client.server_error("node_error", method=method, rpc_code=str(code), core=words)

    def _slice(self, calls: Sequence[Call]) -> list[Any]:
        """All in one request; halved where the answers together are too large."""
        try:
            body = self._posted(_requests(calls), _MAX_BATCH_BYTES).body
        except ServerError as error:
            if error.code != "server_too_large" or len(calls) == 1:
                raise
            return self._halved(calls)
        with self.client.judging(calls[0][0], body):
            return self._results(json_in(body), calls)

    def _halved(self, calls: Sequence[Call]) -> list[Any]:
        half = len(calls) // 2
        return self._slice(calls[:half]) + self._slice(calls[half:])

    def _results(self, told: Any, calls: Sequence[Call]) -> list[Any]:
        """Each once, by its number: the order is the node's."""
        if isinstance(told, dict):
            raise self.error_of(_failure(calls[0][0], told))
        if not isinstance(told, list) or len(told) != len(calls):
            raise Garbage
        results: dict[int, Any] = {}
        for each in told:
            number = index_in(member(each, "id", int))
            if number >= len(calls) or number in results:
                raise Garbage
            results[number] = self._result(each, number, calls[number][0])
        return [results[number] for number in range(len(calls))]

    def _result(self, told: Any, number: int, method: str) -> Any:
        if optional(told, "error", dict) is None:
            if "result" not in told or told.get("id") != number:
                raise Garbage
            return told["result"]
        failure = _failure(method, told)
        if failure.code == _IN_WARMUP:
            raise self.client.server_error("node_starting", core=failure.message)
        return failure

    def _posted(self, request: Any, max_bytes: int) -> Answer:
        answer = self.client.ask("", max_bytes, json.dumps(request).encode())
        status = answer.status
        if status == 401:
            raise self.client.server_error("node_wrong_password" if self._has_password else "node_no_password")
        if status == 403:
            raise self.client.server_error("node_forbids")
        is_error = status in _WITH_ERROR and answer.body.lstrip().startswith(b"{")
        if not is_error and status in (404, *NO_SUCH_METHOD):
            raise self.client.server_error("server_no_node", status=status)
        if status != 200 and not is_error:
            raise self.client.refusal(status)
        return answer


def _requests(calls: Sequence[Call]) -> list[dict[str, Any]]:
    return [
        {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        for number, (method, params) in enumerate(calls)
    ]


def _failure(method: str, told: Any) -> Failure:
    error = member(told, "error", dict)
    message = optional(error, "message", str) or ""
    code = member(error, "code", int)
    if abs(code) >= 1 << 31:
        raise Garbage
    return Failure(method, code, message[:_MAX_WORDS])
