"""`python -m dealcheck.schemas`: write the published schemas anew, from the classes they describe."""

from __future__ import annotations

from pathlib import Path

from dealcheck.schemas import KINDS, schema_text


def main() -> None:
    """Write each schema to its file next to this module."""
    for kind in KINDS:
        file = Path(__file__).with_name(f"{kind}.schema.json")
        file.write_text(schema_text(kind), encoding="utf-8", newline="\n")
        print(file.name)


if __name__ == "__main__":
    main()
