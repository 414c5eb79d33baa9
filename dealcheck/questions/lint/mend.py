"""What should an author look at, after what has a certain cure was mended?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import attrs

from dealcheck.answers.lint import Lint, LintFinding
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.questions.lint.fix import fix as mend
from dealcheck.questions.lint.lint import DEFAULT_STEPS, lint
from dealcheck.questions.options import Memory, Option, Steps
from dealcheck.session.session import Rules, Session, session_for


def lint_and_mend(
    rulesets: Annotated[Rules, Option(kind="paths", positional=True, names=("rules",), metavar="RULES")],
    *,
    select: Annotated[Iterable[str], Option("What to look for; default: all.", kind="codes", metavar="CODE,…")] = (),
    ignore: Annotated[Iterable[str], Option("What not to look for.", kind="codes", metavar="CODE,…")] = (),
    fix: Annotated[bool, Option("Mend what has a certain cure, in the files that were given.")] = False,
    steps: Steps = DEFAULT_STEPS,
    memory: Memory = DEFAULT_MEMORY,
    session: Session | None = None,
) -> Lint:
    """Look at rulesets as `dealcheck.lint` does; with `fix`, mend files first.

    Returns a `Lint` on the files as they are then, with what was mended. Raises what `dealcheck.lint` raises, and
    InputError when a file can't be written.
    """
    session = session_for(session, None)
    given = list(rulesets) if isinstance(rulesets, (list, tuple)) else rulesets

    def look() -> Lint:
        return lint(given, steps=steps, select=select, ignore=ignore, memory=memory, session=session)

    mended: tuple[LintFinding, ...] = ()
    found = look()
    while fix and (newly := mend(found.findings, session.scope(given).library)):
        mended += newly
        session = Session(plugins=session.plugins)  # files have changed, and what they used may now be unused
        found = look()
    return attrs.evolve(found, fixed=mended)
