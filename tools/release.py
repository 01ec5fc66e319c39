"""Sets the version of a release where it stands, and checks that all places agree with its tag.

python -m tools.release prepare 0.2.0    # before the commit that is tagged
python -m tools.release check v0.2.0     # what the workflow asks before it builds
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
VERSION = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)
CITED = re.compile(r"^version: (.*)$", re.MULTILINE)
CITED_DAY = re.compile(r"^date-released: .*\n", re.MULTILINE)
NEWEST = re.compile(r"^## (\S+) \((.*)\)$", re.MULTILINE)


def prepare(root: Path, version: str, day: str) -> None:
    """Write a version and the day of its release into all files that name them.

    Args:
        root: the folder of the project.
        version: the version as it will be on PyPI, such as 0.2.0.
        day: the day of the release, such as 2026-12-01.

    Raises:
        ValueError: the version is not written as it should be, or a file has no place for it.
    """
    if not _is_plain(version):
        raise ValueError(f"{version} is no version in its normal form, such as 0.2.0")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = NEWEST.search(changelog)
    if newest is None or newest[1] != version:
        raise ValueError(f"the first heading of CHANGELOG.md is not '## {version} (unreleased)'")
    _replace(root / "CHANGELOG.md", NEWEST, f"## {version} ({day})")
    _replace(root / "src/seedbed/__init__.py", VERSION, f'__version__ = "{version}"')
    citation = root / "CITATION.cff"
    _write(citation, CITED_DAY.sub("", citation.read_text(encoding="utf-8")))
    _replace(citation, CITED, f"version: {version}\ndate-released: {day}")


def faults(root: Path, tag: str) -> list[str]:
    """Sentences that say where a file does not fit a tag, such as v0.2.0."""
    version = tag.removeprefix("v")
    found = []
    if not tag.startswith("v") or not _is_plain(version):
        found.append(f"the tag {tag} is not v and a version in its normal form")
    for path, pattern in (("src/seedbed/__init__.py", VERSION), ("CITATION.cff", CITED)):
        said = pattern.search((root / path).read_text(encoding="utf-8"))
        if said is None or said[1] != version:
            found.append(f"{path} says {said[1] if said else 'no version'}, not {version}")
    newest = NEWEST.search((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if newest is None or newest[1] != version:
        found.append(f"the first section of CHANGELOG.md is not that of {version}")
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", newest[2]):
        found.append(f"CHANGELOG.md says ({newest[2]}) and no day")
    return found


def main() -> int:
    """Do what the command line says; return 1 if something does not fit."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("verb", choices=("prepare", "check"))
    parser.add_argument("version")
    given = parser.parse_args()
    if given.verb == "check":
        found = faults(ROOT, given.version)
    else:
        try:
            prepare(ROOT, given.version, datetime.now(UTC).date().isoformat())
            found = []
        except ValueError as error:
            found = [str(error)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


def _is_plain(version: str) -> bool:
    try:
        return str(Version(version)) == version
    except InvalidVersion:
        return False


def _replace(path: Path, pattern: re.Pattern[str], line: str) -> None:
    text, count = pattern.subn(line, path.read_text(encoding="utf-8"), count=1)
    if count != 1:
        raise ValueError(f"{path.name} has no line for the version")
    _write(path, text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
