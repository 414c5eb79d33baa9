"""Texts that begin like an alias, a tag, an anchor and all else that YAML has signs for, wherever they stand."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from dealcheck.jobs.fmt import formatted
from dealcheck.read.documents import read_document
from tests.layout.awkward import MARK, STARTS, Writer


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=True))
def test_awkward_texts_and_comments_survive(random: Random) -> None:
    text = Writer(random).deal()
    note(text)
    before = read_document(text, "file.yaml")
    if before.mistakes:  # two names of one attribute, or what can be read in two ways
        return
    data = formatted(text.encode(), "file.yaml")
    note(data.decode())
    assert repr(read_document(data, "file.yaml").document) == repr(before.document)
    assert re.findall(rf"{MARK}\d+", data.decode()) == re.findall(rf"{MARK}\d+", text)
    assert formatted(data, "file.yaml") == data
