"""What `blocks` is asked for, its answers shown, and what else there is to say of the folder."""

from __future__ import annotations

from txexplain.bulk.folder_reading import FolderReading
from txexplain.bulk.folders import BLOCK_MEMBERS
from txexplain.bulk.work import Asked, Fields
from txexplain.model.errors import InputError
from txexplain.texts import Texts


def asked_of(fields: str | None, texts: Texts, *, tsv: bool, verify: bool, whole: bool) -> Asked:
    """What is asked of each answer. Raises InputError."""
    if tsv and fields is None:
        raise InputError("tsv_needs_fields")
    if whole and verify:
        raise InputError("blocks_only_verify")
    view = "verify" if verify else "decode"
    return Asked(view, _fields(fields, view, whole=whole), tsv, texts.language)


def _fields(text: str | None, view: str, *, whole: bool) -> Fields | None:
    from txexplain.bulk.fields import fields_in

    if text is None or not whole:
        return None if text is None else fields_in(text, view)
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if not name:
            raise InputError("empty_field", name="--fields")
        if name.removeprefix("error.") not in BLOCK_MEMBERS:
            raise InputError("unknown_field", name=name[:60], near=", ".join(BLOCK_MEMBERS))
    return Fields(tuple(tuple(name.split(".")) for name in dict.fromkeys(names)))


def show_blocks(reading: FolderReading, asked: Asked, jobs: str | None, texts: Texts) -> int:
    """Prints the answers, and on standard error what is to be said besides. Returns the status."""
    from txexplain.bulk.jobs import jobs_of
    from txexplain.cli.many import run_many
    from txexplain.cli.output import tell_note
    from txexplain.explain.parts.block_files import remark_lines

    noun = "blocks" if reading.chosen.whole else "transactions"
    status = run_many(reading.works(), asked, texts, jobs_of(jobs), reading.size, noun=noun)
    for line in remark_lines(reading.remarks(), texts):
        tell_note(line)
    return status
