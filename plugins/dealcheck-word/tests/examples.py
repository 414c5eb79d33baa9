"""The documents in `examples/`: `python tests/examples.py` makes them anew from the deals of the Hanoi example."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import docx

import dealcheck

HERE = Path(__file__).resolve().parent
DEALS = HERE.parent.parent.parent / "examples" / "hanoi"
FOLDER = HERE.parent / "examples"


def make(deal: dealcheck.Deal, title: str, heads: dict[str, str]) -> None:
    """Write a deal's clauses into a document; `heads`: the headings before some of them."""
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "The parties", title, ""
    properties.created = properties.modified = datetime(2019, 2, 28)
    document.add_heading(title, level=1)
    document.add_paragraph(
        "The United States and the Democratic People's Republic of Korea have discussed what follows."
    )
    for name, provision in deal.provisions.items():
        if name in heads:
            document.add_heading(heads[name], level=2)
        document.add_paragraph(str(provision.text), style="List Number")
    document.save(str(FOLDER / f"{deal.id}.docx"))


def main() -> None:
    """Make the draft and the offer."""
    scope = dealcheck.Session(plugins=dealcheck.Plugins(entry_points=False)).scope()
    draft = scope.deal(DEALS / "draft.yaml").deal
    heads = {
        "yongbyon": "Denuclearization",
        "war-declaration": "Relations",
        "sectoral-relief": "Article 4, option 1",
        "exchanges": "Article 4, option 2",
    }
    make(draft, "Draft joint statement", heads)
    make(scope.deal(DEALS / "dprk-offer-ri.yaml").deal, "The offer of 28 February", {})


if __name__ == "__main__":
    main()
