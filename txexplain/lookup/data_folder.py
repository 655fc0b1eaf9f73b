"""The data folder of a node: on which port it listens, and the cookie or the password with which it may be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from txexplain.model.errors import InputError
from txexplain.model.networks import network_named

_FOLDERS = {"main": "", "test": "testnet3", "testnet4": "testnet4", "signet": "signet", "regtest": "regtest"}
_PORTS = {
    "main": 8332,
    "test": 18332,
    "testnet4": 48332,
    "signet": 38332,
    "regtest": 18443,
}  # Core: chainparamsbase.cpp
_SWITCHES = {"testnet": "test", "testnet4": "testnet4", "signet": "signet", "regtest": "regtest"}
_CONF, _COOKIE = "bitcoin.conf", ".cookie"
_HOST = re.compile(r"localhost|[\w.-]+:\d{1,5}/?|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:]+\](?::\d{1,5})?", re.A | re.I)
_MAX_BYTES = 1_000_000
_MAX_PORT = 65_535
_USER_AND_PASSWORD = re.compile(r"(?![A-Za-z]:[/\\])[^\s:/\\]+:\S+")  # but no folder on a drive


class Access(NamedTuple):
    """How the node of a data folder is asked. `credentials` is `user:password`, None where none were found."""

    port: int
    credentials: str | None

    def __repr__(self) -> str:
        return f"Access(port={self.port})"


class _Conf:
    """What bitcoin.conf says: options before any section, and those of the sections of the networks."""

    def __init__(self, text: str) -> None:
        self._told: dict[str, str] = {}
        section = ""
        for line in text.splitlines():
            line = line.split("#", 1)[0].strip()
            if line.startswith("[") and line.endswith("]"):
                section = f"{line[1:-1].strip()}."
            elif "=" in line:
                name, _, value = line.partition("=")
                self._told.setdefault(section + name.strip().removeprefix("-"), value.strip())

    def of(self, network: str, name: str) -> str:
        """The option of that network: what its section says counts first (Core: the first one of several)."""
        return self._told.get(f"{network}.{name}") or self._told.get(name, "")

    def of_network_only(self, network: str, name: str) -> str:
        """The same of an option that outside a section is of the main network alone, as the port is."""
        return self.of(network, name) if network == "main" else self._told.get(f"{network}.{name}", "")

    @property
    def network(self) -> str | None:
        """The network that it chooses, None where it chooses none."""
        switched = (name for switch, name in _SWITCHES.items() if self._told.get(switch) == "1")
        chosen = self._told.get("chain", "")
        return chosen if chosen in _FOLDERS else next(switched, None)


def access_to(folder: str, network: str | None, option: str, environment: Mapping[str, str]) -> Access:
    """How to ask the node whose data folder this is; the folder of one of its networks will do as well.

    So will one with a bitcoin.conf that names the data folder.
    Of several networks `network` decides, else bitcoin.conf, else the main one. Where the folder has neither cookie
    nor password, those of the environment. Raises InputError: `node_no_folder`, `node_no_cookie`,
    `node_unreadable`, `node_bad_port`, `url_with_password`.
    """
    path = _folder(folder)
    if path is None:
        raise _no_folder(folder, option)
    inner = {name: key for key, name in _FOLDERS.items() if name}
    if path.name in inner and _exists(path / _COOKIE) and not _exists(path / _CONF):
        path, network = path.parent, network or inner[path.name]
    conf = _Conf(_read(path / _CONF) if _exists(path / _CONF) else "")
    path = _folder(conf.of("main", "datadir")) or path
    chosen = _network_of(path, conf, None if network is None else network_named(network).name)
    credentials = _credentials(path, conf, chosen) or from_environment(environment)
    if credentials is None:
        raise InputError("node_no_cookie", folder=folder, network=chosen)
    return Access(_port(conf, chosen), credentials)


def _no_folder(folder: str, option: str) -> InputError:
    """Why there is none: it is a file, or where a server answers, without what a URL begins with."""
    path = Path(folder)
    if _exists(path):
        return InputError("node_is_file", option=option, folder=folder, parent=str(path.absolute().parent))
    if _HOST.fullmatch(folder.strip()):
        return InputError("node_no_folder", option=option, folder=folder, why="host")
    if "@" in folder or _USER_AND_PASSWORD.fullmatch(folder):  # a URL without its beginning, or a password
        return InputError("url_with_password", option=option)
    return InputError("node_no_folder", option=option, folder=folder)


def from_environment(environment: Mapping[str, str]) -> str | None:
    """The user and the password that the variables hold."""
    user, password = (environment.get(f"TXEXPLAIN_NODE_{name}", "") for name in ("USER", "PASSWORD"))
    return f"{user}:{password}" if user or password else None


def _network_of(path: Path, conf: _Conf, network: str | None) -> str:
    """Which of its networks is meant."""
    if network is not None:
        return network
    running = [name for name in _FOLDERS if _exists(_cookie_of(path, conf, name))]
    for name in (conf.network, "main"):
        if name is not None and name in running:
            return name
    return running[0] if running else conf.network or "main"


def _credentials(path: Path, conf: _Conf, network: str) -> str | None:
    """The password of bitcoin.conf, where it has one: then Core writes no cookie (Core: InitRPCAuthentication)."""
    password = conf.of(network, "rpcpassword")
    if password:
        return f"{conf.of(network, 'rpcuser')}:{password}"
    cookie = _cookie_of(path, conf, network)
    return _read(cookie).strip() if _exists(cookie) else None


def _cookie_of(path: Path, conf: _Conf, network: str) -> Path:
    return path / _FOLDERS[network] / (conf.of(network, "rpccookiefile") or _COOKIE)


def _port(conf: _Conf, network: str) -> int:
    told = conf.of_network_only(network, "rpcport")
    if not told:
        return _PORTS[network]
    if not (told.isascii() and told.isdecimal() and len(told) <= 5 and 0 < int(told) <= _MAX_PORT):
        raise InputError("node_bad_port")
    return int(told)


def _folder(folder: str) -> Path | None:
    try:
        path = Path(folder).expanduser().absolute()
        return path if folder and path.is_dir() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _read(path: Path) -> str:
    """The text of a small file. Raises InputError("node_unreadable")."""
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise InputError("node_unreadable", path=str(path), reason=error.strerror or "") from None
