"""Where a node's block files are, for which network they were written, and by which key they are obfuscated."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from txexplain.block_files.headers import is_header
from txexplain.block_files.reading import KEY_SIZE, NO_KEY, FileReader, plain
from txexplain.block_files.records import HEAD_SIZE, MAX_BLOCK_SIZE, MIN_BLOCK_SIZE
from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import NETWORKS, Network
from txexplain.wire.hashes import hash256

_MAGIC = {  # what records begin with (Core: kernel/chainparams.cpp, pchMessageStart)
    bytes.fromhex("f9beb4d9"): "main",
    bytes.fromhex("0b110907"): "test",
    bytes.fromhex("1c163f28"): "testnet4",
    bytes.fromhex("0a03cf40"): "signet",
    bytes.fromhex("fabfb5da"): "regtest",
}
GENESIS = {  # the hash of the first block, as it is displayed; that of every signet is the same
    "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f": "main",
    "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943": "test",
    "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043": "testnet4",
    "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6": "signet",
    "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206": "regtest",
}
_SUBFOLDERS = {"main": "", "test": "testnet3", "testnet4": "testnet4", "signet": "signet", "regtest": "regtest"}
_SEARCHED = 1 << 20  # bytes, for the first block of a file
_MOST_PLACES = 100
MOST_DIGITS = 9  # of the number of a file


class Folder(NamedTuple):
    """A folder of block files: their numbers in order, the magic of their records, and the key over all of them."""

    path: str
    network: Network
    magic: bytes
    key: bytes
    files: tuple[int, ...]

    def blocks_path(self, number: int) -> str:
        return _file_path(self.path, "blk", number)

    def undo_path(self, number: int) -> str:
        return _file_path(self.path, "rev", number)


def open_folder(path: str, network: Network | None = None) -> Folder:
    """The block files in a `blocks` folder, or in a data directory, there of `network` if that is named.

    Raises InputError.
    """
    place = _blocks_folder(path, network)
    files = tuple(sorted(_numbers(place)))
    if not files:
        raise InputError("no_block_files", path=str(place))
    key = _key(place)
    magic, found = _magic(place, files, key)
    if network is not None and network != found:
        raise InputError("block_files_of_other_network", path=str(place), network=found.name, asked=network.name)
    return Folder(str(place), found, magic, key, files)


def _file_path(folder: str, kind: str, number: int) -> str:
    return os.path.join(folder, f"{kind}{number:05}.dat")


def _file_name(number: int) -> str:
    return os.path.basename(_file_path("", "blk", number))


def _blocks_folder(path: str, network: Network | None) -> Path:
    """The folder itself where it has block files, else that of the network in a data directory."""
    place = Path(path)
    try:
        if not place.exists():
            raise InputError("no_block_folder", path=path)
        if not place.is_dir():
            raise InputError("block_folder_is_file", path=path, parent=str(place.parent))
    except (OSError, ValueError) as error:  # too long for a name, not allowed, or a NUL in it
        raise InputError("no_block_folder", path=ascii(path) if isinstance(error, ValueError) else path) from None
    if any(_numbers(place)):
        return place
    for subfolder in _SUBFOLDERS.values() if network is None else (_SUBFOLDERS[network.name], ""):
        within = place / subfolder / "blocks"
        if within.is_dir():
            return within
    return place


def _numbers(place: Path) -> Iterator[int]:
    """The numbers of the block files in a folder. Raises InputError where it cannot be read."""
    try:
        names = os.listdir(place)
    except OSError as error:
        raise InputError("unreadable_file", path=str(place), reason=error.strerror or "") from error
    for name in names:
        number = name.removeprefix("blk").removesuffix(".dat")
        is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
        if is_number and _file_name(int(number)) == name:
            yield int(number)


def _key(place: Path) -> bytes:
    """What `xor.dat` has; older nodes write none, and no key over their files."""
    path = place / "xor.dat"
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.ENXIO))
        key = path.read_bytes() if found.st_size == KEY_SIZE else b""
    except FileNotFoundError:
        return NO_KEY
    except OSError as error:
        raise InputError("unreadable_file", path=str(path), reason=error.strerror or "") from error
    if len(key) != KEY_SIZE:
        raise InputError("bad_xor_key", path=str(path), size=found.st_size)
    return key


def _magic(place: Path, files: tuple[int, ...], key: bytes) -> tuple[bytes, Network]:
    """The magic of the records and the network that has it, by the first file that begins with a block of one that is
    known, or else has one near its beginning."""
    empty = InputError("no_block_in_files", path=str(place), file=_file_name(files[0]))
    fault = empty
    for number in files:
        with FileReader(_file_path(str(place), "blk", number), key) as reader:
            stored = reader.stored(0, HEAD_SIZE)
            found = _first_block(reader.read(0, HEAD_SIZE + HEADER_SIZE)) or _first_block(reader.read(0, _SEARCHED))
        if found is not None:
            return found
        if any(stored[:4]):
            fault = _no_magic(place, number, key, stored) if fault is empty else fault
    raise fault


def _first_block(start: bytes) -> tuple[bytes, Network] | None:
    """By the magic; where that is of nobody, as signets of one's own have one, by the first block."""
    if GENESIS.get(display_hex(hash256(start[HEAD_SIZE : HEAD_SIZE + HEADER_SIZE]))) == "signet":
        return start[:4], NETWORKS["signet"]
    places = [(at, magic) for magic in _MAGIC for at in _places(start, magic)]
    for at, magic in sorted(places):
        network, block = NETWORKS[_MAGIC[magic]], at + HEAD_SIZE
        size = int.from_bytes(start[at + 4 : block], "little")
        if MIN_BLOCK_SIZE <= size <= MAX_BLOCK_SIZE and is_header(
            start[block : block + HEADER_SIZE], network.pow_limit
        ):
            return magic, network
    return None


def _places(start: bytes, magic: bytes) -> Iterator[int]:
    at = start.find(magic)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at
        at = start.find(magic, at + 1)


def _no_magic(place: Path, number: int, key: bytes, stored: bytes) -> InputError:
    name = _file_name(number)
    head = plain(stored, key, 0)
    network = _MAGIC.get(head[:4])
    if network is not None and MIN_BLOCK_SIZE <= int.from_bytes(head[4:], "little") <= MAX_BLOCK_SIZE:
        return InputError("no_block_behind_magic", path=str(place), file=name, network=network)
    if key != NO_KEY:
        return InputError("wrong_xor_key", path=str(place), file=name)
    return InputError("unknown_block_magic", path=str(place), file=name, magic=stored[:4].hex())
