"""Running the real Poetry in a project, on machines that have an index of their own, too."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import tomlkit

ASKED_FOR = "poethepoet"
"""A package that every project for Poetry needs, so that every index has to have it."""
VARIABLES = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")


def run(
    *command: str | Path, cwd: Path, settings: Path, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a program as a user with no settings of Poetry does.

    Args:
        command: the program and its arguments.
        cwd: the folder to run it in.
        settings: an empty folder.
        check: whether it must succeed.
    """
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    variables = {
        **kept,
        "POETRY_CONFIG_DIR": str(settings),
        "POETRY_NO_INTERACTION": "1",
        # or it asks the desktop for passwords
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0 or not check, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def lock(poetry: str, root: Path, settings: Path) -> None:
    """Let Poetry lock a project: from PyPI, or from the index that this machine has instead.

    The address of that index goes only into the manifest in `root`, which is a temporary one.
    """
    index = _configured() or _default()
    if not _configured() and serves_json(index):
        run(poetry, "lock", cwd=root, settings=settings)
        return
    manifest = root / "pyproject.toml"
    before = tomllib.loads(manifest.read_text())
    source = {"name": "here", "url": index, "priority": "primary"}
    document = tomlkit.parse(manifest.read_text())
    poetry_table: Any = document["tool"]["poetry"]
    poetry_table.setdefault("source", tomlkit.aot()).append(source)
    manifest.write_text(tomlkit.dumps(document))
    after = tomllib.loads(manifest.read_text())
    assert after["tool"]["poetry"]["source"].pop() == source
    if not after["tool"]["poetry"]["source"]:
        del after["tool"]["poetry"]["source"]
    assert after == before
    run(poetry, "lock", cwd=root, settings=settings)


def works(poetry: str, root: Path, settings: Path) -> str:
    """Lock a project, install it, and run its tasks; what `poetry sync` said."""
    lock(poetry, root, settings)
    run(poetry, "check", "--lock", cwd=root, settings=settings)
    said = run(poetry, "sync", cwd=root, settings=settings).stdout
    tested = run(poetry, "run", "poe", "test", cwd=root, settings=settings)
    assert " passed" in tested.stdout
    assert (root / ".venv" / "pyvenv.cfg").is_file()
    manifest = tomllib.loads((root / "pyproject.toml").read_text())
    if "train" in manifest["tool"]["poe"]["tasks"]:
        train = (poetry, "run", "poe", "train")
        run(*train, "--epochs", "1", cwd=root, settings=settings)
        (made,) = (root / "runs").iterdir()
        run(*train, "--resume", made, "--epochs", "2", cwd=root, settings=settings)
        run(poetry, "run", "poe", "evaluate", cwd=root, settings=settings)
        assert [*(root / "runs").iterdir()] == [made]
        assert len((made / "history.jsonl").read_text().splitlines()) == 2
        assert (made / "metrics.json").is_file()
    return said


@functools.cache
def serves_json(index: str, package: str = ASKED_FOR) -> bool:
    """Whether an index has the JSON that Poetry asks PyPI for, and not only pages for pip.

    Poetry asks for one version of a package: an index may have a package's JSON, but no version's.
    It shows its lack in one way or another: some say 404, others answer with a page.

    Args:
        index: its address, as pip has it.
        package: one that the index has.
    """
    top = f"{index.rstrip('/').removesuffix('/simple')}/pypi/{package}"
    newest = _json(f"{top}/json").get("info", {}).get("version", "")
    return bool(newest and {"info", "urls"} <= _json(f"{top}/{newest}/json").keys())


def _json(address: str) -> dict[str, Any]:
    """The JSON object at an address; an empty one where something else is, or nothing."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  # the index
            found = json.load(answer)
    except (urllib.error.HTTPError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _configured() -> str:
    """The index that this machine is set up for, if any."""
    for name in VARIABLES:
        if os.environ.get(name):
            return os.environ[name]
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _default() -> str:
    """The index that pip asks when it is told of no other."""
    asked = [sys.executable, "-m", "pip", "install", "--help"]
    said = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True).stdout
    found = re.search(r"--index-url\b.*?\(default\s+(\S+?)\)", said, re.DOTALL)
    assert found, "pip does not say which index it asks"
    return found[1]
