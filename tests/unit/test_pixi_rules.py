"""Pixi's rules for tasks, platforms, features and environments, each by an example.

What the real Pixi 0.77.0 says of these manifests was recorded; `fixtures/pixi_verdicts.jsonl` has
more of that.
"""

from __future__ import annotations

import pytest
from pixi_verdicts import BARE, HEAD, said

from seedbed.managers.pixi.rules import ACCEPTS, UNJUDGED

TASKS = "[tool.pixi.tasks]\n"  # line 7
FEATURE = '[tool.pixi.feature.f.dependencies]\nzlib = "*"\n'


@pytest.mark.parametrize(
    "task",
    [
        '""',
        "{}",
        '{ cmd = "echo {{ a }}", args = ["a"] }',
        '{ cmd = ["echo", "a b"], depends-on = "y", clean-env = true }',
        '{ cmd = "x", args = ["a", { arg = "b", default = "1", choices = ["1", "2"] }] }',
        '{ cmd = "x", inputs = ["a"], outputs = [], cwd = "no/such", env = { A = "" } }',
        '{ depends-on = ["no such", { task = "y", args = ["1", { a = "2" }] }] }',
        '{ depends-on = [{ task = "y", environment = "default" }], description = "d" }',
        '{ depends_on = [{ task = "y", whatever = 1 }] }',
        '[{ task = "y", whatever = 1 }]',
    ],
)
def test_tasks_that_pixi_accepts(task: str) -> None:
    assert said(f'{TASKS}x = {task}\n"" = "any name"\n') == ACCEPTS


@pytest.mark.parametrize(
    ("task", "rule"),
    [
        (
            '{ depends-on = ["y"], default-environment = "dev" }',
            (
                "line 8: the task 'x' has depends-on but no cmd, so it cannot have "
                "default-environment (tool.pixi.tasks.x.default-environment); without a command, "
                "a task takes only depends-on, description, args"
            ),
        ),
        (
            '{ help = "h" }',
            (
                "line 8: the task 'x' has no cmd, so it cannot have help "
                "(tool.pixi.tasks.x.help); without a command, a task takes only depends-on, "
                "description, args"
            ),
        ),
        ("1", "line 8: tool.pixi.tasks.x must be a string or a table, not an integer"),
        ('["y"]', "line 8: tool.pixi.tasks.x[1] must be a table, not a string"),
        (
            '{ cmd = "x", help = "h" }',
            (
                "line 8: tool.pixi.tasks.x.help is not a key that Pixi supports; tool.pixi.tasks.x "
                "takes args, clean-env, cmd, cwd, default-environment, depends-on, description, "
                "env, inputs, outputs"
            ),
        ),
        (
            '{ cmd = "x", default-environment = "No Such" }',
            (
                "line 8: tool.pixi.tasks.x.default-environment: 'No Such' is not a valid "
                "environment name: use lowercase letters, digits, and dashes"
            ),
        ),
        (
            '{ cmd = "x", env = { A = true } }',
            "line 8: tool.pixi.tasks.x.env.A must be a string, not a boolean",
        ),
        (
            '{ cmd = "x", args = [{ arg = "a", default = "1" }, "b"] }',
            (
                "line 8: tool.pixi.tasks.x.args[2] needs a default, because an argument before "
                "it has one"
            ),
        ),
        (
            '{ cmd = "x", args = [{ arg = "a", default = "3", choices = ["1"] }] }',
            "line 8: tool.pixi.tasks.x.args[1]: the default '3' is not one of the choices",
        ),
        (
            '{ cmd = "x", args = ["a-b"] }',
            "line 8: tool.pixi.tasks.x.args[1]: the argument name 'a-b' cannot contain a dash",
        ),
        (
            '{ depends-on = [{ args = ["1"] }] }',
            "line 8: tool.pixi.tasks.x.depends-on[1] must have the key task",
        ),
        (
            '{ depends-on = [{ task = "y", args = [{ a = "1", b = "2" }] }] }',
            "line 8: tool.pixi.tasks.x.depends-on[1].args[1] must hold one argument, not 2",
        ),
    ],
)
def test_tasks_that_pixi_refuses(task: str, rule: str) -> None:
    assert said(f"{TASKS}x = {task}\n") == rule


@pytest.mark.parametrize(
    "platforms",
    [
        "[]",
        '["linux-riscv64", "zos-z", { platform = "linux-64" }]',
        '[{ platform = "linux-64", cuda = "11" }, { platform = "linux-64", cuda = "12" }]',
        '[{ name = "GPU-1", platform = "linux-64", cuda = { driver = "12", arch = "8.6" } }]',
        '[{ name = "win-64", platform = "linux-64" }]',
        '[{ platform = "zos-z", glibc = "2.28" }, { platform = "win-64", macos = "13" }]',
    ],
)
def test_platforms_that_pixi_accepts(platforms: str) -> None:
    assert said(f"platforms = {platforms}\n", BARE) == ACCEPTS


@pytest.mark.parametrize(
    ("platforms", "rule"),
    [
        ('"linux-64"', "tool.pixi.workspace.platforms must be an array, not a string"),
        ('["unix"]', "tool.pixi.workspace.platforms[1]: 'unix' is not a platform; linux-64 is one"),
        (
            '["linux-64", { platform = "linux-64" }]',
            "tool.pixi.workspace.platforms lists the platform 'linux-64' twice",
        ),
        (
            (
                '[{ platform = "linux-64", cuda = "12" }, { name = "linux-64-cuda-12", platform = '
                '"win-64" }]'
            ),
            "tool.pixi.workspace.platforms lists the platform 'linux-64-cuda-12' twice",
        ),
        (
            '[{ platform = "osx-arm64", macos = "13" }]',
            (
                "tool.pixi.workspace.platforms[1] adds to 'osx-arm64', or repeats what Pixi "
                "assumes about it, so it needs a name of its own"
            ),
        ),
        (
            '[{ name = "linux-64", platform = "linux-64", cuda = "12" }]',
            (
                "tool.pixi.workspace.platforms[1] adds to 'linux-64', or repeats what Pixi "
                "assumes about it, so it needs a name of its own"
            ),
        ),
        (
            '[{ name = "a--b-", platform = "linux-64" }]',
            (
                "tool.pixi.workspace.platforms[1].name: 'a--b-' is not a valid "
                "platform name: use letters, digits, and inner dashes, begin with a letter, and "
                "avoid linux, unix, win, osx, and macos"
            ),
        ),
        (
            '[{ name = "gpu" }]',
            (
                "tool.pixi.workspace.platforms[1] must have the key platform, because it has a "
                "name of its own"
            ),
        ),
        (
            '[{ platform = "linux-64", cuda = 12 }]',
            (
                "tool.pixi.workspace.platforms[1].cuda must be a version as a string, or a "
                "table, not an integer"
            ),
        ),
        (
            '[{ platform = "linux-64", cuda = ">=12" }]',
            "tool.pixi.workspace.platforms[1].cuda must be a version such as '1.2', not '>=12'",
        ),
        (
            '[{ platform = "linux-64", cuda = { arch = "8.6" } }]',
            "tool.pixi.workspace.platforms[1].cuda must have the key driver",
        ),
        (
            '[{ platform = "linux-64", archspec = "pentium5" }]',
            (
                "tool.pixi.workspace.platforms[1].archspec: 'pentium5' is not a processor that "
                "Pixi knows"
            ),
        ),
        (
            '[{ platform = "osx-64", macos = "14", osx = "14" }]',
            "tool.pixi.workspace.platforms[1].osx is another name for macos; set only one",
        ),
    ],
)
def test_platforms_that_pixi_refuses(platforms: str, rule: str) -> None:
    assert said(f"platforms = {platforms}\n", BARE) == f"line 3: {rule}"


@pytest.mark.parametrize(
    "more",
    [
        '[tool.pixi.environments]\ne = ["f", "default"]\n1 = []\n',
        '[tool.pixi.environments]\ne = { solve-group = "A b" }\n',
        '[tool.pixi.environments]\ne = { features = ["f"], no-default-feature = true }\n',
        '[tool.pixi.environments]\ne = { dependencies = { zlib = "*" }, platforms = ["osx-64"] }\n',
        '[tool.pixi.feature."f.1"]\nplatforms = ["osx-64"]\nchannel-priority = "disabled"\n',
        '[tool.pixi.target."*-cuda".dependencies]\nzlib = "*"\n',
        '[tool.pixi.target.no-such.tasks]\nx = "y"\n',
        '[tool.pixi.system-requirements]\nlibc = { family = "musl", version = "1.2" }\n',
        '[tool.pixi.activation]\nscripts = ["no/such"]\nenv = { "A B" = "" }\n',
    ],
)
def test_features_that_pixi_accepts(more: str) -> None:
    assert said(FEATURE + more) == ACCEPTS


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        (
            '[tool.pixi.environments]\ne = ["nosuch"]\n',
            "line 10: tool.pixi.environments.e names the feature 'nosuch', which does not exist",
        ),
        (
            '[tool.pixi.environments]\ne = { features = ["f", "f"] }\n',
            "line 10: tool.pixi.environments.e.features names the feature 'f' twice",
        ),
        (
            '[tool.pixi.environments]\ne_v = ["f"]\n',
            (
                "line 10: tool.pixi.environments.e_v: 'e_v' is not a valid environment name: use "
                "lowercase letters, digits, and dashes"
            ),
        ),
        (
            "[tool.pixi.environments]\ne = { no-default-feature = true, tasks = {} }\n",
            "line 10: tool.pixi.environments.e must have the key features",
        ),
        (
            "[tool.pixi.environments]\ne = 1\n",
            "line 10: tool.pixi.environments.e must be an array or a table, not an integer",
        ),
        (
            '[tool.pixi.feature.default.dependencies]\nzlib = "*"\n',
            "line 9: tool.pixi.feature.default: Pixi reserves the feature 'default'",
        ),
        (
            '[tool.pixi.feature.g]\nplatforms = ["gpu"]\n',
            (
                "line 10: tool.pixi.feature.g.platforms[1]: the workspace has no platform 'gpu' "
                "(linux-64, win-64)"
            ),
        ),
        (
            '[tool.pixi.target."a b".dependencies]\nzlib = "*"\n',
            ("line 9: tool.pixi.target.\"a b\": 'a b' is neither a platform name nor a pattern"),
        ),
        (
            "[tool.pixi.target.unix.pypi-options]\nno-build = true\n",
            (
                "line 9: tool.pixi.target.unix.pypi-options is not a key that Pixi supports; "
                "tool.pixi.target.unix takes activation, build-dependencies, constraints, "
                "dependencies, dev, host-dependencies, pypi-dependencies, tasks"
            ),
        ),
        (
            (
                "[tool.pixi.feature.g.pypi-options]\nindex-strategy = "
                "'first-index'\n[tool.pixi.pypi-options]\nindex-strategy = "
                "'unsafe-best-match'\n[tool.pixi.environments]\ne = ['g']\n"
            ),
            (
                "line 14: tool.pixi.environments.e combines pypi-options.index-strategy "
                "'first-index' with 'unsafe-best-match'"
            ),
        ),
        (
            "[tool.pixi.system-requirements]\nlinux = 'a b'\n",
            (
                "line 10: tool.pixi.system-requirements.linux must be a version such as '1.2', "
                "not 'a b'"
            ),
        ),
    ],
)
def test_features_that_pixi_refuses(more: str, rule: str) -> None:
    assert said(FEATURE + more) == rule


def test_system_requirements_go_with_plain_platforms_only() -> None:
    rich = 'platforms = [{ name = "gpu", platform = "linux-64" }]\n'
    more = "[tool.pixi.system-requirements]\ncuda = '12'\n"
    assert said(rich + more, BARE) == (
        "line 4: tool.pixi.system-requirements cannot be combined with platforms that have names "
        "or versions of their own; set them for the platforms"
    )
    assert said(f"{rich}[tool.pixi.system-requirements]\n", BARE) == ACCEPTS


def test_a_feature_names_rich_platforms_by_their_names() -> None:
    rich = 'platforms = [{ platform = "osx-arm64", macos = "14.0" }]\n'
    feature = "[tool.pixi.feature.f]\nplatforms = "
    assert said(f'{rich}{feature}["osx-arm64-macos-14-0"]\n', BARE) == ACCEPTS
    assert said(f'{rich}{feature}["osx-arm64"]\n', BARE) == (
        "line 5: tool.pixi.feature.f.platforms[1]: the workspace has no platform 'osx-arm64' "
        "(osx-arm64-macos-14-0)"
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('conda-pypi-map = { c = { mapping = { a = ["b"], d = false } } }', ACCEPTS),
        ('exclude-newer = "7d"\nsolve-strategy = "lowest-direct"\npreview = ["nosuch"]', ACCEPTS),
        ('requires-pixi = ">=0.71"\nlicense = "MIT"\nhomepage = "https://e.org"', ACCEPTS),
        ('requires-pixi = ">=99"', UNJUDGED),
        ('license = "my own"', UNJUDGED),
        ('readme = "README.md"', UNJUDGED),
        (
            "foo = 1",
            "line 7: tool.pixi.workspace.foo is not a key that Pixi supports",
        ),
        (
            'requires-pixi = "0.77"',
            (
                "line 7: tool.pixi.workspace.requires-pixi must be a range such as '>=0.71', not "
                "'0.77'"
            ),
        ),
        (
            'exclude-newer = "P7D"',
            (
                "line 7: tool.pixi.workspace.exclude-newer must be a date, a time or a duration "
                "such as '7d', not 'P7D'"
            ),
        ),
        (
            "conda-pypi-map = true",
            "line 7: tool.pixi.workspace.conda-pypi-map must be a table or false, not a boolean",
        ),
        (
            'channel-priority = "high"',
            (
                "line 7: tool.pixi.workspace.channel-priority must be one of 'strict', "
                "'flexible', 'disabled', not 'high'"
            ),
        ),
    ],
)
def test_what_the_workspace_says(line: str, rule: str) -> None:
    assert said(f"{line}\n") == rule


@pytest.mark.parametrize(
    ("channel", "rule"),
    [
        ('"defaults", "a::b", " ", "/srv/c", "https://e.org/a b", "conda-forge"', ACCEPTS),
        ('{ channel = "nvidia", priority = -1, exclude-newer = "2025-01-01" }', ACCEPTS),
        ("1", "tool.pixi.workspace.channels[1] must be a string or a table, not an integer"),
        ('{ url = "c" }', "tool.pixi.workspace.channels[1] must have the key channel"),
        (
            '"https://"',
            (
                "tool.pixi.workspace.channels[1] must be a URL with a scheme and a host, not "
                "'https://'"
            ),
        ),
        (
            '{ channel = "c", priority = 99999999999 }',
            "tool.pixi.workspace.channels[1].priority is an integer that does not fit in 32 bits",
        ),
    ],
)
def test_channels(channel: str, rule: str) -> None:
    head = f"[tool.pixi.workspace]\nchannels = [{channel}]\n"
    assert said("", head) == (rule if rule == ACCEPTS else f"line 2: {rule}")


def test_a_manifest_without_channels_or_a_workspace() -> None:
    assert said("", "[tool.pixi.workspace]\nplatforms = []\n") == (
        "line 1: tool.pixi.workspace must have the key channels"
    )
    assert said("[tool.pixi.tasks]\n", '[project]\nname = "project.x"\n') == (
        "line 3: tool.pixi must have the table workspace"
    )
    assert said('[tool.pixi.project]\nchannels = ["c"]\n', HEAD).startswith(
        "line 7: tool.pixi.project is not a key that Pixi supports"
    )
