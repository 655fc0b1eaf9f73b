"""Where a server is: a URL taken apart, and refused where it holds a password or more than an address."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from txexplain.model.errors import InputError

_DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_NAMED = 16  # what is longer in a path may be the key of an account
_MAX_URL = 2_000
_MAX_SHOWN = 100
_WALLET = "/wallet/"  # what the RPC of one wallet is at
_HOST_ALONE = re.compile(r"(?:[0-9A-Za-z-]{1,63}\.)+[0-9A-Za-z-]{1,63}(?::\d{1,5})?(?:/|$)|localhost\b")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$)(?:{_LABEL}\.)*{_LABEL}\.?")


class Address(NamedTuple):
    """A server: `path` is what comes before the path of each request, without a slash at its end."""

    secure: bool
    host: str
    port: int
    path: str

    def __repr__(self) -> str:
        return f"Address({self.name!r})"

    @property
    def name(self) -> str:
        """The URL as it is shown: without what may be the key of an account in its path."""
        scheme = "https" if self.secure else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[scheme] else f":{self.port}"
        parts = (part if len(part) <= LONGEST_NAMED else "…" for part in self.path.split("/"))
        return f"{scheme}://{host}{port}{'/'.join(parts)}"


def is_url(text: str) -> bool:
    """Whether it is meant as a URL, not as a folder."""
    return "://" in text


def address_of(url: str, option: str) -> Address:
    """The address that an http or https URL names; `option` is where it was given, for the error.

    Raises InputError: `url_with_password`, `url_with_query`, `bad_server_url`, `url_of_wallet`. Only the last
    two repeat the URL.
    """
    url = url.strip()
    if "@" in url:
        raise InputError("url_with_password", option=option, why="esplora" if "ESPLORA" in option.upper() else "node")
    if "?" in url or "#" in url:
        raise InputError("url_with_query", option=option)
    try:
        address = _address(urlsplit(url))
    except ValueError:
        address = None
    if address is None or len(url) > _MAX_URL or not (url.isascii() and url.isprintable()) or " " in url:
        raise _no_address(url, option)
    if _WALLET in address.path:
        raise InputError("url_of_wallet", option=option, url=url)
    return address


def _no_address(url: str, option: str) -> InputError:
    """What is wrong with what no address is: what it begins with is missing, it is a folder, or something else."""
    shown = url if len(url) <= _MAX_SHOWN else f"{url[:_MAX_SHOWN]}…"
    if not is_url(url):
        why = "folder" if _is_folder(url) else "host" if _HOST_ALONE.match(url) else "form"
        return InputError("bad_server_url", option=option, url=shown, why=why)
    return InputError("bad_server_url", option=option, url=shown)


def _is_folder(text: str) -> bool:
    try:
        return Path(text).expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):
        return False


def _address(parts: SplitResult) -> Address | None:
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname or not _is_host(parts.hostname):
        return None
    port = _DEFAULT_PORTS[scheme] if parts.port is None else parts.port
    return Address(scheme == "https", parts.hostname, port, parts.path.rstrip("/")) if port else None


def _is_host(name: str) -> bool:
    """Whether it is a name or an address by its form. Raises ValueError where that of IPv6 is none."""
    return "%" not in name and bool(IPv6Address(name)) if ":" in name else _HOST.fullmatch(name) is not None
