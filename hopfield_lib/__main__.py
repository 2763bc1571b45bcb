"""``python -m hopfield_lib``: see ``hopfield_lib.cli``."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
