"""What `seedbed adopt` refuses, and with which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli import files, seedbed

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = '[project]\nname = "soil"\nversion = "1"\n'
BAD = [
    (
        {"README.md": "# nothing\n"},
        (),
        1,
        (
            "error: There is nothing to adopt here: no file says which packages the project "
            "needs.\nhint: seedbed reads pyproject.toml, pixi.toml, environment.yml, Pipfile, "
            "setup.cfg, setup.py, requirements.txt, and scripts with a '# /// script' block. To "
            "start a new project here, run 'seedbed new .'.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN, "uv.lock": "", "poetry.lock": ""},
        (),
        2,
        (
            "error: More than one manager manages this project: there are uv.lock and "
            "poetry.lock.\nhint: Say which one counts: --from uv or --from poetry.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN},
        ("--from", "Pipfile"),
        2,
        (
            "error: --from 'Pipfile' is not a file that a project can be adopted from.\n"
            "hint: There is pyproject.toml.\n"
        ),
    ),
    (
        {"pyproject.toml": "[project\n"},
        (),
        1,
        "error: pyproject.toml is not valid TOML: ",
    ),
    (
        {"pyproject.toml": PLAIN},
        ("--with", "github"),
        2,
        (
            "error: An adopted project cannot have the extra 'github': it is made for the files "
            "that seedbed generates.\nhint: It can have devcontainer, direnv, vscode.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN},
        ("--nix", "build"),
        2,
        (
            "error: An adopted project cannot use --nix build: its flake builds the package that "
            "seedbed generates.\nhint: Use --nix shell, or --nix nixos on NixOS.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN},
        ("--set", "framework=jax"),
        2,
        (
            "error: --set framework is not for adopted projects: seedbed doesn't generate their "
            "code or their manifest.\nhint: Change it in the project's own files. You can set "
            "manager, nix, extras, and system-packages.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN.replace('"1"', '"1"\nrequires-python = "<3.9"')},
        ("--nix", "shell"),
        2,
        (
            "error: nixpkgs has no Python for this project: its range is '<3.9', and seedbed takes "
            "3.10 to 3.14 from there.\nhint: Leave out --nix, or widen the range first.\n"
        ),
    ),
]


@pytest.mark.parametrize(("texts", "options", "status", "said"), BAD)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    tmp_path: Path, texts: dict[str, str], options: tuple[str, ...], status: int, said: str
) -> None:
    for path, text in texts.items():
        (tmp_path / path).write_text(text)
    before = files(tmp_path)
    done = seedbed("adopt", "-y", "--no-sync", *options, cwd=tmp_path)
    assert done.returncode == status
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr
    assert files(tmp_path) == before


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    done = seedbed("adopt", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"error: {tmp_path}/nowhere does not exist.\n"
        "hint: Name the folder of the project to adopt.\n"
    )


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text(PLAIN)
    root = tmp_path / "soil"
    root.mkdir()
    (root / "pyproject.toml").symlink_to(tmp_path / "secret.toml")
    done = seedbed("adopt", "-y", "--no-sync", cwd=root)
    assert done.returncode == 1
    assert (tmp_path / "secret.toml").read_text() == PLAIN
    assert not (root / ".seedbed").exists()


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(PLAIN.replace("\n", "\r\n").encode())
    assert seedbed("adopt", "-y", "--no-sync", cwd=tmp_path).returncode == 0
    text = path.read_bytes()
    assert text.startswith(b"[project]\r\nname")
    assert text.count(b"\n") == text.count(b"\r\n") > 8


MARKED = (
    "error: {} begins with a byte order mark (BOM), which most readers of TOML refuse.\n"
    "hint: Save it as UTF-8 without a BOM, then run the same command again.\n"
)
WIDE = (
    "error: {} is UTF-16, but TOML must be UTF-8.\n"
    "hint: Save it as UTF-8, then run the same command again.\n"
)


@pytest.mark.parametrize("path", ["pyproject.toml", "pixi.toml"])
@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8-sig", MARKED), ("utf-16", WIDE), ("utf-16-be", WIDE)]
)
def test_an_encoding_that_managers_refuse_is_refused_before_anything_is_written(
    tmp_path: Path, path: str, encoding: str, said: str
) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (tmp_path / "requirements.txt").write_text("rich\n")
    (tmp_path / path).write_bytes(mark + PLAIN.encode(encoding))
    before = files(tmp_path)
    done = seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said.format(path))
    assert files(tmp_path) == before


def test_what_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(PLAIN.encode() + b'description = "\xff"\n')
    done = seedbed("adopt", "-y", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "error: pyproject.toml is not UTF-8 (line 4).\n"
        "hint: Save it as UTF-8, then run the same command again.\n"
    )
