"""What should an author look at, after what has a certain cure was mended?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import attrs

from dealcheck.answers.lint import Lint, LintFinding
from dealcheck.engines import DEFAULT_MEMORY
from dealcheck.errors import InputError
from dealcheck.files.documents import read_bytes
from dealcheck.questions.attempts import Attempts
from dealcheck.questions.lint.fix import by_file
from dealcheck.questions.lint.fix import fix as mended_in
from dealcheck.questions.lint.lint import DEFAULT_STEPS, chosen_codes, lint, lint_scope
from dealcheck.questions.options import Option, Steps, Timeout, UnusedMemory, deadline_of
from dealcheck.session.scope import Scope
from dealcheck.session.session import Rules, Session, session_for


def lint_and_mend(
    rulesets: Annotated[Rules, Option(kind="paths", positional=True, names=("rules",), metavar="RULES")],
    *,
    select: Annotated[Iterable[str], Option("What to look for; default: all.", kind="codes", metavar="CODE,…")] = (),
    ignore: Annotated[Iterable[str], Option("What not to look for.", kind="codes", metavar="CODE,…")] = (),
    fix: Annotated[bool, Option("Mend what has a certain cure, in the files that were given.", writes=True)] = False,
    steps: Steps = DEFAULT_STEPS,
    timeout: Timeout = None,
    memory: UnusedMemory = DEFAULT_MEMORY,
    session: Session | None = None,
) -> Lint:
    """Look at rulesets as `dealcheck.lint` does; with `fix`, mend files first.

    Returns a `Lint` on the files as they are then, with what was mended. A file that can't be read, looked at or
    written does not keep the others from being mended: `failed` says what is wrong with it.
    Raises what `dealcheck.lint` raises.
    """
    at_hand = session_for(session, None)
    deadline = deadline_of(timeout)
    if not fix:
        return lint(
            rulesets, steps=steps, select=select, ignore=ignore, timeout=timeout, memory=memory, session=at_hand
        )
    named = list(rulesets) if isinstance(rulesets, (list, tuple)) else rulesets
    codes = chosen_codes(select, ignore)
    looks, mendings = Attempts(), Attempts()

    def look() -> tuple[Scope, Lint]:
        scope = at_hand.scope(named, keep_going=True)
        return scope, lint_scope(scope, codes=codes, steps=steps, deadline=deadline, attempt=looks.run)

    scope, found = look()
    if scope.mistakes:
        looks.note("", str(InputError(scope.mistakes)))
    mended: tuple[LintFinding, ...] = ()
    while newly := _mended(scope, found, mendings):
        mended += newly
        at_hand = at_hand.anew()  # files have changed, and what they used may now be unused
        scope, found = look()
    return attrs.evolve(found, fixed=mended, failed=(*looks.failed.values(), *mendings.failed.values()))


def _mended(scope: Scope, lint: Lint, attempts: Attempts) -> tuple[LintFinding, ...]:
    """Mend what can be mended, file by file, and return the findings on it."""
    mistakes = (*scope.mistakes, *scope.unread)
    broken = {mistake.place.file for mistake in mistakes if mistake.place and os.path.isfile(mistake.place.file)}
    doubtful = "\n".join(read_bytes(Path(file)).decode("utf-8", "replace") for file in sorted(broken))
    mended: tuple[LintFinding, ...] = ()
    for file, findings in by_file(lint.findings, scope.library, doubtful).items():
        mended += attempts.run(file, partial(mended_in, file, findings)) or ()
    return mended
