"""What is answered to a descriptor, by us and by a node; and what a node answered to many, as one hash.

`TXEXPLAIN_TEST_NODE=/path/to/bitcoind python tests/descriptor_answers.py` asks a node again, and prints where we
differ from it, and the hash.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from nodes import started
from random_descriptors import made

from txexplain.addresses.descriptors import with_checksum
from txexplain.descriptors.parse import parse_descriptor
from txexplain.descriptors.refused import core_answer, without_digits
from txexplain.descriptors.rpc import derived_addresses, descriptorinfo_data
from txexplain.model.errors import InputError
from txexplain.model.networks import MAIN

Answers = list[dict[str, Any] | None]
SEEDS = range(300)
HASH = "da878a22f3577764336d16817075e5fadaeb9c130153c7279d1da82e46c57166"  # what Bitcoin Core 31.99 answers


def random_descriptor(seed: int) -> str:
    """A right one for an even seed, else one that often has mistakes."""
    return made(seed, mistakes=seed % 2 == 1)


@cache
def ours(text: str) -> Answers:
    """To `getdescriptorinfo` and, where that is one, to `deriveaddresses`."""
    try:
        parsed = parse_descriptor(text, MAIN)
    except InputError as error:
        return [core_answer(error)]
    try:
        addresses: dict[str, Any] | None = {"result": derived_addresses(parsed, (0, 2) if parsed.is_range else None)}
    except InputError as error:
        addresses = core_answer(error)
    return [{"result": descriptorinfo_data(parsed)}, addresses]


def hashed(answers: Iterable[Answers]) -> str:
    state = hashlib.sha256()
    for each in answers:
        state.update(json.dumps([_guarded(one) for one in each], sort_keys=True).encode())
    return state.hexdigest()


def _guarded(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """64 digits by themselves are not shown again."""
    return {**answer, "error": without_digits(answer["error"])} if answer and "error" in answer else answer


class Node:
    """A node on mainnet that knows no other, and is asked about descriptors alone."""

    def __init__(self, folder: Path, port: int) -> None:
        self.cookie, self.port = folder / ".cookie", port

    def ask(self, method: str, *params: object) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = json.dumps({"method": method, "params": params})
        secret = b64encode(self.cookie.read_bytes()).decode()
        connection.request(
            "POST", "/", body, {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
        )
        answer = json.loads(connection.getresponse().read())
        connection.close()
        error = answer["error"]
        return {"error": error["message"], "code": error["code"]} if error else {"result": answer["result"]}

    def answers(self, text: str) -> Answers:
        info = self.ask("getdescriptorinfo", text)
        if "result" not in info:
            return [info]
        body = text.partition("#")[0]
        places = [[0, 2]] if info["result"]["isrange"] else []
        return [info, self.ask("deriveaddresses", with_checksum(body), *places)]


@contextmanager
def running() -> Iterator[Node]:
    with tempfile.TemporaryDirectory() as name, started(Path(name), network="main") as here:
        here.codes_until_ready()
        yield Node(here.folder, here.port)


def differing(node: Node, texts: Iterable[str]) -> list[tuple[str, Answers, Answers]]:
    """Those to which a node answers something else, but for what is kept from the answer."""
    found = []
    for text in texts:
        mine, its = ours(text), node.answers(text)
        if list(map(_guarded, mine)) != list(map(_guarded, its)) and mine != [None]:
            found.append((text, mine, its))
    return found


if __name__ == "__main__":
    with running() as node:
        texts = [random_descriptor(seed) for seed in SEEDS]
        print(*differing(node, texts), sep="\n")
        print(hashed(map(node.answers, texts)))
