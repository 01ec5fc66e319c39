"""Makes the page about doctor's checks from the checks themselves.

python -m tools.doctor page          # writes docs/doctor.md
python -m tools.doctor page check    # only says whether it would change
"""

from __future__ import annotations

import sys
from pathlib import Path

from seedbed.checks.pages import page

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "doctor.md"


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    if argv not in (["page"], ["page", "check"]):
        print(__doc__)
        return 2
    wanted = page()
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print(PAGE.relative_to(ROOT))
    if argv == ["page"]:
        PAGE.write_text(wanted, encoding="utf-8")
    return int(argv != ["page"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
