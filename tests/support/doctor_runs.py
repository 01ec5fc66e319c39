"""Small projects for `seedbed doctor`, which need no network, and what it says of them."""

from __future__ import annotations

from pathlib import Path

from cli import seedbed

from seedbed.checks.check import Finding
from seedbed.commands.doctor import Report, diagnose
from seedbed.model.tree import BASE_PATH, File
from seedbed.update import base

BARE = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"

[tool.uv]
package = false

[tool.seedbed]
manager = "uv"
framework = "none"
"""
POETRY = BARE.replace("[tool.uv]\npackage = false", "[tool.poetry]\npackage-mode = false").replace(
    '"uv"', '"poetry"'
)
OFFLINE = {"UV_OFFLINE": "1"}


def synced(folder: Path, manifest: str = BARE) -> Path:
    """A project with its lock and its environment, made by the real manager."""
    root = folder / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_text(manifest)
    (root / BASE_PATH).parent.mkdir()
    written = {"pyproject.toml": File(data=manifest.encode(), layer="core/project")}
    (root / BASE_PATH).write_bytes(base.encode(written))
    done = seedbed("sync", cwd=root, env=OFFLINE)
    assert done.returncode == 0, done.stderr
    return root


def report(root: Path, *select: str) -> Report:
    """What doctor says of a project."""
    (only,) = diagnose([str(root)], select)
    return only


def look(root: Path, *select: str) -> list[Finding]:
    """What doctor finds in a project; each check must have been able to tell."""
    examined = report(root, *select).examined
    assert dict(examined.faults) == {}
    return list(examined.findings)


def codes(root: Path, *select: str) -> list[str]:
    """The codes of what doctor finds."""
    return [finding.code for finding in look(root, *select)]


def only(root: Path, code: str) -> Finding:
    """The one finding of a check."""
    (found,) = look(root, code)
    return found


def fixed(root: Path, *codes: str) -> None:
    """Let doctor fix some checks' findings: what it found is found no more."""
    assert {one.code for one in look(root, *codes)} == set(codes)
    select = [word for code in codes for word in ("--select", code)]
    done = seedbed("doctor", "--fix", *select, cwd=root, env=OFFLINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert look(root, *codes) == []


def install(root: Path, name: str, version: str, installer: str = "uv") -> Path:
    """Put the metadata of a distribution into a project's environment."""
    (packages,) = (root / ".venv" / "lib").glob("python3*/site-packages")
    folder = packages / f"{name}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "INSTALLER").write_text(installer)
    (folder / "RECORD").write_text(
        "".join(f"{folder.name}/{file},,\n" for file in ("METADATA", "INSTALLER", "RECORD"))
    )
    return folder
