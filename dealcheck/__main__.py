"""`python -m dealcheck` is the `dealcheck` command."""

from dealcheck.cli import main

main()
