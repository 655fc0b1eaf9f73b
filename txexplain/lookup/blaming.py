"""What a server did wrong, as the error that says it; whatever it wrote, it is made to repeat no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from txexplain.lookup.answers import beginning, is_web_page
from txexplain.lookup.kept import Kept
from txexplain.lookup.proofs import Garbage, Lie
from txexplain.model.errors import Fact, ServerError
from txexplain.model.hexadecimal import display_hex

MAX_FOUND = 1_000  # bytes of an answer that is wrong, in which its first words are looked for
_OURS = ("server", "method", "asked", "came", "why")  # facts in which nothing is that a server wrote


class Blaming:
    """Makes the errors of one server, named `name`; what is in `kept` they never repeat."""

    def __init__(self, name: str, kept: Kept) -> None:
        self._name, self._kept_secret = name, kept
        self.last = b""
        """The beginning of its last answer."""

    def server_error(self, code: str, **facts: Fact) -> ServerError:
        """That error, which names this server, and repeats no secret that the server does."""
        told = {name: self._quoted(name, fact) for name, fact in facts.items()}
        return ServerError(code, None, b"", server=self._name, **told)

    def contradiction(self, why: str, **facts: Fact) -> ServerError:
        """The error that two of its answers mean which cannot both be right."""
        return self.server_error("server_contradicts_itself", why=why, **facts)

    def check_height(self, asked: int, told: int) -> None:
        """Raises ServerError where the block that was asked for by its height is told to be at another."""
        if told != asked:
            raise self.server_error("server_other_height", why="told", height=asked, stated=told)

    def refusal(self, status: int) -> ServerError:
        """The error that an answer with that status means."""
        if status in (401, 403):
            return self.server_error("server_forbids", status=status)
        if status == 429:
            return self.server_error("server_busy")
        if 500 <= status < 600:
            return self.server_error("server_failing", status=status)
        return self.server_error("server_status", status=status)

    @contextmanager
    def judging(self, asked: str, body: bytes) -> Iterator[None]:
        """Turns what is found wrong with an answer into the ServerError that says it; `asked` is what it answers.

        `body` is that part of it which is shown, empty for its beginning.
        """
        try:
            yield
        except Lie as lie:
            came = {} if lie.came is None else {"came": display_hex(lie.came)}
            raise self.server_error(lie.code, asked=display_hex(lie.asked), **came) from None
        except Garbage:
            raise self._garbage(asked, body if body.strip() else self.last) from None

    def _garbage(self, asked: str, body: bytes) -> ServerError:
        if not body.strip():
            return self.server_error("server_empty", asked=asked)
        if is_web_page(body):
            return self.server_error("server_web_page")
        found = beginning(self._kept_secret.left_out(body[:MAX_FOUND].decode("utf-8", "replace")))
        return self.server_error("server_answer", asked=asked, found=found)

    def _quoted(self, name: str, fact: Fact) -> Fact:
        return self._kept_secret.left_out(fact) if isinstance(fact, str) and name not in _OURS else fact
