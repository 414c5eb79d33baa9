"""By what tools answer, an assistant mends broken deals until all can sign, or that is proved hopeless."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from mcp import Client

from tests.mcp.client import connected
from tests.mcp.mending import broken, brought_to_an_end, drawn

SEED = 14


@pytest.mark.parametrize("many", [12, pytest.param(100, marks=pytest.mark.slow)])
def test_broken_deals_come_to_an_end(many: int) -> None:
    draw = random.Random(SEED)
    texts = [broken(drawn(draw), draw) for _ in range(many)]

    async def ends(client: Client) -> Counter[str]:
        return Counter([(await brought_to_an_end(client, text))[0] for text in texts])

    counted = connected(ends)
    assert counted.total() == many
    assert counted.keys() == {"acceptable", "hopeless"}
