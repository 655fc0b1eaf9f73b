"""Gets Bitcoin Core's own test vectors, so that anybody can run `tests/test_vectors.py` against them.

    python tests/core_vectors.py FOLDER
    TXEXPLAIN_VECTORS=FOLDER pytest tests/test_vectors.py

They are in the source distribution of py-bitcoinkernel, which holds Bitcoin Core's sources; pip fetches the version
that is installed here, from where it fetches everything else. The files of the BIPs, of Wycheproof and
`script_assets` are not in there: their tests are then skipped and say so.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "py-bitcoinkernel"
DATA = "depend/bitcoin/src/test/data/"
FILES = {  # where it is in the source distribution → what it is called in FOLDER
    "depend/bitcoin/COPYING": "LICENSE.core-data.txt",
    f"{DATA}base58_encode_decode.json": "base58_encode_decode.json",
    f"{DATA}bip341_wallet_vectors.json": "bip341_wallet_vectors.json",
    f"{DATA}key_io_invalid.json": "key_io_invalid.json",
    f"{DATA}key_io_valid.json": "key_io_valid.json",
    f"{DATA}script_tests.json": "script_tests.json",
    f"{DATA}sighash.json": "sighash.json",
    f"{DATA}tx_invalid.json": "tx_invalid.json",
    f"{DATA}tx_valid.json": "tx_valid.json",
}


def download(requirement: str, folder: str) -> Path:
    """The source distribution. pip makes its metadata before it keeps it, for which it needs a minute."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", PACKAGE, "--dest", folder]
    subprocess.run([*pip, requirement], check=True)
    (archive,) = Path(folder).glob("*.tar.gz")
    return archive


def extract(archive: Path, folder: Path) -> list[str]:
    """Copies the files out of the archive, under their plain names; the names of those that it held."""
    found = []
    with tarfile.open(archive) as tar:
        for member in tar:
            name = FILES.get(member.name.partition("/")[2])  # the first part is the package and its version
            data = tar.extractfile(member) if name else None
            if name and data:
                (folder / name).write_bytes(data.read())
                found.append(name)
    return found


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        try:
            archive = download(f"{PACKAGE}=={version(PACKAGE)}", scratch)
        except subprocess.CalledProcessError as error:
            print(f"pip could not fetch the source distribution of {PACKAGE}", file=sys.stderr)
            return error.returncode
        found = extract(archive, folder)
    lacking = sorted(set(FILES.values()) - set(found))
    print(f"{len(found)} files are in {folder}: {', '.join(sorted(found))}")
    if lacking:
        print(f"not in {PACKAGE}: {', '.join(lacking)}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
