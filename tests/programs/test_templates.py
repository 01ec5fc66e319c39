"""The presets as folders in `templates/`: what seedbed generates, and to be had by Nix."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from aged import run_git
from cli import seedbed
from nix_runs import Nix
from places import ROOT
from running import environment

from seedbed.layers.library import load_presets
from tools import templates


def test_the_rendered_presets_are_what_seedbed_generates() -> None:
    command = [sys.executable, "-m", "tools.templates", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run 'make templates'"


def test_the_page_names_each_of_them() -> None:
    page = (ROOT / "templates" / "README.md").read_text()
    for preset in load_presets():
        assert f"-templates/{preset}` |" in page


def test_each_family_has_a_page_that_names_its_templates() -> None:
    main = (ROOT / "templates" / "README.md").read_text()
    families = {f"{data['choices']['manager']}-templates" for data in load_presets().values()}
    assert families == {path.name for path in (ROOT / "templates").glob("*-templates")}
    for family in families:
        page = (ROOT / "templates" / family / "README.md").read_text()
        assert f"]({family}/README.md)" in main
        for other in families - {family}:
            assert f"](../{other}/README.md)" in page
        for folder in (ROOT / "templates" / family).iterdir():
            assert folder.name == "README.md" or f"| [`{folder.name}`]({folder.name}/) |" in page


def test_rendering_leaves_the_pages_alone() -> None:
    pages = {path for path in ("README.md", "uv-templates/README.md") if templates.is_page(path)}
    assert len(pages) == 2
    assert not templates.is_page("uv-templates/uv/README.md")
    assert not any(map(templates.is_page, templates.present()))
    assert not any(map(templates.is_page, templates.rendered()))


@pytest.mark.parametrize("preset", load_presets())
def test_nix_gives_a_project_that_seedbed_can_update(nix: Nix, tmp_path: Path, preset: str) -> None:
    """The template collections that seedbed learned from could not be had so (fault 10 of 13)."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("flake.nix", "flake.lock", "templates"):
        (source / name).symlink_to(ROOT / name)
    copied = tmp_path / "copied"
    copied.mkdir()
    subprocess.run(["cp", "-rL", f"{source}/.", str(copied)], check=True)
    root = tmp_path / "my-project"
    root.mkdir()
    nix.run("flake", "init", "-t", f"path:{copied}#{preset}", cwd=root)
    run_git(root, "init", "--quiet")
    done = seedbed("update", "--dry-run", cwd=root, env=environment())
    assert done.returncode == 0, done.stderr
    assert "Everything is up to date." in done.stdout
