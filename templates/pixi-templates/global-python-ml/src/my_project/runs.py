"""The output of a training run: a new folder with JSON files in it."""

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def new_run(out: Path) -> Path:
    """Make a new folder in `out`, named after the time in UTC, and return it.

    Runs that start in the same second get `-2`, `-3`, and so on after the time.
    """
    # No colons: Windows does not allow them in names.
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    out.mkdir(parents=True, exist_ok=True)
    folder, number = out / name, 1
    while True:
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
            folder = out / f"{name}-{number}"
        else:
            return folder


def write_json(path: Path, value: object) -> None:
    """Write `value` as JSON (RFC 8259: a ValueError for NaN and infinity)."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def versions(*distributions: str) -> dict[str, str]:
    """The installed version of each distribution."""
    return {name: version(name) for name in distributions}
