"""`seedbed adopt` in folders with files that contradict each other: it refuses, or says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli import files, seedbed

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """\
[project]
name = "a"
version = "1"
requires-python = ">=3.11"
dependencies = [
  "numpy<2",
  "rich",
]
"""
ENVIRONMENT = """\
channels: [conda-forge]
dependencies:
- python=3.10
- numpy>=2
- click
"""
PIXI = """\
[workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]
[dependencies]
numpy = ">=2"
"""
PIPFILE = '[packages]\nnumpy = "<2"\nrich = "*"\n'
AGREES = "channels: [a]\ndependencies: [python=3.11, numpy=1.26, rich, click]\n"
ALIKE = "channels: [a]\ndependencies: ['python>=3.11', 'numpy<2', rich, click]\n"
BOTH = {"pyproject.toml": PLAIN, "environment.yml": ENVIRONMENT}
REFUSED = [
    (
        BOTH,
        (
            "environment.yml and pyproject.toml contradict each other: numpy>=2 (environment.yml, "
            "line 4) and numpy<2 (pyproject.toml, line 6) exclude each other; Python ==3.10.* "
            "(environment.yml, line 3) and Python >=3.11 (pyproject.toml, line 4) exclude each "
            "other; only environment.yml has click (line 5); only pyproject.toml has rich "
            "(line 7).\n"
            "hint: Say which one counts: --from environment.yml or --from pyproject.toml.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN, "environment.yml": "dependencies: [python=3.11, click, numpy]\n"},
        (
            "environment.yml and pyproject.toml contradict each other: only environment.yml has "
            "click (line 1); only pyproject.toml has rich (line 7).\n"
            "hint: Say which one counts: --from environment.yml or --from pyproject.toml.\n"
        ),
    ),
    (
        {"Pipfile": '[packages]\nNumpy = "<2"\n', "requirements.txt": "# numpy\nnumpy>=2\nclick\n"},
        (
            "Pipfile and requirements.txt contradict each other: Numpy<2 (Pipfile, line 2) and "
            "numpy>=2 (requirements.txt, line 2) exclude each other.\n"
            "hint: Say which one counts: --from Pipfile or --from requirements.txt.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN, "pixi.toml": PIXI},
        (
            "pixi.toml and pyproject.toml contradict each other: numpy>=2 (pixi.toml, line 5) and "
            "numpy<2 (pyproject.toml, line 6) exclude each other.\n"
            "hint: Say which one counts: --from pixi.toml or --from pyproject.toml.\n"
        ),
    ),
    (
        {
            "pyproject.toml": PLAIN,
            "environment.yml": ENVIRONMENT,
            "uv.lock": "",
            "conda-lock.yml": "",
        },
        (
            "pyproject.toml and environment.yml contradict each other: numpy<2 (pyproject.toml, "
            "line 6) and numpy>=2 (environment.yml, line 4) exclude each other; Python >=3.11 "
            "(pyproject.toml, line 4) and Python ==3.10.* (environment.yml, line 3) exclude each "
            "other; only pyproject.toml has rich (line 7); only environment.yml has click "
            "(line 5).\n"
            "hint: Say which one counts: --from pyproject.toml or --from environment.yml.\n"
        ),
    ),
]
TOLD = [
    (
        BOTH,
        ("--from", "environment.yml"),
        (
            "note: conda installs what environment.yml has; after a switch to another manager, "
            "pyproject.toml counts where they differ. Only pyproject.toml has: rich. It asks for "
            "numpy<2 instead of numpy>=2, Python >=3.11 instead of Python ==3.10.*.\n"
        ),
    ),
    (
        BOTH,
        ("--from", "pyproject.toml"),
        (
            "note: environment.yml stays as it is; seedbed doesn't read it. Only that file has: "
            "click. It asks for numpy>=2 instead of numpy<2, Python ==3.10.* instead of Python "
            ">=3.11.\n"
        ),
    ),
    (
        {**BOTH, "uv.lock": ""},
        (),
        (
            "note: environment.yml stays as it is; seedbed doesn't read it. uv.lock says that "
            "pyproject.toml counts. Only that file has: click. It asks for numpy>=2 instead of "
            "numpy<2, Python ==3.10.* instead of Python >=3.11.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN, "environment.yml": AGREES},
        (),
        (
            "note: conda installs what environment.yml has; after a switch to another manager, "
            "pyproject.toml counts where they differ. It asks for numpy<2 instead of "
            "numpy==1.26.*, Python >=3.11 instead of Python ==3.11.*.\n"
        ),
    ),
    ({"pyproject.toml": PLAIN, "environment.yml": ALIKE}, (), ""),
    (
        {"pyproject.toml": PLAIN, "environment.yml": "dependencies: [click, pip: [-e .]]\n"},
        (),
        (
            "note: conda installs what environment.yml has; after a switch to another manager, "
            "pyproject.toml counts where they differ. Only pyproject.toml has: numpy<2, rich.\n"
        ),
    ),
    (
        {"Pipfile": PIPFILE, "requirements.txt": "numpy==1.26.4\nrich>=13\n"},
        (),
        (
            "note: requirements.txt stays as it is; seedbed doesn't read it. It asks for "
            "numpy==1.26.4 instead of numpy<2, rich>=13 instead of rich.\n"
        ),
    ),
    (
        {"pyproject.toml": PLAIN, "pixi.toml": PIXI, "pixi.lock": ""},
        (),
        (
            "note: Pixi reads pixi.toml, not pyproject.toml. seedbed adds its table to "
            "pyproject.toml, and reads the rest of it only when you switch to another manager. It "
            "asks for numpy<2 instead of numpy>=2.\n"
        ),
    ),
]


def laid_out(root: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        (root / path).write_text(text)


@pytest.mark.parametrize(("texts", "said"), REFUSED)
def test_a_contradiction_is_refused_with_both_files_and_their_lines(
    tmp_path: Path, texts: dict[str, str], said: str
) -> None:
    laid_out(tmp_path, texts)
    before = files(tmp_path)
    done = seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {said}")
    assert files(tmp_path) == before


@pytest.mark.parametrize(("texts", "options", "said"), TOLD)
def test_a_difference_is_told_where_it_is_clear_what_counts(
    tmp_path: Path, texts: dict[str, str], options: tuple[str, ...], said: str
) -> None:
    laid_out(tmp_path, texts)
    done = seedbed("adopt", "-y", "--no-sync", *options, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, said)


def test_a_switch_makes_no_contradiction_of_what_pixi_did_not_read(tmp_path: Path) -> None:
    python = '[dependencies]\npython = "3.10.*"'
    laid_out(
        tmp_path, {"pyproject.toml": PLAIN, "pixi.toml": PIXI.replace("[dependencies]", python)}
    )
    done = seedbed("adopt", "-y", "--no-sync", "--from", "pixi.toml", cwd=tmp_path)
    assert done.returncode == 0
    done = seedbed("update", "-y", "--no-sync", "--manager", "uv", cwd=tmp_path)
    assert (
        "note: pyproject.toml: requires-python is now ==3.10.* instead of >=3.11, because "
        "pixi.toml wins.\n"
        "note: pyproject.toml: The requirement numpy<2 is now numpy>=2, because pixi.toml wins.\n"
    ) in done.stderr
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith(PLAIN.replace(">=3.11", "==3.10.*").replace("numpy<2", "numpy>=2"))
    done = seedbed("update", "-y", "--no-sync", "--manager", "pixi", cwd=tmp_path)
    assert (tmp_path / "pyproject.toml").read_text().startswith(PLAIN)


def test_a_switch_at_once_says_that_both_count(tmp_path: Path) -> None:
    laid_out(tmp_path, {"pyproject.toml": PLAIN, "pixi.toml": PIXI, "pixi.lock": ""})
    done = seedbed("adopt", "-n", "--manager", "uv", cwd=tmp_path)
    assert (
        "  pyproject.toml (line 6): The requirement numpy<2 is now numpy>=2, because "
        "pixi.toml wins.\n"
    ) in done.stdout
    assert done.stderr.startswith(
        "note: Pixi read pixi.toml, not pyproject.toml. From now on, both count. It asks "
        "for numpy<2 instead of numpy>=2.\n"
    )


def test_a_switch_from_conda_names_what_counts(tmp_path: Path) -> None:
    laid_out(tmp_path, BOTH)
    seedbed("adopt", "-y", "--no-sync", "--from", "environment.yml", cwd=tmp_path)
    done = seedbed("update", "-y", "--no-sync", "--manager", "uv", cwd=tmp_path)
    assert done.returncode == 0
    assert (
        "              pyproject.toml counts for python, although an environment file differs\n"
        "              pyproject.toml counts for the range of the requirement numpy, although an "
        "environment file differs\n"
    ) in done.stdout
    assert (
        (tmp_path / "pyproject.toml")
        .read_text()
        .startswith(PLAIN.replace('  "numpy<2",\n', '  "click",\n  "numpy<2",\n'))
    )
