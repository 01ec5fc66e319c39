"""Edits under another manager, before the return: carried back, or in the table; never lost.

And what stood there before the first switch comes back beside them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from accounts import faults
from aged import edit, make
from pixi_trips import Step, files, switch

NAME = "pyproject.toml"
YML = "environment.yml"
OWN = '[tool.pixi.dependencies]\nhtop = "*" # watch\ngcc = { version = "*", build = "x*" }\n\n'
GPU = '[tool.pixi.feature.gpu.dependencies]\ncuda-nvcc = { version = "*", channel = "nvidia" }\n\n'
LAB = '[tool.poetry.group.lab.dependencies]\nfuro = "^2"\n\n'
HAD = {
    "conda": (
        (YML, "  - conda-forge\n", "  - conda-forge\n  - bioconda # reads\n"),
        (YML, "  - pip\n", "  - pip\n  - mine::tool\n  - htop # watch\n  - pip:\n    - -e ./lib\n"),
    ),
    "pixi": (
        (NAME, 'channels = ["conda-forge"]', 'channels = ["conda-forge", "bioconda"] # reads'),
        (NAME, "[tool.pixi.environments]\n", f"{OWN}[tool.pixi.environments]\n"),
    ),
    "uv": ((NAME, "[tool.uv]\n", "[tool.uv]\nconcurrent-downloads = 4 # slow\n"),),
    "poetry": ((NAME, "[tool.poetry]\n", '[tool.poetry]\nexclude = ["big"] # data\n'),),
}
"""What the user had under each manager: a file, a text in it, and what stands there instead."""
DONE = {
    "conda": (
        (YML, "  - conda-forge\n", "  - conda-forge\n  - nvidia\n"),
        (YML, "  - pip\n", "  - pip\n  - wget\n  - nvidia::cuda-nvcc\n"),
        (YML, "variables:\n", 'variables:\n  LAB: "1"\n'),
    ),
    "pixi": (
        (NAME, '"conda-forge"', '"conda-forge", "nvidia"'),
        (NAME, "[tool.pixi.environments]\n", f"{GPU}[tool.pixi.environments]\n"),
        (
            NAME,
            "[tool.pixi.feature.dev.dependencies]\n",
            "[tool.pixi.feature.dev.dependencies]\nwget = '*'\n",
        ),
    ),
    "uv": (
        (NAME, "[tool.uv]\n", '[tool.uv]\nno-build-package = ["x"]\n'),
        (NAME, "dependencies = []", 'dependencies = ["rich>=13"]'),
    ),
    "poetry": ((NAME, "[tool.codespell]\n", f"{LAB}[tool.codespell]\n"),),
}
"""What the user does under each manager, before the return."""


def trip(folder: Path, first: str, second: str) -> tuple[Path, Step, list[str]]:
    """A project that goes to a second manager, is edited there, and comes back."""
    root = make(folder, "--manager", first, "--framework", "none")
    for change in HAD[first]:
        edit(root, *change)
    assert switch(root, second).status == 0
    for change in DONE[second]:
        edit(root, *change)
    between = files(root)
    back = switch(root, first)
    assert (back.status, back.conflicts) == (0, [])
    return root, back, faults(between, second, back)


COMES = {
    "conda": """\
name: x-1
channels:
  - conda-forge{channels}
  - bioconda # reads
platforms:
  - linux-64
  - linux-aarch64
  - osx-arm64
  - win-64
variables:
  PYTHONNOUSERSITE: "1"
dependencies:
  - python >=3.11
  - pip
  - mine::tool
  - htop # watch
  - pip:
    - -e ./lib{asked}
""",
    "pixi": """\
[tool.pixi.workspace]
channels = ["conda-forge", {channels}"bioconda"] # reads
platforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]
requires-pixi = ">=0.71"
""",
    "uv": """\
[tool.uv]
concurrent-downloads = 4 # slow
required-version = ">=0.8"
""",
    "poetry": """\
[tool.poetry]
exclude = ["big"] # data
requires-poetry = ">=2.2.1"
""",
}
"""What stands there after the return; the user's edits go into the gaps."""
RICH = 'dependencies = ["rich>=13"]\n'
FURO = 'lab = ["furo>=2,<3"]\n'
NVIDIA = "environment.yml: channels: nvidia"
NVCC = "environment.yml: dependencies: nvidia::cuda-nvcc"
WGET = "environment.yml: dependencies: wget"
LABEL = "environment.yml: variables"
PIXIS = (
    "tool.pixi.workspace.channels: nvidia",
    "tool.pixi.feature.dev.dependencies.wget",
    "tool.pixi.feature.gpu",
)
ASIDE = ".seedbed/aside.toml"
TOLD = {
    ("conda", "pixi"): (ASIDE, ("tool.pixi.feature.gpu",)),
    ("conda", "uv"): (NAME, ("tool.uv.no-build-package",)),
    ("pixi", "conda"): (YML, (LABEL, NVCC)),
    ("pixi", "uv"): (NAME, ("tool.uv.no-build-package",)),
    ("uv", "conda"): (YML, (NVIDIA, LABEL, WGET, NVCC)),
    ("uv", "pixi"): (ASIDE, PIXIS),
    ("poetry", "conda"): (YML, (NVIDIA, LABEL, WGET, NVCC)),
    ("poetry", "pixi"): (ASIDE, PIXIS),
    ("poetry", "uv"): (NAME, ("tool.uv.no-build-package",)),
}
"""What has no place after the return: where it stays, and its keys."""
FILLED = {
    ("conda", "pixi"): {"channels": "\n  - nvidia"},
    ("conda", "uv"): {"asked": "\n    - rich>=13"},
    ("pixi", "conda"): {"channels": '"nvidia", '},
}
BESIDE = {
    ("conda", "pixi"): ("environment-dev.yml", "  - wget\n"),
    ("conda", "uv"): (NAME, RICH),
    ("conda", "poetry"): ("environment-lab.yml", "      - furo>=2,<3\n"),
    ("pixi", "conda"): (NAME, '\nhtop = "*" # watch\ngcc = { version = "*", build = "x*" }\nwget'),
    ("pixi", "uv"): (NAME, RICH),
    ("pixi", "poetry"): (NAME, FURO),
    ("uv", "poetry"): (NAME, FURO),
    ("poetry", "uv"): (NAME, RICH),
}
"""Where else an edit has got to, and how it stands there."""


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in HAD for b in DONE if a != b])
def test_an_edit_is_carried_back_or_told(tmp_path: Path, first: str, second: str) -> None:
    root, back, wrong = trip(tmp_path, first, second)
    pair = first, second
    text = (root / (YML if first == "conda" else NAME)).read_text()
    gaps = {"channels": "", "asked": "", **FILLED.get(pair, {})}
    assert COMES[first].format(**gaps) in text
    path, also = BESIDE.get(pair, (NAME, ""))
    assert also in (root / path).read_text()
    rows = back.said["result"]["switch"]
    told = [(row["to"], tuple(row["what"])) for row in rows if row["kind"] == "set aside"]
    assert told == ([TOLD[pair]] if pair in TOLD else [])
    assert wrong == []


def test_what_was_removed_in_between_stays_removed(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--framework", "none")
    for change in HAD["conda"]:
        edit(root, *change)
    assert switch(root, "pixi").status == 0
    edit(root, NAME, 'htop = "*"\n', "")
    edit(root, NAME, '"conda-forge", "bioconda"', '"conda-forge"')
    back = switch(root, "conda")
    assert (back.status, back.conflicts) == (0, [])
    assert "  - pip\n  - mine::tool\n  - pip:\n    - -e ./lib\n" in (root / YML).read_text()
    assert "channels:\n  - conda-forge\nplatforms:\n" in (root / YML).read_text()
    [file] = [one for one in back.said["result"]["files"] if one["path"] == YML]
    assert file["notes"] == [
        "a comment is removed with its line: # reads",
        "a comment is removed with its line: # watch",
    ]


def test_the_lines_that_come_back_are_listed(tmp_path: Path) -> None:
    _, back, _ = trip(tmp_path, "conda", "uv")
    [row] = [one for one in back.said["result"]["switch"] if one["kind"] == "restored"]
    assert row["what"] == [
        "environment.yml: - bioconda # reads",
        "environment.yml: - mine::tool",
        "environment.yml: - htop # watch",
        "environment.yml: - -e ./lib",
    ]


def test_an_edit_outlives_a_third_manager(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--framework", "none")
    edit(root, *HAD["conda"][0])
    edit(root, YML, "  - pip\n", "  - pip\n  - htop # watch\n")
    assert switch(root, "pixi").status == 0
    for change in DONE["pixi"]:
        edit(root, *change)
    edit(root, NAME, 'htop = "*"\n', 'htop = "*"\njq = "*"\n')
    assert switch(root, "uv").status == 0
    edit(root, *DONE["uv"][1])
    back = switch(root, "conda")
    assert (back.status, back.conflicts) == (0, [])
    text = (root / YML).read_text()
    assert "channels:\n  - conda-forge\n  - nvidia\n  - bioconda # reads\nplatforms:\n" in text
    assert "  - pip\n  - htop # watch\n  - jq\n  - pip:\n      - rich>=13\n" in text
    assert "  - wget\n" in (root / "environment-dev.yml").read_text()
