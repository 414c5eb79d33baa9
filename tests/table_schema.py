"""The columns that any table of deals has, and their types; `provided` is one of those that may be missing."""

from __future__ import annotations

import pyarrow as pa

SCHEMA = {
    "deal": pa.string(),
    "provision": pa.string(),
    "party": pa.string(),
    "action": pa.string(),
    "object": pa.string(),
    "from": pa.int64(),
    "until": pa.int64(),
    "steps": pa.int64(),
    "provided": pa.string(),
}
