"""Verify every deal of the Hanoi example, and say why one of them is rejected.

Run it with `python examples/hanoi.py`, from any folder.
"""

from __future__ import annotations

from pathlib import Path

import dealcheck

DEALS = Path(__file__).parent / "hanoi"
RULESETS = ("us-hanoi", "dprk-ri", "dprk-trump")


def answer(verdict: dealcheck.Verdict | dealcheck.DraftVerdict) -> str:
    """A verdict in a few words; for a draft, how many of its resolutions can be signed."""
    if isinstance(verdict, dealcheck.DraftVerdict):
        return f"{verdict.acceptable} of {verdict.resolutions}"
    return verdict.outcome


def print_table(verifier: dealcheck.Verifier) -> None:
    """One row for each deal, one column for each ruleset."""
    rows: list[tuple[str, ...]] = [("deal", *RULESETS)]
    for path in sorted(DEALS.glob("*.yaml")):
        rows.append((path.stem, *(answer(verdict) for verdict in verifier.verify(path).verdicts)))
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def print_reasons(verifier: dealcheck.Verifier, deal: str, ruleset: str) -> None:
    """The red lines that a deal breaks, where it breaks them, and the statements they rest on."""
    result = verifier.verify(DEALS / f"{deal}.yaml")
    assert isinstance(result, dealcheck.DealVerification)
    verdict = next(verdict for verdict in result.verdicts if verdict.ruleset == ruleset)
    print(f"Why {verdict.party_title} can't sign {deal}:")
    for breach in verdict.breaches:
        if breach.strength == "red-line":
            print(f"- {breach.title} ({breach.status})")
            print(f"  broken at {', '.join(breach.steps)} by {', '.join(breach.provisions)}")
            for source in breach.sources:
                says = f"“{source.quote}”" if source.quote else source.description
                print(f"  {', '.join(filter(None, (source.speaker, source.outlet, source.date)))}: {says}")


def main() -> None:
    """Print the table, then the reasons for one rejection."""
    verifier = dealcheck.Verifier(RULESETS)
    print_table(verifier)
    print()
    print_reasons(verifier, "dprk-offer-ri", "us-hanoi")


if __name__ == "__main__":
    main()
