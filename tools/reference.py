"""Makes the pages in docs/reference/ from the code that they describe.

python -m tools.reference page          # writes them
python -m tools.reference page check    # only says which ones would change
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools import reference_commands, reference_errors, reference_json, reference_layers

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"


def texts() -> dict[Path, str]:
    """What each page is to hold."""
    made = {
        "commands": reference_commands.commands(),
        "errors": reference_errors.errors(),
        "json": reference_json.documents(),
        "layers": reference_layers.layers(),
        "presets": reference_layers.presets(),
        "settings": reference_layers.settings(),
    }
    return {FOLDER / f"{name}.md": text for name, text in made.items()}


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    if argv not in (["page"], ["page", "check"]):
        print(__doc__)
        return 2
    wanted = texts()
    there = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*")}
    stale = sorted(path for path in {**wanted, **there} if wanted.get(path) != there.get(path))
    for path in stale:
        print(path.relative_to(ROOT))
        if argv == ["page"] and path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        elif argv == ["page"]:
            path.unlink()
    return int(bool(stale) and argv != ["page"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
