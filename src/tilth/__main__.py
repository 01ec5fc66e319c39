"""`python -m tilth`."""

import sys

from tilth.cli import main

if __name__ == "__main__":
    sys.exit(main())
