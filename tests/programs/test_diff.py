"""`seedbed diff`: what you changed in the files that seedbed wrote."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aged import make, run_git
from cli import seedbed
from exports import stamps

from seedbed.model.tree import BASE_PATH

EDIT = """\
diff --git a/.pre-commit-config.yaml b/.pre-commit-config.yaml
deleted file mode 100644
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path, "--framework", "none", git=True)


def shown(
    root: Path, *options: str, status: int = 1, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = seedbed("diff", *options, cwd=root, env=env)
    assert done.returncode == status, done.stderr
    return done


def of_json(root: Path, *options: str, status: int = 1) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads(shown(root, "--json", *options, status=status).stdout)[
        "result"
    ]["files"]
    return files


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new, 1))


def test_a_new_project_has_none(root: Path) -> None:
    before = stamps(root)
    done = shown(root, status=0)
    said = "No differences: the files are as seedbed wrote them.\n"
    assert (done.stdout, done.stderr) == (said, "")
    assert shown(root, "--stat", status=0).stdout == said
    assert of_json(root, status=0) == []
    assert stamps(root) == before


def test_each_edit_is_shown_as_git_would(root: Path) -> None:
    edit(root, "CLAUDE.md", "@AGENTS.md\n", "@AGENTS.md\nBe brief.\n")
    (root / "LICENSE").unlink()
    (root / "README.md").chmod(0o755)
    edit(root, ".github/dependabot.yml", "\n", "\n# ours\n")
    (root / "own.txt").write_text("mine\n")
    before = stamps(root)
    done = shown(root)
    assert stamps(root) == before
    assert done.stderr == ""
    parts = done.stdout.split("\n\n")
    assert parts[0].startswith(
        ".github/dependabot.yml says the same; only its layout, order, or comments differ.\n"
        "diff --git a/.github/dependabot.yml b/.github/dependabot.yml\n"
    )
    assert (
        "diff --git a/CLAUDE.md b/CLAUDE.md\n--- a/CLAUDE.md\n+++ b/CLAUDE.md\n@@ -1 +1,2 @@\n"
        " @AGENTS.md\n+Be brief.\n\n"
    ) in done.stdout
    assert "\ndiff --git a/LICENSE b/LICENSE\ndeleted file mode 100644\n--- a/L" in done.stdout
    assert done.stdout.endswith(
        "\ndiff --git a/README.md b/README.md\nold mode 100644\nnew mode 100755\n"
    )
    assert (
        shown(root, "--stat").stdout
        == """\
.github/dependabot.yml  +1 -0       same meaning
CLAUDE.md               +1 -0       changed
LICENSE                 +0 -21      removed
README.md               +0 -0       changed, executable now
4 files differ: 2 lines added, 21 removed.
"""
    )
    assert [(one["file"], one["change"], one["mode"], one["same_meaning"], one["added"])
            for one in of_json(root)] == [
        (".github/dependabot.yml", "changed", None, True, 1),
        ("CLAUDE.md", "changed", None, False, 1),
        ("LICENSE", "removed", None, False, 0),
        ("README.md", "changed", "executable", False, 0),
    ]  # fmt: skip


def test_git_takes_the_edits_back(root: Path) -> None:
    edit(root, "README.md", "\n", "\nOurs.\n")
    (root / "LICENSE").unlink()
    (root / "CLAUDE.md").write_text("no end of the line")
    patch = shown(root).stdout
    subprocess.run(["git", "apply", "--reverse"], cwd=root, input=patch, text=True, check=True)
    shown(root, status=0)


def test_paths_are_those_from_where_you_are(root: Path) -> None:
    edit(root, "README.md", "\n", "\nOurs.\n")
    edit(root, ".github/dependabot.yml", "\n", "\n# ours\n")

    def names(*options: str) -> list[str]:
        return [one["file"] for one in of_json(root, *options)]

    assert names("README.md") == ["README.md"]
    assert names(".github") == [".github/dependabot.yml"]
    assert names(".") == [".github/dependabot.yml", "README.md"]
    inner = seedbed("diff", "dependabot.yml", "--stat", cwd=root / ".github")
    assert inner.stdout.startswith(".github/dependabot.yml  +1 -0")
    assert shown(root, "LICENSE", status=0).stdout.startswith("No differences")
    done = shown(root, "nowhere")
    assert (done.stdout, done.stderr) == (
        "",
        (
            "error: nowhere isn't a file, and seedbed wrote none of that name.\n"
            "hint: 'seedbed explain' lists the files that it wrote.\n"
        ),
    )
    assert shown(root, "..").stderr.startswith("error: .. is not in the project ")


def test_your_own_files_are_shown_where_you_name_them(root: Path) -> None:
    (root / "src" / "own.py").write_text("X = 1\n")
    (root / "src" / "new.py").write_text("Y = 1\n")
    (root / "src" / "data.bin").write_bytes(b"\0")
    run_git(root, "add", "src/own.py", "src/data.bin")
    shown(root, status=0)
    assert [(one["file"], one["change"], one["added"]) for one in of_json(root, "src")] == [
        ("src/data.bin", "added", 0), ("src/own.py", "added", 1),
    ]  # fmt: skip
    assert shown(root, "src/new.py").stdout == (
        "diff --git a/src/new.py b/src/new.py\nnew file mode 100644\n--- /dev/null\n"
        "+++ b/src/new.py\n@@ -0,0 +1 @@\n+Y = 1\n"
    )
    assert shown(root, "src/data.bin").stdout == (
        "src/data.bin: yours, not from seedbed; it is no text, or too large to be shown.\n"
    )


def test_links_and_secrets(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("not to be read\n")
    (root / "LICENSE").unlink()
    (root / "LICENSE").symlink_to(outside)
    edit(root, "README.md", "\n", "\nhttps://me:secret@example.org/\x1b[2J\n")
    done = shown(root)
    assert "LICENSE is a symbolic link now.\n" in done.stdout
    assert "not to be read" not in done.stdout
    assert "secret@" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "secret@" not in shown(root, "--json").stdout


def test_without_a_base(root: Path) -> None:
    (root / BASE_PATH).unlink()
    done = shown(root)
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: {BASE_PATH} is missing.")
    (root / BASE_PATH).write_text("seedbed-base 1 10 0\nAAAA\n")
    assert f"{BASE_PATH} is damaged" in shown(root).stderr
    (root / BASE_PATH).unlink()
    (root / BASE_PATH).symlink_to("/dev/zero")
    assert f"{BASE_PATH} is damaged: it is a symbolic link" in shown(root).stderr


def test_a_sparse_checkout_removes_nothing(root: Path) -> None:
    run_git(root, "sparse-checkout", "set", "--no-cone", "/*", "!/docs", "!/.github")
    assert not (root / ".github").exists()
    shown(root, status=0)


def test_a_renamed_package_is_no_difference(root: Path) -> None:
    old = next((root / "src").iterdir())
    os.rename(old, root / "src" / "other")
    edit(root, "pyproject.toml", f'package = "{old.name}"', 'package = "other"')
    assert all(not one["file"].startswith("src/") for one in of_json(root))


def test_an_update_shows_no_password_either(root: Path) -> None:
    edit(root, "README.md", "\n", "\nhttps://me:secret@example.org/\n")
    edit(root, "pyproject.toml", 'license = "mit"', 'license = "apache-2.0"')
    (root / "LICENSE").write_text("https://me:secret@example.org/\n")
    assert "secret" not in seedbed("update", "--diff", cwd=root).stdout
