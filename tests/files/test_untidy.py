"""Whatever a valid file looks like, it is formatted, keeps its data and its comments, and stays as it is then."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from dealcheck.errors import InputError
from dealcheck.files.documents import read_document
from dealcheck.questions.fmt import formatted
from tests.drawn import drawn
from tests.files.untidy import COMMENTS, untidy
from tests.test_fuzz import BYTES, torn


@drawn(3)
@given(random=st.randoms(use_true_random=True))
def test_untidy_files(random: Random) -> None:
    text = untidy(random)
    note(text)
    check(text)


def check(text: str) -> None:
    before = read_document(text, "file.yaml")
    assert before.mistakes == ()
    data = formatted(text.encode(), "file.yaml")
    after = read_document(data, "file.yaml")
    assert repr(after.document) == repr(before.document)
    assert comments(data.decode()) == comments(text)
    assert formatted(data, "file.yaml") == data


def comments(text: str) -> list[str]:
    """Comments that were put in, found without the formatter's help: each is at the end of a line."""
    ends = "|".join(re.escape(comment) for comment in (*COMMENTS, "# head"))
    return sorted(found[1] for found in re.finditer(rf"(?:^|\s)({ends})$", text, flags=re.M))


@drawn(3)
@given(data=st.sampled_from(sorted(BYTES.values())).flatmap(torn))
def test_damaged_files_are_refused_or_formatted(data: bytes) -> None:
    reading = read_document(data, "file.yaml")
    if reading.document is None or reading.mistakes:
        with pytest.raises(InputError):
            formatted(data, "file.yaml")
        return
    new = formatted(data, "file.yaml")
    assert repr(read_document(new, "file.yaml").document) == repr(reading.document)
    assert formatted(new, "file.yaml") == new
