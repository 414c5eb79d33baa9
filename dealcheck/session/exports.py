"""Drafts saved in the formats that plugins bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from dealcheck.model.deal import Deal


@attrs.frozen(kw_only=True)
class DraftToExport:
    """A draft to save: the deal as its file has it, and as it is settled by now, its clauses worded so.

    `words`: what each provision of `settled` says, in words. `documents`: the files of the same folder whose names end
    as the file to make does; one of them may be the draft as people write it.
    """

    deal: Deal
    settled: Deal
    words: Mapping[str, str]
    documents: Sequence[Path]


@attrs.frozen(kw_only=True)
class Export:
    """A format to save drafts in: its title, a note on what it makes, and the function that makes it.

    The function takes a `DraftToExport` and returns the bytes of a file. Raises InputError for what it can't save.
    """

    title: str
    note: str
    write: Callable[[DraftToExport], bytes]
