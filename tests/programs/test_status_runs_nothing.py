"""`seedbed status` starts no code of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aged import make
from cli import seedbed

if TYPE_CHECKING:
    from pathlib import Path


def test_a_build_backend_in_the_tree_is_not_asked(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    (root / "uv.lock").write_text('version = 1\nrequires-python = ">=3.11"\n')
    (root / "tools").mkdir(exist_ok=True)
    ran = tmp_path / "ran"
    (root / "tools" / "evil.py").write_text(f"open({str(ran)!r}, 'w').close()\n")
    manifest = root / "pyproject.toml"
    text = manifest.read_text()
    start = text.index("[build-system]")
    end = text.index("\n[", start + 1)
    backend = '[build-system]\nrequires = []\nbuild-backend = "evil"\nbackend-path = ["tools"]\n'
    text = text[:start] + backend + text[end:]
    version = next(line for line in text.splitlines() if line.startswith("version = "))
    manifest.write_text(text.replace(version, 'dynamic = ["version"]', 1))
    done = seedbed("status", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "\nLock " in done.stdout
    assert not ran.exists()
