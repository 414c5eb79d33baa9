"""`python -m dealcheck.schemas`: write the published schemas anew, from the classes they describe."""

from __future__ import annotations

from pathlib import Path

from dealcheck.atomic import replace
from dealcheck.schemas import KINDS, schema_text


def main() -> None:
    """Write each schema to its file next to this module."""
    for kind in KINDS:
        file = Path(__file__).with_name(f"{kind}.schema.json")
        replace(file, schema_text(kind).encode("utf-8"))
        print(file.name)


if __name__ == "__main__":
    main()
