"""Rules for dealcheck: Supply."""

from importlib.resources import files

from dealcheck import hookimpl


@hookimpl
def dealcheck_rules():
    """The folder of vocabularies and rulesets in this package."""
    return [files("dealcheck_supply") / "rules"]
