"""Makes the pages in docs/reference/ from the code that they describe.

python -m tools.reference page          # writes them
python -m tools.reference page check    # only says which ones would change
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools import reference_commands, reference_errors, reference_json, reference_layers
from tools.made import keep

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
    return keep(argv, ROOT, FOLDER, texts(), __doc__ or "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
