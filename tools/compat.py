"""Keeps what seedbed knows of frameworks up to date: the tables, and the page made from them.

    python -m tools.compat page          # writes docs/compatibility.md
    python -m tools.compat page check    # only says whether it would change
    python -m tools.compat verify FILE   # asks the package index about all rows

`verify` writes the day into rows that hold, and `resolved` where they were only read so far, and
then the page. What no longer holds, and what is new, is for people: it goes into FILE, as Markdown.
Its exit status is 0, or 3 if nothing could be checked; then nothing is written.
"""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from seedbed.commands.compat_verify import DIFFERS, HOLDS, UNCHECKED, verify
from seedbed.errors import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.accelerators.compat.verdicts import Verdict
    from seedbed.commands.compat_verify import Verified

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "compatibility.md"
DATA = ROOT / "src" / "seedbed" / "data" / "accelerators"
KEYS = {
    "releases": ("version",),
    "metal": ("tensorflow", "metal"),
    "torchvision": ("torch",),
}
"""The keys of a row that tell it from the others of its table."""
PLUGIN_KEYS = ("jax", "package")


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    match argv:
        case ["page"]:
            return write_page()
        case ["page", "check"]:
            return write_page(check=True)
        case ["verify", file]:
            return refresh(Path(file))
    print(__doc__)
    return 2


def write_page(*, check: bool = False) -> int:
    """Write the page, or say whether it would change."""
    from tools.compat_page import page

    wanted = page()
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print(PAGE.relative_to(ROOT))
    if check:
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


def refresh(report: Path) -> int:
    """Verify all rows, and write down what was found."""
    found = verify(new=True, progress=_progress)
    if found.fault and found.fault.status == ENVIRONMENT:
        print(found.fault)
        return ENVIRONMENT
    today = datetime.now(UTC).date().isoformat()
    for path in sorted(DATA.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(checked(text, path.stem, found.verdicts, today), encoding="utf-8")
    report.write_text("\n".join(_told(found)) + "\n", encoding="utf-8")
    # the tables were read before they changed, so the page is made by another process
    import subprocess

    return subprocess.run([sys.executable, "-m", "tools.compat", "page"], check=False).returncode


def checked(text: str, framework: str, verdicts: tuple[Verdict, ...], today: str) -> str:
    """The text of a table in which the rows that hold were looked at today."""
    held = {
        (one.row.framework, one.row.table, one.row.key) for one in verdicts if one.state == HOLDS
    }
    lines, table = [], ""
    for line in text.splitlines(keepends=True):
        if name := re.fullmatch(r"(\w+) = \[\n", line):
            table = name[1]
        row = _row(line)
        holds = row and (framework, table, _key(framework, table, row)) in held
        lines.append(_looked_at(line, today) if holds else line)
    return "".join(lines)


def _looked_at(line: str, today: str) -> str:
    """The line of a row that was looked at today, and that a resolver confirms."""
    line = re.sub(r'checked = "[^"]*"', f'checked = "{today}"', line)
    return line.replace('proof = "source-only"', 'proof = "resolved"')


def _row(line: str) -> dict[str, Any]:
    """The row that a line of a table holds; nothing for another line."""
    if not line.startswith("    {"):
        return {}
    row: dict[str, Any] = tomllib.loads(f"row = {line.strip().removesuffix(',')}")["row"]
    return row


def _key(framework: str, table: str, row: dict[str, Any]) -> str:
    keys = PLUGIN_KEYS if (framework, table) == ("jax", "metal") else KEYS.get(table, ())
    return " ".join(str(row.get(key)) for key in keys)


def _told(found: Verified) -> Iterator[str]:
    """What was found, as Markdown."""
    states = [one.state for one in found.verdicts]
    yield f"uv {found.uv} checked {len(states)} rows: {states.count(HOLDS)} hold."
    for state, title in ((DIFFERS, "No longer holds"), (UNCHECKED, "Could not be checked")):
        rows = [one for one in found.verdicts if one.state == state]
        if rows:
            yield f"\n## {title}\n"
        for verdict in rows:
            for one in verdict.differences:
                where = f"{one.resolution.platform}, Python {one.resolution.python}"
                yield f"- {verdict.row.title}, {where}: {one.reason}"
    if found.found:
        yield "\n## Not in the tables\n"
    for new in found.found:
        pythons = ", ".join(new.pythons)
        yield f"- {new.package} {new.version}{f' (Python {pythons})' if pythons else ''}"


def _progress(done: int, total: int, title: str) -> None:
    if done % 50 == 0 or done == total:
        print(f"{done}/{total} {title}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
