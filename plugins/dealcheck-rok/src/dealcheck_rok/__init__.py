"""The Republic of Korea's rules for dealcheck: data alone."""

from importlib import resources

import dealcheck


@dealcheck.hookimpl
def dealcheck_rules():
    """The folder of vocabularies and rulesets in this package."""
    return [resources.files(__name__) / "rules"]
