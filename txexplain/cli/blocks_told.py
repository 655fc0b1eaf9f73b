"""What `blocks` is asked for, its answers shown, and what else there is to say of the folder."""

from __future__ import annotations

from txexplain.bulk.fields import fields_in
from txexplain.bulk.folder_reading import Chosen, FolderReading
from txexplain.bulk.folders import block_fields
from txexplain.bulk.jobs import jobs_of
from txexplain.bulk.work import Asked
from txexplain.cli.many import run_many, status_of
from txexplain.cli.options import Given
from txexplain.cli.output import tell_in_one_line
from txexplain.explain.parts.block_files import damage_lines, remark_lines
from txexplain.model.errors import InputError
from txexplain.model.networks import network_named
from txexplain.texts import Texts, plain

_DAMAGED = 3


def show_blocks(
    path: str | None, chosen: Chosen, network: str | None, given: Given, texts: Texts, *, verify: bool
) -> int:
    """Prints the answers, and on standard error what is to be said besides. Returns the status. Raises InputError."""
    if path is None:
        raise InputError("no_folder")
    asked = _asked(chosen, given, texts, verify=verify)
    jobs = jobs_of(given.jobs)
    reading = FolderReading(path, chosen.only(asked.fields), None if network is None else network_named(network))
    noun = "blocks" if chosen.whole else "transactions"
    status = run_many(reading.works(), asked, texts, jobs, reading.size, noun=noun)
    remarks = reading.remarks()
    damage = tuple(damage_lines(remarks, texts))
    for line in remark_lines(remarks, texts):
        tell_in_one_line(texts.plain("block_files", "said", remark=plain(line)), is_error=line in damage)
    return status_of({status, _DAMAGED if remarks.is_damaged else 0})


def _asked(chosen: Chosen, given: Given, texts: Texts, *, verify: bool) -> Asked:
    if given.tsv and given.fields is None:
        raise InputError("tsv_needs_fields")
    if chosen.whole and verify:
        raise InputError("blocks_only_verify")
    view = "verify" if verify else "decode"
    fields = None
    if given.fields is not None:
        fields = block_fields(given.fields) if chosen.whole else fields_in(given.fields, view, "blocks")
    return Asked(view, fields, given.tsv, texts.language)
