"""Build the browser edition: see ``tools.browser_edition``."""

import argparse
import sys

from tools.browser_edition import pyodide, site
from tools.browser_edition.paths import ROOT, SITES


def main(arguments: list[str] | None = None) -> int:
    """Build one of the two sites; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.browser_edition")
    parser.add_argument("--offline", action="store_true", help="put all of Pyodide's packages into the site")
    offline = parser.parse_args(arguments).offline
    folder = SITES["offline" if offline else "online"]
    try:
        site.build(folder, offline=offline)
    except pyodide.VanishedError as reason:
        # Nobody here can mend that; what needs the site is skipped, and says so.
        print(f"The self-contained site was NOT built: {reason}", file=sys.stderr)
        return 0 if offline else 1
    except RuntimeError as reason:
        print(reason, file=sys.stderr)
        return 1
    size, count = site.megabytes(folder)
    print(f"{folder.relative_to(ROOT)}: {size:.0f} MB in {count} files; any static host serves it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
