"""What people and Pixi write into `[tool.pixi]` is read, or reported, and never trips the dialect.

The forms are those of Pixi's documentation: what `pixi add`, `pixi upgrade`, `pixi task add` and
`pixi workspace platform add` leave behind, and what older versions of Pixi knew.
"""

from __future__ import annotations

import pytest

from seedbed.errors import SeedbedError
from seedbed.managers.pixi import dialect
from seedbed.managers.protocols import Reading
from seedbed.model.project import Dependency, Platform, SystemPackage, Task

PROJECT = """
[project]
name = "x-1"
requires-python = ">=3.11"
dependencies = ["numpy>=2"]
[dependency-groups]
dev = ["pytest>=8"]
[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]
[tool.pixi.environments]
default = { solve-group = "default" }
dev = { features = ["dev"], solve-group = "default" }
"""
TASK = ("tasks", "greet")


def read(edit: str, base: str = PROJECT) -> Reading:
    return dialect.read({"pyproject.toml": f"{base}\n{edit}"})


def workspace(lines: str) -> str:
    """The manifest with other lines in its workspace."""
    before, _, after = PROJECT.partition('channels = ["conda-forge"]\nplatforms = ["linux-64"]')
    return f"{before}{lines}{after}"


def test_what_is_written_by_hand_is_read() -> None:
    reading = read("")
    assert (reading.unmodeled, reading.unmodeled_addresses) == ((), ())
    assert reading.project.channels == ("conda-forge",)
    assert reading.project.platforms == (Platform(name="linux-64", subdir="linux-64"),)


@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        # pixi add numpy, with a build or a channel
        (
            "[tool.pixi.dependencies]\nnumpy = { version = '>=2', build = 'py3*' }",
            "tool.pixi.dependencies.numpy",
        ),
        (
            "[tool.pixi.dependencies]\npandoc = { version = '*', channel = 'other' }",
            "tool.pixi.dependencies.pandoc",
        ),
        # pixi add --pypi --git
        (
            "[tool.pixi.pypi-dependencies]\nflask = { git = 'https://x.example', env = 'a' }",
            "tool.pixi.pypi-dependencies.flask",
        ),
        ("[tool.pixi.pypi-dependencies]\nx-1 = { path = '.' }", "tool.pixi.pypi-dependencies.x-1"),
        ("[tool.pixi.pypi-options]\nno-build = true", "tool.pixi.pypi-options.no-build"),
        # pixi add --platform linux-64, and one for all of Linux
        (
            "[tool.pixi.target.linux-64.dependencies]\ngcc = '*'",
            "tool.pixi.target.linux-64.dependencies.gcc",
        ),
        (
            "[tool.pixi.target.linux.dependencies]\ngcc = '*'",
            "tool.pixi.target.linux.dependencies.gcc",
        ),
        ("[tool.pixi.target.win.tasks]\ngreet = 'echo'", "tool.pixi.target.win.tasks"),
        # pixi task add --env, and what the documentation of tasks shows
        ("[tool.pixi.feature.own.tasks]\ngreet = 'echo'", "tool.pixi.feature.own.tasks"),
        ("[tool.pixi.feature.own]\nchannels = ['x']", "tool.pixi.feature.own.channels"),
        (
            "[tool.pixi.feature.dev.pypi-dependencies]\nrich = { env-markers = 'x' }",
            "tool.pixi.feature.dev.pypi-dependencies.rich",
        ),
        ("[tool.pixi.activation]\nscripts = ['a.sh']", "tool.pixi.activation.scripts"),
        ("[tool.pixi.host-dependencies]\ngcc = '*'", "tool.pixi.host-dependencies"),
        ("[tool.pixi.package]\nname = 'x'", "tool.pixi.package"),
        ("[tool.pixi.constraints]\nzlib = '<2'", "tool.pixi.constraints.zlib"),
        # numpy comes from PyPI there, and is bound to another range
        ("[tool.pixi.constraints]\nnumpy = '>=2.1'", "tool.pixi.constraints.numpy"),
        ("[tool.pixi.system-requirements]\nlinux = '5.10'", "tool.pixi.system-requirements"),
    ],
)
def test_what_the_model_does_not_know_is_reported(edit: str, reported: str) -> None:
    assert reported in read(edit).unmodeled


def test_environments_of_ones_own_are_reported() -> None:
    own = 'own = ["dev"]\nbare = { features = ["dev"], no-default-feature = true }'
    unknown = read("", PROJECT + own).unmodeled
    assert {"tool.pixi.environments.own", "tool.pixi.environments.bare"} <= set(unknown)


@pytest.mark.parametrize(
    "task",
    [
        "{ cmd = 'x', inputs = ['a.py'], outputs = ['b'] }",
        "{ cmd = 'x', env = { A = '1' } }",
        "{ cmd = 'x', cwd = 'docs' }",
        "{ cmd = 'x', args = ['who'] }",
        "{ cmd = 'x', clean-env = true }",
        "{ cmd = 'x', depends-on = ['y'] }",
        "{ cmd = ['x', 'y'] }",
        "{ depends-on = [{ task = 'y', environment = 'dev' }] }",
        "{ depends-on = 'y' }",
        "{ cmd = 'x', default-environment = 'own' }",
        "[{ task = 'y', args = ['z'] }]",
    ],
)
def test_a_task_that_the_model_cannot_describe_is_neither_ours_nor_missing(task: str) -> None:
    reading = read(f"[tool.pixi.tasks]\ngreet = {task}")
    assert reading.unmodeled == ("tool.pixi.tasks.greet",)
    assert reading.unmodeled_addresses == (TASK,)
    assert reading.project.tasks == ()


def test_a_task_that_is_only_a_command_is_read() -> None:
    reading = read("[tool.pixi.tasks]\ngreet = 'echo hi'")
    assert reading.project.tasks == (Task(name="greet", run="echo hi"),)


def test_a_conda_package_that_pixi_added_is_read() -> None:
    project = read("[tool.pixi.feature.dev.dependencies]\npandoc = '>=3.1,<4'").project
    assert project.system_packages == (
        SystemPackage(name="pandoc", conda="pandoc", spec=">=3.1,<4", group="dev"),
    )


def test_a_requirement_whose_conda_version_was_changed_stays_one() -> None:
    project = read("[tool.pixi.dependencies]\nnumpy = '>=2.4.1,<3'").project
    assert project.system_packages == ()
    assert project.dependencies[0] == Dependency(name="numpy", spec=">=2", conda="numpy")


def test_a_channel_with_a_priority_is_read_and_its_priority_reported() -> None:
    lines = 'channels = ["a", { channel = "b", priority = 2 }]\nplatforms = ["linux-64"]'
    reading = read("", workspace(lines))
    assert reading.project.channels == ("b", "a")
    assert reading.unmodeled == ("tool.pixi.workspace.channels: b.priority",)


@pytest.mark.parametrize("given", ['{ channel = "b", priority = "2" }', "{ priority = 2 }"])
def test_a_channel_that_is_given_otherwise_is_reported_and_the_others_are_read(given: str) -> None:
    reading = read("", workspace(f'channels = ["a", {given}]\nplatforms = ["linux-64"]'))
    assert reading.project.channels == ("a",)
    assert len(reading.unmodeled) == 1
    assert reading.unmodeled[0].startswith("tool.pixi.workspace.channels: {")


@pytest.mark.parametrize(
    "platform",
    [
        '{ platform = "linux-64", archspec = "x86_64_v3" }',
        '{ platform = "linux-64", linux = "5.10" }',
        '{ platform = "linux-64", cuda = { driver = "12.0", arch = "8.6" } }',
        '{ name = "box" }',
    ],
)
def test_a_platform_that_the_model_cannot_describe_is_reported(platform: str) -> None:
    reading = read("", workspace(f'channels = ["a"]\nplatforms = ["osx-arm64", {platform}]'))
    assert [one.name for one in reading.project.platforms] == ["osx-arm64"]
    assert len(reading.unmodeled) == 1
    assert reading.unmodeled[0].startswith("tool.pixi.workspace.platforms: ")


def test_named_platforms_are_read() -> None:
    platforms = '[{ name = "gpu", platform = "linux-64", cuda = "12.0" }, "linux-64"]'
    reading = read("", workspace(f'channels = ["a"]\nplatforms = {platforms}'))
    assert reading.unmodeled == ()
    assert reading.project.platforms == (
        Platform(name="gpu", subdir="linux-64", cuda="12.0"),
        Platform(name="linux-64", subdir="linux-64"),
    )


def test_the_workspace_by_its_old_name_is_told() -> None:
    legacy = PROJECT.replace("[tool.pixi.workspace]", "[tool.pixi.project]")
    with pytest.raises(SeedbedError, match="the old name of"):
        read("", legacy)


def test_system_requirements_of_older_versions_stay_where_they_are() -> None:
    # Pixi takes them only as long as no platform has requirements of its own
    reading = read("[tool.pixi.system-requirements]\ncuda = '12'")
    assert reading.unmodeled == ("tool.pixi.system-requirements",)
    assert reading.project.platforms == (Platform(name="linux-64", subdir="linux-64"),)


WRONG = [
    ("[tool]\npixi = 'x'", "tool.pixi"),
    ("[tool.pixi]\nworkspace = []", "tool.pixi.workspace"),
    ("[tool.pixi.workspace]\nchannels = 'conda-forge'", "tool.pixi.workspace.channels"),
    ("[tool.pixi.workspace]\nplatforms = 'linux-64'", "tool.pixi.workspace.platforms"),
    ("[tool.pixi]\ndependencies = ['numpy']", "tool.pixi.dependencies"),
    ("[tool.pixi]\npypi-dependencies = 'x'", "tool.pixi.pypi-dependencies"),
    ("[tool.pixi]\npypi-options = 1", "tool.pixi.pypi-options"),
    ("[tool.pixi.pypi-options]\nextra-index-urls = [1]", "tool.pixi.pypi-options"),
    ("[tool.pixi]\nfeature = ['dev']", "tool.pixi.feature"),
    ("[tool.pixi.feature]\ndev = 'x'", "tool.pixi.feature.dev"),
    ("[tool.pixi.feature.dev]\ndependencies = 'x'", "tool.pixi.feature.dev.dependencies"),
    ("[tool.pixi]\ntarget = 'linux'", "tool.pixi.target"),
    ("[tool.pixi.target]\nunix = 'x'", "tool.pixi.target.unix"),
    ("[tool.pixi.target.unix]\npypi-dependencies = []", "tool.pixi.target.unix"),
    ("[tool.pixi]\nenvironments = ['dev']", "tool.pixi.environments"),
    ("[tool.pixi]\ntasks = ['test']", "tool.pixi.tasks"),
    ("[tool.pixi]\nactivation = 'x'", "tool.pixi.activation"),
    ("[tool.pixi.activation]\nenv = []", "tool.pixi.activation.env"),
    ("[tool.pixi]\nconstraints = []", "tool.pixi.constraints"),
    ("[tool.seedbed]\nconda-names = 'x'", "tool.seedbed.conda-names"),
]


@pytest.mark.parametrize(("edit", "key"), WRONG)
def test_a_value_of_the_wrong_type_is_refused(edit: str, key: str) -> None:
    refused = refusal(edit)
    assert refused.code == "bad-manifest"
    assert key.rpartition(".")[2] in edit


@pytest.mark.parametrize(("edit", "key"), [row for row in WRONG if row[1].startswith("tool.pixi.")])
def test_a_value_of_the_wrong_type_is_named(edit: str, key: str) -> None:
    message = f"{refusal(edit).message} "
    assert f"{key} " in message or f"{key}." in message


def refusal(edit: str) -> SeedbedError:
    with pytest.raises(SeedbedError) as caught:
        read(edit, '[project]\nname = "x-1"\n')
    return caught.value
