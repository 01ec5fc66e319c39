"""What a switch from Pixi sets aside: its file, what comes back, and what is refused."""

from __future__ import annotations

import json
import os
import re
import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aged import edit, make
from cli import files, seedbed
from running import environment

from seedbed.errors import SeedbedError
from seedbed.update import aside_file
from seedbed.update.aside import Aside, Block, Layout, Shared

NAME = "pyproject.toml"
ASIDE = ".seedbed/aside.toml"
VIZ = """\
[tool.pixi.feature.viz.dependencies]
jq = "*"  # mine

[tool.pixi.feature.viz.tasks]
draw = { cmd = "jq . x.json", cwd = "plots" }

"""
ENVIRONMENTS = "[tool.pixi.environments]\n"
WRITTEN = """\
# Settings that had no place after a switch to another manager. Switching back restores them, unless
# you edited what they had become. To change something here, switch back first.
# seedbed-aside 1 {sum:08x}
"""
BODY = """\

[pixi]
only = ["tool.pixi.feature.viz", "tool.pixi.environments.viz"]

[[pixi.translated]]
key = "tool.pixi.tasks.mine"
value = { cmd = "python -V", default-environment = "dev" }

[[pixi.blocks]]
after = "[tool.pixi.feature.dev.dependencies]"
before = "\\n"
text = '''
[tool.pixi.feature.viz.dependencies]
jq = "*"  # mine

[tool.pixi.feature.viz.tasks]
draw = { cmd = "jq . x.json", cwd = "plots" }

[tool.pixi.environments]
viz = { features = ["viz"], solve-group = "own" }
dev = ["dev"]

'''

[[pixi.blocks]]
after = "[tool.seedbed]"
before = "\\n"
text = '''
[tool.pixi.tasks.mine]
cmd = "python -V"

'''
"""


def pixi(folder: Path) -> Path:
    """A project of Pixi's with a feature, its environment, and tasks of the user's."""
    root = make(folder, "--manager", "pixi", "--framework", "none")
    feature = 'viz = { features = ["viz"], solve-group = "own" }\n'
    edit(root, NAME, ENVIRONMENTS, f"{VIZ}{ENVIRONMENTS}{feature}")
    with (root / NAME).open("a") as file:
        file.write('\n[tool.pixi.tasks.mine]\ncmd = "python -V"\n')
    return root


def switch(root: Path, manager: str, *options: str) -> str:
    """Switch, and give the table that it ends with."""
    done = seedbed(
        "update", "--no-sync", "--set", f"manager={manager}", *options,
        cwd=root, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    kinds = ("carried", "translated", "set aside", "left out", "restored", "kept", "         ")
    rows = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    return "".join(f"{row}\n" for row in rows if row[2:].startswith(kinds))


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / NAME).read_text())


def signed(body: str) -> bytes:
    """A file with the checksum that belongs to it."""
    return f"{WRITTEN.format(sum=zlib.crc32(body.encode()))}{body}".encode()


def test_a_feature_goes_whole_and_comes_back_whole(tmp_path: Path) -> None:
    root = pixi(tmp_path)
    left = (root / NAME).read_text()
    assert switch(root, "uv") == (
        "  carried     build-system, project, dependency-groups, tool.hatch, tool.codespell,"
        " tool.mypy, tool.pytest, tool.repo-review, tool.ruff, tool.rumdl\n"
        "  translated  tool.pixi.workspace.platforms → tool.uv.environments\n"
        "  translated  tool.pixi.tasks → tool.poe.tasks: check, fix, format, format-check, hooks,"
        " lint, mine, test, types, workflows\n"
        "  set aside   tool.pixi.feature.viz, tool.pixi.environments.viz\n"
        "  left out    requirements from conda channels instead of a package index: hatchling,"
        " mypy, pre-commit, pytest, ruff, zizmor\n"
        "  left out    the conda channels conda-forge\n"
        "  left out    what only the old manager needs: dependency-groups.dev: hatchling>=1.27,"
        " tool.pixi.workspace.requires-pixi, tool.pixi.pypi-dependencies.x-1,"
        " tool.pixi.feature.dev.dependencies.hatchling, tool.pixi.environments.dev,"
        " tool.pixi.tasks.build\n"
    )
    assert "pixi" not in manifest(root)["tool"]
    text = (root / ASIDE).read_text()
    (wrote,) = re.findall('^wrote = "[0-9a-f]{8}"\n', text, re.MULTILINE)
    start = 'environments.viz"]\n'
    assert text.encode() == signed(BODY.replace(start, f"{start}{wrote}"))
    assert switch(root, "pixi").splitlines()[-4:] == [
        '  restored    tool.pixi.feature.viz.dependencies.jq = "*"',
        '              tool.pixi.feature.viz.tasks.draw = { cmd = "jq . x.json", cwd = "plots" }',
        '              tool.pixi.environments.viz = { features = ["viz"], solve-group = "own" }',
        '              tool.pixi.tasks.mine = { cmd = "python -V" }',
    ]
    assert (root / NAME).read_text() == left
    assert not (root / ASIDE).exists()


def test_nothing_is_set_aside_of_a_project_as_it_was_made(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    assert "set aside" not in switch(root, "uv")
    assert not (root / ASIDE).exists()


def test_an_edited_command_stays_and_runs_where_the_task_ran(tmp_path: Path) -> None:
    root = pixi(tmp_path)
    switch(root, "uv")
    edit(root, NAME, 'cmd = "python -V"', 'cmd = "python -VV"')
    assert "kept" not in switch(root, "pixi")
    assert manifest(root)["tool"]["pixi"]["tasks"]["mine"] == {"cmd": "python -VV"}


def test_what_was_written_anew_stays_and_what_was_set_aside_is_told(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    with (root / NAME).open("a") as file:
        file.write('\n[tool.pixi.tasks.mine]\ncmd = "a | b"\ninputs = ["x"]\n')
    assert "  set aside   tool.pixi.tasks.mine\n" in switch(root, "uv")
    with (root / NAME).open("a") as file:
        file.write('\n[tool.poe.tasks.mine]\ncmd = "python -V"\n')
    assert switch(root, "pixi").splitlines()[-1] == (
        "  kept        tool.pixi.tasks.mine, because you edited it; set aside:"
        ' { cmd = "a | b", inputs = ["x"] }'
    )
    mine = manifest(root)["tool"]["pixi"]["tasks"]["mine"]
    assert mine == {"cmd": "python -V", "default-environment": "dev"}
    assert 'inputs = ["x"]' in (root / ASIDE).read_text()
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.stdout == "Everything is up to date.\n"


def test_an_environment_stays_aside_whose_group_is_gone(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    edit(root, NAME, "[dependency-groups]\n", '[dependency-groups]\nlab = ["polars"]\n')
    lab = 'lab = { features = ["lab"], no-default-feature = true }\npair = ["lab", "dev"]\n'
    edit(root, NAME, ENVIRONMENTS, f"{ENVIRONMENTS}{lab}")
    switch(root, "uv")
    edit(root, NAME, 'lab = ["polars"]\n', "")
    said = switch(root, "pixi")
    assert said.splitlines()[-2:] == [
        (
            "  kept        tool.pixi.environments.lab, because you edited it; set aside:"
            ' { features = ["lab"], no-default-feature = true }'
        ),
        (
            "  kept        tool.pixi.environments.pair, because the manager would refuse what was"
            ' set aside; set aside: ["lab", "dev"]'
        ),
    ]
    assert manifest(root)["tool"]["pixi"]["environments"] == {"dev": ["dev"]}


@pytest.mark.parametrize(
    ("removed", "left"),
    [
        ("linux", ["osx-arm64", "win-64"]),
        ("darwin", [{"name": "gpu", "platform": "linux-64", "cuda": "12.4"}, "win-64"]),
    ],
)
def test_a_removed_platform_stays_removed(tmp_path: Path, removed: str, left: list[Any]) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    gpu = '{ name = "gpu", platform = "linux-64", cuda = "12.4" }, "osx-arm64", "win-64"'
    all_four = '"linux-64", "linux-aarch64", "osx-arm64", "win-64"'
    edit(root, NAME, f"platforms = [{all_four}]\nrequires", f"platforms = [{gpu}]\nrequires")
    switch(root, "uv")
    text = (root / NAME).read_text()
    kept = [line for line in text.splitlines() if f"'{removed}'" not in line]
    (root / NAME).write_text("".join(f"{line}\n" for line in kept))
    switch(root, "pixi")
    assert manifest(root)["tool"]["pixi"]["workspace"]["platforms"] == left


def test_a_dry_run_lists_the_tasks_that_would_come_back(tmp_path: Path) -> None:
    root = pixi(tmp_path)
    switch(root, "uv")
    before = files(root)
    done = seedbed("update", "--dry-run", "--json", "--set", "manager=pixi", cwd=root)
    rows = json.loads(done.stdout)["result"]["switch"]
    (restored,) = (row["what"] for row in rows if row["kind"] == "restored")
    assert restored == [
        'tool.pixi.feature.viz.dependencies.jq = "*"',
        'tool.pixi.feature.viz.tasks.draw = { cmd = "jq . x.json", cwd = "plots" }',
        'tool.pixi.environments.viz = { features = ["viz"], solve-group = "own" }',
        'tool.pixi.tasks.mine = { cmd = "python -V" }',
    ]
    assert files(root) == before


def deep(_: bytes) -> bytes:
    return signed(f"[pixi]\nonly = {'[' * 50_000}\n")


DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "edited": (lambda data: data.replace(b"jq", b"yq", 1), "it was edited or cut off"),
    "cut off": (lambda data: data[:-9], "it was edited or cut off"),
    "empty": (lambda _: b"", "its first line is wrong"),
    "another file": (lambda _: b"[pixi]\nonly = []\n", "its first line is wrong"),
    "no text": (lambda data: data + b"\xff", "it is not UTF-8"),
    "large": (lambda data: data + b"#" * (1 << 20), "it is larger than 1 MB"),
    "deep": (deep, "it is nested too deeply"),
    "conflict": (lambda data: b"<<<<<<< HEAD\n" + data, "it contains git's conflict markers"),
    "unknown manager": (
        lambda _: signed("[npm]\nonly = []\n"),
        "it names a manager 'npm' that seedbed does not know",
    ),
    "other tables": (
        lambda _: signed(
            '[pixi]\nonly = []\n[[pixi.blocks]]\nafter = ""\nbefore = ""\n'
            "text = \"[project.scripts]\\nevil = 'x:y'\\n\"\n"
        ),
        "it has keys that don't belong there",
    ),
    "other keys": (
        lambda _: signed(
            '[pixi]\nonly = []\n[[pixi.translated]]\nkey = "tool.seedbed.nix"\nvalue = "none"\n'
        ),
        "it has keys that don't belong there",
    ),
    "other lists": (
        lambda _: signed(
            '[pixi]\nonly = []\n[[pixi.shared]]\nkey = "project.classifiers"\nstood = ["a"]\n'
            "instead = []\n"
        ),
        "it has keys that don't belong there",
    ),
    "many parts": (
        lambda _: signed(f"[pixi]\nonly = []\n{'a.' * 9000}a = 1\n"),
        "it is nested too deeply",
    ),
    "many settings": (
        lambda _: signed(
            '[pixi]\nonly = []\n[[pixi.blocks]]\nafter = "end"\nbefore = ""\ntext = """\n'
            f'[tool.pixi.tasks]\n{"".join(f"a{n} = 1" + chr(10) for n in range(10_001))}"""\n'
        ),
        "it has more than 10,000 settings",
    ),
    "no section": (
        lambda _: signed(
            '[pixi]\nonly = []\n[[pixi.blocks]]\nafter = "end"\nbefore = ""\ntext = ""\n'
        ),
        "its content is not what seedbed writes",
    ),
    "shapes": (lambda _: signed("[pixi]\nonly = 3\n"), "its content is not what seedbed writes"),
    "keys": (
        lambda _: signed("[pixi]\nonly = []\nmore = 1\n"),
        "its content is not what seedbed writes",
    ),
}


@pytest.mark.parametrize(("change", "why"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_changes_nothing(
    tmp_path: Path, change: Callable[[bytes], bytes], why: str
) -> None:
    root = pixi(tmp_path)
    switch(root, "uv")
    (root / ASIDE).write_bytes(change((root / ASIDE).read_bytes()))
    before = files(root)
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root, env=environment())
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {ASIDE} is damaged: {why}.\nhint: Restore it from git: git checkout HEAD --"
        f" {ASIDE}. Or remove it: then you switch without it, and its contents are not"
        " restored.\n"
    )
    assert files(root) == before
    assert seedbed("update", "--no-sync", cwd=root, env=environment()).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("place", [ASIDE, ".seedbed"])
def test_no_link_is_followed(tmp_path: Path, place: str) -> None:
    root = pixi(tmp_path)
    switch(root, "uv")
    (root / place).rename(tmp_path / "elsewhere")
    (root / place).symlink_to(tmp_path / "elsewhere")
    text = (root / NAME).read_text()
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root, env=environment())
    assert done.returncode != 0
    assert "symbolic link" in done.stderr
    assert (root / NAME).read_text() == text


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = pixi(tmp_path)
    switch(root, "uv")
    (root / ASIDE).unlink()
    os.mkfifo(root / ASIDE)
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root, env=environment())
    assert done.stderr.startswith(f"error: {ASIDE} is damaged: it is not a regular file.\n")


def test_the_file_holds_any_text() -> None:
    aside = Aside(
        only=(("tool", "pixi", "feature", 'a."b'),),
        translated={("tool", "pixi", "tasks", "x y"): ["a", {"task": "b"}]},
        conda={("dev", "torch", ""): "pytorch", ("", "numpy", ""): "numpy"},
        shared={("dependency-groups", "dev"): Shared(stood=["a>1"], instead=["a>1", "b"])},
        blocks=(
            Block(after="", before="", text="[tool.pixi.tasks]\nx = '''a'''\n"),
            Block(after="[x]", before="\n\n", text='[tool.pixi.tasks.b]\ncmd = "\u2028\t"\n'),
        ),
        layouts=(Layout(header="[project]", instead=7, text="[project]\nname = 'a'\n"),),
    )
    data = aside_file.encode({"pixi": aside})
    assert aside_file.decode(data) == {"pixi": aside}
    assert aside_file.decode(data.replace(b"\n", b"\r\n")) == {"pixi": aside}
    with pytest.raises(SeedbedError, match="keys that don't belong there"):
        aside_file.decode(aside_file.encode({"uv": aside}))


def test_a_newer_file_asks_for_a_newer_seedbed() -> None:
    with pytest.raises(SeedbedError, match="has format 2, but this seedbed supports only 1"):
        aside_file.decode(b"# seedbed-aside 2 00000000\n")


def test_a_conda_package_that_comes_back_is_listed(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    edit(root, NAME, "dependencies = []", 'dependencies = ["rich>=13"]')
    body = '[pixi]\nonly = []\n[[pixi.conda]]\nname = "rich"\nconda = "other"\n'
    (root / ASIDE).write_bytes(signed(body))
    assert "  restored    rich, from conda channels as other\n" in switch(root, "pixi")


def test_what_was_kept_stays_for_the_next_return(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    edit(root, NAME, "[dependency-groups]\n", '[dependency-groups]\nlab = ["polars"]\n')
    edit(root, NAME, ENVIRONMENTS, f'{ENVIRONMENTS}pair = ["lab", "dev"]\n')
    switch(root, "uv")
    edit(root, NAME, 'lab = ["polars"]\n', "")
    assert "tool.pixi.environments.pair, because the manager would refuse" in switch(root, "pixi")
    switch(root, "poetry")
    edit(root, NAME, "[dependency-groups]\n", '[dependency-groups]\nlab = ["polars"]\n')
    assert '  restored    tool.pixi.environments.pair = ["lab", "dev"]\n' in switch(root, "pixi")
    assert not (root / ASIDE).exists() or b"pair" not in (root / ASIDE).read_bytes()


def test_a_platform_stays_removed_through_two_managers(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    four = 'platforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]\nrequires'
    edit(root, NAME, four, 'platforms = ["linux-64"]\nrequires')
    left = (root / NAME).read_text()
    for manager in ("uv", "poetry", "pixi"):
        switch(root, manager)
    assert (root / NAME).read_text() == left


@pytest.mark.parametrize("manager", ["uv", "poetry", "conda"])
@pytest.mark.parametrize(
    "own",
    [
        "[project.optional-dependencies]\n\n",
        "[tool.pixi]\n\n",
        "[tool.pixi.feature.later]\n\n",
        " \t\n[tool.pixi.feature.later.dependencies]\n'odd_name' = '*'\n[tool.hatch.version]\n",
        '[tool.pixi.pypi-options]\nno-build = ["a"]\n\n\n\n',
        "# one\n\n# two\n[tool.pixi.activation]\nscripts = ['a.sh']\n# three\n\n",
    ],
)
def test_odd_tables_come_back_as_they_stood(tmp_path: Path, own: str, manager: str) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    edit(root, NAME, "[tool.codespell]\n", f"{own}[tool.codespell]\n")
    left = (root / NAME).read_text()
    switch(root, manager)
    switch(root, "pixi")
    assert (root / NAME).read_text() == left


def test_a_feature_that_conda_knows_in_part_stays_whole(tmp_path: Path) -> None:
    root = pixi(tmp_path)
    left = (root / NAME).read_text()
    said = switch(root, "conda")
    assert "  set aside   tool.pixi.feature.viz, tool.pixi.environments.viz\n" in said
    assert not (root / "environment-viz.yml").exists()
    switch(root, "pixi")
    assert (root / NAME).read_text() == left


def test_a_plain_feature_goes_to_conda_and_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    feature = '[tool.pixi.feature.viz.dependencies]\njq = "*"\n\n'
    edit(root, NAME, ENVIRONMENTS, f'{feature}{ENVIRONMENTS}viz = ["viz"]\n')
    left = (root / NAME).read_text()
    assert "tool.pixi.feature.viz.dependencies → environment-viz.yml: dependencies: jq\n" in switch(
        root, "conda"
    )
    edit(root, "environment-viz.yml", "  - jq\n", "  - jq\n  - yq >=4\n")
    switch(root, "pixi")
    added = f'{feature[:-1]}yq = ">=4"\n\n'
    assert (root / NAME).read_text() == left.replace(feature, added)
    assert not (root / "environment-viz.yml").exists()


def test_a_group_on_demand_is_no_default_of_other_managers(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    edit(root, NAME, "[dependency-groups]\n", '[dependency-groups]\nlab = ["polars"]\n')
    switch(root, "uv")
    assert "default-groups" not in manifest(root)["tool"]["uv"]
    switch(root, "poetry")
    assert manifest(root)["tool"]["poetry"]["group"] == {"lab": {"optional": True}}
    switch(root, "pixi")
    assert manifest(root)["tool"]["pixi"]["environments"] == {"dev": ["dev"]}


def test_a_list_that_both_switches_change_is_laid_out_as_it_was(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    text = (root / NAME).read_text()
    start, end = text.index("dev = ["), text.index("]\n", text.index("dev = ["))
    wanted = [line.strip().strip(',"') for line in text[start:end].splitlines()[1:]]
    assert "hatchling>=1.27" in wanted
    one_line = ", ".join(map("'{}'".format, wanted))
    left = f"{text[:start]}dev = [ {one_line}{text[end:]}"
    (root / NAME).write_text(left)
    switch(root, "uv")
    assert any(one.startswith("poethepoet") for one in manifest(root)["dependency-groups"]["dev"])
    switch(root, "pixi")
    assert (root / NAME).read_text() == left


def test_what_only_stayed_is_no_conflict_at_the_return(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    edit(root, NAME, "[dependency-groups]\n", '[dependency-groups]\nlab = ["polars"]\n')
    edit(root, NAME, "[tool.uv]\n", '[tool.uv]\ndefault-groups = "all"\n')
    left = (root / NAME).read_text()
    switch(root, "pixi")
    edit(root, NAME, "[tool.codespell]\n", "[tool.codespell]\n# mine\n")
    switch(root, "uv")
    wanted = left.replace("[tool.codespell]\n", "[tool.codespell]\n# mine\n")
    assert (root / NAME).read_text() == wanted


def test_what_was_kept_outlives_a_trip_of_another_manager(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    edit(root, NAME, "[dependency-groups]\n", '[dependency-groups]\nlab = ["polars"]\n')
    edit(root, NAME, ENVIRONMENTS, f'{ENVIRONMENTS}pair = ["lab", "dev"]\n')
    switch(root, "uv")
    edit(root, NAME, 'lab = ["polars"]\n', "")
    edit(root, NAME, "[tool.uv]\n", "[tool.uv]\nno-cache = true\n")
    for manager in ("pixi", "uv", "pixi", "uv"):
        switch(root, manager)
    assert '[[pixi.kept]]\nkey = "tool.pixi.environments.pair"\n' in (root / ASIDE).read_text()
