"""The questions that users ask, one module or folder each, and the table of them all.

Commands, formats, JSON Schemas, and the reference in the documentation follow from the table: a new question is its
module, its answer, its page, and an entry here.
"""

from __future__ import annotations

from dealcheck.questions.question import Question, named

__all__ = ["QUESTIONS", "Question", "named", "question"]

QUESTIONS: tuple[Question, ...] = (
    Question(
        name="verify",
        help="Can each side sign these deals?",
        about="""Can each side sign these deals or drafts? A DEAL is a file, or - for standard input.

        Without --rules, the installed rulesets for the deal's vocabulary and parties are used.""",
        function="dealcheck.questions.verify:verify",
        answer="dealcheck.answers.verdict:Verification",
        page="dealcheck.reports.pages.verification:verification_pages",
        format="verification",
        exits_0="every ruleset can sign (a draft: some resolution is acceptable to all)",
        exits_1="somebody cannot",
        is_yes=lambda answer: bool(answer.acceptable_to_all),
        is_for_each=True,
        beside=("matrix",),
    ),
    Question(
        name="explore",
        help="Which resolutions of a draft can all sign, and what is settled in them?",
        about="""Which resolutions of a draft can all sign, and what is settled in them? DRAFT is a file, or - for
        standard input. Counts are exact, however many resolutions there are.""",
        function="dealcheck.questions.explore.explore:explore",
        answer="dealcheck.answers.exploration:Exploration",
        page="dealcheck.reports.pages.exploration:exploration_pages",
        format="exploration",
        exits_0="some resolution is acceptable to all",
        exits_1="none is",
        is_yes=lambda answer: bool(answer.acceptable_to_all),
        beside=("matrix",),
        deals=lambda answer: [each.deal for each in (*answer.examples, answer.example) if each is not None],
        writes="Write the examples as deal files into a folder.",
    ),
    Question(
        name="repair",
        help="What is the smallest change that all could sign?",
        about="""What is the smallest change that all could sign? DEAL is a file, or - for standard input.

        A change leaves a provision out, takes a weaker or stronger verb of its scale or other steps, or brings in one
        of the parties' offers. Without a direction, going bigger and going smaller are both tried, each by itself, and
        together if neither leads anywhere. With --safe, no red line may break in the deal either if others stop half
        way, as `dealcheck stress` has it; remedies that the parties offer may be brought in, too.""",
        function="dealcheck.questions.repair.repair:repair_ways",
        answer="dealcheck.answers.repair:Repairs",
        page="dealcheck.reports.pages.repairs:repairs_pages",
        format="repairs",
        exits_0="there is one, or nothing is to be mended",
        exits_1="there is none",
        is_yes=lambda answer: bool(answer.mends),
        deals=lambda answer: [repair.deal for repair in answer.repairs],
        writes="Write the deals as changed into a folder.",
    ),
    Question(
        name="conflicts",
        help="Which bottom lines stand against each other?",
        about="""Which bottom lines stand against each other? DEAL is a deal or draft in a file, or - for standard
        input.

        Each conflict is a smallest set of demands that can't all be met: without any one of them, the rest could.""",
        function="dealcheck.questions.conflicts:conflicts",
        answer="dealcheck.answers.conflict:Conflicts",
        page="dealcheck.reports.pages.conflicts:conflicts_pages",
        format="conflicts",
        exits_0="there is no conflict",
        exits_1="there is one",
        is_yes=lambda answer: not answer.conflicts,
    ),
    Question(
        name="matrix",
        help="Who asks for each provision, who accepts it, who opposes it?",
        about="""Who asks for each provision, who accepts it, and who opposes it, by which bottom line? DEAL is a deal
        or draft in a file, or - for standard input.

        A side opposes a provision that breaks a bottom line of its own, and asks for one without which one would break.
        Of a draft, the resolutions with the provision are compared with those without it.""",
        function="dealcheck.questions.matrix:matrix",
        answer="dealcheck.answers.matrix:Matrix",
        page="dealcheck.reports.pages.matrix:matrix_pages",
        format="matrix",
        exits_0="nobody opposes a provision",
        exits_1="somebody does",
        is_yes=lambda answer: not answer.opposed,
    ),
    Question(
        name="accounts",
        help="Can all sign, whichever account of a position is true?",
        about="""Can all sign, whichever account of a position is true? DEAL is a deal or draft in a file, or - for
        standard input.

        Several rulesets of one party are accounts of its position: one of them is true. A red line that is disputed or
        inferred is held or not. If it depends on these, the answer says what is most worth finding out.""",
        function="dealcheck.questions.accounts.accounts:accounts",
        answer="dealcheck.answers.accounts:Accounts",
        page="dealcheck.reports.pages.accounts:accounts_pages",
        format="accounts",
        exits_0="all can sign, whichever account is true (a draft: one of its resolutions)",
        exits_1="it depends, or they can't",
        is_yes=lambda answer: bool(answer.robust),
        deals=lambda answer: [answer.resolution.deal] if answer.resolution is not None else [],
        writes="Write the resolution that all can sign whichever account is true into a folder.",
    ),
    Question(
        name="reconcile",
        help="Could any deal at all be acceptable to all?",
        about="""Could any deal at all be acceptable to all of these rulesets?

        If so, a deal of the fewest provisions, and of the weakest verbs among these, is shown. If not, a smallest set
        of demands that can't all be met.""",
        function="dealcheck.questions.reconcile.reconcile:reconcile",
        answer="dealcheck.answers.conflict:Reconciliation",
        page="dealcheck.reports.pages.conflicts:reconciliation_pages",
        format="reconciliation",
        exits_0="there is such a deal",
        exits_1="there is none",
        is_yes=lambda answer: bool(answer.reconcilable),
        deals=lambda answer: [answer.deal] if answer.deal is not None else [],
        writes="Write the deal into a folder.",
    ),
    Question(
        name="diff",
        help="What changed in meaning between two rulesets?",
        about="""What changed in meaning from one ruleset to another? Each is an id, a file, or a folder that holds
        one ruleset and the vocabulary that it needs.

        Shows a smallest deal that became acceptable, one that no longer is, and what became of each bottom line.""",
        function="dealcheck.questions.compare:compare",
        answer="dealcheck.answers.comparison:Comparison",
        page="dealcheck.reports.pages.comparison:comparison_pages",
        format="comparison",
        exits_0="both reject the same deals",
        exits_1="they differ",
        is_yes=lambda answer: bool(answer.same),
    ),
    Question(
        name="screen",
        help="Which of millions of deals in tables can each side sign?",
        about="""Which of the deals in these tables can each side sign?

        TABLE is a Parquet, CSV or Arrow file, a folder of them, or a pattern such as deals/*.parquet. It has a row for
        each provision, with the columns deal, provision, party, action, object, and if need be from, until and steps,
        which count from 1, and provided, what the provision depends on; every other column is an attribute.""",
        function="dealcheck.questions.screen.files:screen_files",
        answer="dealcheck.answers.screening:ScreenSummary",
        page="dealcheck.reports.pages.screening:screening_pages",
        format="screening",
        exits_0="some deal is acceptable to all",
        exits_1="none is",
        exits_2="some deal could not be judged, or the input or the call is wrong",
        is_yes=lambda answer: bool(answer.acceptable),
        is_unsure=lambda answer: bool(answer.unjudged),
    ),
    Question(
        name="status",
        help="What is owed under a signed deal today, and who is in breach?",
        about="""What is owed under a signed deal today, who is in breach, and what may be done about it? DEAL is a
        file, or - for standard input; the log is what `dealcheck record` writes.

        Without --rules, the installed rulesets for the deal's vocabulary and parties are used, if there are any.""",
        function="dealcheck.questions.signed.status:status",
        answer="dealcheck.answers.signed.status:Status",
        page="dealcheck.reports.pages.signed.status:status_pages",
        format="status",
        exits_0="nothing is overdue, and no bottom line is broken",
        exits_1="something is",
        is_yes=lambda answer: not (answer.overdue or answer.broken),
        follows="dealcheck.questions.signed.watch:watch",
    ),
    Question(
        name="stress",
        help="Is a deal safe to sign, if others stop half way?",
        about="""Is a deal safe to sign? Which red lines break if others perform it for a while, and then stop? DEAL is
        a deal or draft in a file, or - for standard input. Of a draft, the answer is which of the resolutions that all
        can sign are safe.

        Asked with the deal's remedies and without them. A course lets each provision of the parties that may stop be
        performed up to some step.""",
        function="dealcheck.questions.signed.stress:stress",
        answer="dealcheck.answers.signed.stress:Stress",
        page="dealcheck.reports.pages.signed.stress:stress_pages",
        format="stress",
        exits_0="it is safe for every ruleset, with the deal's remedies (a draft: one of its resolutions)",
        exits_1="some ruleset is exposed",
        is_yes=lambda answer: bool(answer.safe),
        deals=lambda answer: answer.deals,
        logs=lambda answer: {str(course.deal.id): course.log for course in answer.counter_courses},
        writes="Write each counter-course into a folder, as a deal whose steps take a day each, and its log; of a "
        "draft, a safe resolution.",
    ),
    Question(
        name="test",
        help="Do rulesets answer as their test cases say?",
        about="""Do rulesets answer as their test cases say? PATH is a test file, or a folder of them; default: this
        folder.""",
        function="dealcheck.questions.test.test:run_tests",
        answer="dealcheck.answers.test:Trial",
        page="dealcheck.reports.pages.test:trial_pages",
        format="trial",
        exits_0="all cases pass, and coverage is not under what was asked for",
        exits_1="if not",
        is_yes=lambda answer: bool(answer.passed and answer.covered >= answer.least_covered),
    ),
    Question(
        name="lint",
        help="What should an author look at in rulesets?",
        about="""What should an author look at in these rulesets? RULES are ids, files or folders.

        Looks for bottom lines that no deal can break or that every deal breaks, that add nothing to another, or that
        contradict each other; for stated ones without a source; for definitions and sources that nothing uses, and
        offers that nobody wants. A comment `# dealcheck: ignore[CODE]` silences a finding on its line.""",
        function="dealcheck.questions.lint.mend:lint_and_mend",
        answer="dealcheck.answers.lint:Lint",
        page="dealcheck.reports.pages.lint:lint_pages",
        format="lint",
        exits_0="there is nothing to look at",
        exits_1="there is",
        exits_2="a file could not be mended, or the input or the call is wrong",
        is_yes=lambda answer: not answer.findings,
        is_unsure=lambda answer: bool(answer.failed),
    ),
    Question(
        name="doctor",
        help="Does everything here work, and how is it mended?",
        about="""Does everything here work? A NAME is an extra, an engine or a plugin that must.

        Shows Python, the platform, dependencies, engines, extras and plugins, with the command that gets what is
        missing.""",
        function="dealcheck.questions.doctor.doctor:doctor",
        answer="dealcheck.answers.checkup:Checkup",
        page="dealcheck.reports.pages.checkup:checkup_pages",
        format="checkup",
        exits_0="what dealcheck can't do without works, and so does each NAME",
        exits_1="if not",
        exits_2="the call is wrong",
        is_yes=lambda answer: bool(answer.passed),
        is_about_plugins=True,
    ),
)


def question(name: str) -> Question:
    """Return the question of a name, which is that of its command. Raises KeyError when there is none."""
    return {question.name: question for question in QUESTIONS}[name]
