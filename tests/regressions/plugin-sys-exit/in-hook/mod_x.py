import sys

import dealcheck


@dealcheck.hookimpl
def dealcheck_verified(verification):
    sys.exit(0)
