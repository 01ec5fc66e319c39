"""What stands in `[tool.pixi]` of channels, platforms, bounds and environments, word for word."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import age, edit, make
from cli import files, seedbed

from seedbed.errors import SeedbedError
from seedbed.managers.pixi import dialect
from seedbed.managers.protocols import Reading
from seedbed.model.choices import make_choices
from seedbed.model.names import channel_fault
from seedbed.model.project import Dependency, Platform, Project, SystemPackage
from seedbed.model.record import replace
from seedbed.render.compose import compose

PLAIN = Project(
    name="x-1",
    package="x_1",
    python=">=3.11",
    channels=("conda-forge",),
    platforms=(Platform(name="linux-64", subdir="linux-64"),),
)


def section(project: Project, header: str) -> str:
    """The lines below a header in what is written of a project."""
    text = dialect.write(project)["pyproject.toml"].render({})
    assert dialect.read({"pyproject.toml": text}) == Reading(project=dialect.supported(project))
    found = [part for part in f"\n{text}".split("\n\n") if part.strip().startswith(f"[{header}]")]
    return found[0].strip().removeprefix(f"[{header}]").strip() if found else ""


def test_the_platforms_of_a_new_project_are_plain() -> None:
    text = compose(make_choices("x-1", manager="pixi")).files["pyproject.toml"].data.decode()
    assert '\nplatforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]\n' in text
    assert "solve-group" not in text
    assert '[tool.pixi.environments]\ndev = ["dev"]\n' in text


@pytest.mark.parametrize(
    ("platform", "written"),
    [
        (Platform(name="osx-arm64", subdir="osx-arm64", macos="13.0"), '["osx-arm64"]'),
        (Platform(name="osx-64", subdir="osx-64", macos="13"), '["osx-64"]'),
        (Platform(name="linux-64", subdir="linux-64", glibc="2.28"), '["linux-64"]'),
        (
            Platform(name="osx-arm64", subdir="osx-arm64", macos="14.0"),
            '[{ platform = "osx-arm64", macos = "14.0" }]',
        ),
        (
            Platform(name="gpu", subdir="linux-64", glibc="2.28", cuda="12.0"),
            '[{ name = "gpu", platform = "linux-64", cuda = "12.0", glibc = "2.28" }]',
        ),
    ],
)
def test_a_platform_says_only_what_pixi_does_not_assume(platform: Platform, written: str) -> None:
    lines = section(replace(PLAIN, platforms=(platform,)), "tool.pixi.workspace").splitlines()
    assert f"platforms = {written}" in lines


def test_environments_share_no_solve() -> None:
    project = replace(
        PLAIN,
        dependencies=(
            Dependency(name="rich", optional="cli"),
            Dependency(name="jax", group="cpu"),
            Dependency(name="pytest", group="dev"),
            Dependency(name="sphinx", group="docs"),
            Dependency(name="jax", group="gpu"),
        ),
        exclusive=(("cpu", "gpu"),),
    )
    assert section(project, "tool.pixi.environments").splitlines() == [
        'cli = ["cli"]',
        'cpu = { features = ["cpu"], solve-group = "cpu" }',
        'dev = ["dev", "docs"]',
        'docs = ["docs"]',
        'gpu = { features = ["gpu"], solve-group = "gpu" }',
    ]


def test_a_bound_of_the_package_is_told_to_conda_too() -> None:
    project = replace(
        PLAIN,
        dependencies=(
            Dependency(name="any"),
            Dependency(name="numpy", spec=">=2", conda="numpy"),
            Dependency(name="odd", spec="===1.0"),
            Dependency(name="Pillow", spec=">=9,<13"),
            Dependency(name="torch", spec=">=2", marker="sys_platform == 'linux'"),
            Dependency(name="exact", spec="==1.*", group="dev"),
        ),
    )
    assert section(project, "tool.pixi.constraints") == 'pillow = ">=9,<13"'
    assert section(project, "tool.pixi.feature.dev.constraints") == 'exact = "1.*"'


@pytest.mark.parametrize(
    ("spec", "written"),
    [("==3.*", "3.*"), (">= 3.1, <4", ">=3.1,<4"), ("3.1", "3.1"), ("", "*"), (">=3.*", ">=3")],
)
def test_the_range_of_a_system_package_is_one_that_pixi_takes(spec: str, written: str) -> None:
    package = SystemPackage(name="pandoc", conda="pandoc", spec=spec)
    project = replace(PLAIN, system_packages=(package,))
    assert section(project, "tool.pixi.dependencies") == f'pandoc = "{written}"'


def test_no_bound_is_told_where_conda_calls_something_else_by_that_name() -> None:
    project = replace(
        PLAIN,
        dependencies=(Dependency(name="graphviz", spec=">=0.20"),),
        system_packages=(SystemPackage(name="graphviz", conda="graphviz"),),
    )
    assert section(project, "tool.pixi.constraints") == ""
    assert section(project, "tool.pixi.dependencies") == 'graphviz = "*"'


def test_pixi_is_told_what_the_packages_of_a_channel_are_called() -> None:
    project = replace(
        PLAIN,
        channels=("https://example.org/my-org", "conda-forge", "https://example.org/conda-forge"),
        dependencies=(
            Dependency(name="graphviz", conda="python-graphviz"),
            Dependency(name="matplotlib", conda="matplotlib-base"),
            Dependency(name="numpy", conda="numpy"),
        ),
        system_packages=(SystemPackage(name="graphviz", conda="graphviz"),),
    )
    # one line: https://pixi.sh/latest/reference/pixi_manifest/#conda-pypi-map-optional
    assert section(project, "tool.pixi.workspace.conda-pypi-map") == (
        '"https://example.org/my-org" = { mapping = { graphviz = false, '
        'matplotlib-base = "matplotlib", python-graphviz = "graphviz" }, '
        'same-name-heuristic = true, mapping-mode = "replace" }'
    )
    assert section(PLAIN, "tool.pixi.workspace.conda-pypi-map") == ""
    plain = replace(PLAIN, channels=("my-org",))
    written = section(plain, "tool.pixi.workspace.conda-pypi-map")
    assert written == "my-org = { same-name-heuristic = true }"


def test_a_channel_in_two_spellings_has_its_names_once() -> None:
    channels = ("https://example.org/my-org/", "my-org", "other", "https://example.org/my-org")
    project = replace(PLAIN, channels=channels)
    assert section(project, "tool.pixi.workspace.conda-pypi-map").splitlines() == [
        '"https://example.org/my-org/" = { same-name-heuristic = true, mapping-mode = "replace" }',
        "other = { same-name-heuristic = true }",
    ]


@pytest.mark.parametrize(
    ("channel", "named"),
    [
        ("conda-forge/label/dev", False),
        ("https://example.org/conda-forge/", False),
        ("my-org/conda-forge", True),
        ("https://example.org/artifactory/conda-forge", True),
    ],
)
def test_where_pixi_knows_the_names_by_itself(channel: str, named: bool) -> None:
    written = section(replace(PLAIN, channels=(channel,)), "tool.pixi.workspace.conda-pypi-map")
    assert bool(written) == named


@pytest.mark.parametrize(
    ("channel", "replaced"),
    [
        ("file:///srv/team", True),
        ("/srv/team", True),
        ("../team", True),
        ("http://127.0.0.1:8000/team", True),
        ("https://conda.example.org/team", True),
        ("https://notprefix.dev/team", True),
        ("https://prefix.dev/team", False),
        ("https://repo.prefix.dev/team", False),
        ("https://conda.anaconda.org/team", False),
        ("https://example.org/artifactory/conda-forge", False),
        ("my-org", False),
        ("my-org/label/dev", False),
    ],
)
def test_of_a_private_channel_nobody_is_asked(channel: str, replaced: bool) -> None:
    project = replace(PLAIN, channels=(channel,))
    written = section(project, "tool.pixi.workspace.conda-pypi-map")
    mode = ', mapping-mode = "replace"' if replaced else ""
    assert written.partition(" = ")[2] == f"{{ same-name-heuristic = true{mode} }}"
    text = dialect.write(project)["pyproject.toml"].render({})
    assert dialect.read({"pyproject.toml": text}).unmodeled == ()
    older = text.replace(mode, "")
    assert dialect.read({"pyproject.toml": older}).unmodeled == ()
    overlay = older.replace("heuristic = true", 'heuristic = true, mapping-mode = "overlay"')
    assert len(dialect.read({"pyproject.toml": overlay}).unmodeled) == 1


def test_a_program_called_as_a_package_from_pypi_is_not_that_package() -> None:
    project = replace(
        PLAIN,
        channels=("my-org",),
        dependencies=(Dependency(name="graphviz", spec=">=0.20"),),
        system_packages=(SystemPackage(name="graphviz", conda="graphviz"),),
    )
    written = section(project, "tool.pixi.workspace.conda-pypi-map")
    assert written == "my-org = { mapping = { graphviz = false }, same-name-heuristic = true }"


@pytest.mark.parametrize(
    "own",
    ["conda-pypi-map = false", "conda-pypi-map = { my-org = 'names.json' }"],
)
def test_what_else_is_said_of_names_is_the_users(own: str) -> None:
    text = dialect.write(replace(PLAIN, channels=("my-org",)))["pyproject.toml"].render({})
    before, _, after = text.partition("\n[tool.pixi.workspace.conda-pypi-map]\n")
    _, _, rest = after.partition("\n")
    header = "[tool.pixi.workspace]\n"
    reading = dialect.read(
        {"pyproject.toml": f"{before}{rest}".replace(header, header + own + "\n")}
    )
    assert len(reading.unmodeled) == 1
    assert reading.unmodeled[0].startswith("tool.pixi.workspace.conda-pypi-map")


CHANNELS = {
    "conda-forge": "",
    "my-org/label/dev": "",
    "https://example.org/my-org": "",
    "http://127.0.0.1:8000/x": "",
    "file:///srv/channel": "",
    "s3://bucket/channel": "",
    "./channel": "",
    "/srv/channel": "",
    "C:\\channel": "",
    "": "it is empty",
    "  ": "it is empty",
    "a\nb": "it contains control characters",
    "https://": "it has no host",
    "https:///x": "it has no host",
    "file:///": "it has no path",
    "https://[::1]/c": "",
    "HTTPS://example.org/a::b": "",
    "http://:80/": "it has no host",
    "https://?": "it has no host",
    "https://example.org:99999/": "its address cannot be read",
    "https://x y/c": "its address contains a space",
    "https://[bad/x": "its address cannot be read",
    "https://1.2.3.400/c": "'1.2.3.400' is not a host",
    "https://999999999999/x": "'999999999999' is not a host",
    "https://h|x/c": "'h|x' is not a host",
    "https://192.168.0.1:8080/c": "",
    "-x": "a channel name has only ASCII letters, digits, '-', '_', '.', and '/'",
    "https://ada:secret@example.org/c": "it contains a password or a token",
    "https://example.org/t/abc/c": "it contains a password or a token",
    "ftp://example.org/x": "channels cannot use 'ftp'",
    "conda-forge::numpy": "it names a package, not a channel",
    "*": "a channel name has only ASCII letters, digits, '-', '_', '.', and '/'",
    "a b": "a channel name has only ASCII letters, digits, '-', '_', '.', and '/'",
    "a//b": "a channel name has only ASCII letters, digits, '-', '_', '.', and '/'",
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_names_a_channel(channel: str) -> None:
    assert channel_fault(channel) == CHANNELS[channel]


@pytest.mark.parametrize("manager", ["pixi", "conda"])
@pytest.mark.parametrize("channel", ["https://", "*", "ftp://example.org/x", "conda-forge::numpy"])
def test_what_is_no_channel_is_refused(tmp_path: Path, channel: str, manager: str) -> None:
    options = ("--manager", manager, "--channel", channel, "--yes", "--no-sync", "--no-git")
    done = seedbed("new", "x-1", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert f"'{channel}' is not a conda channel: " in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("manager", ["pixi", "conda"])
def test_what_is_no_channel_is_refused_when_it_is_set_later(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    before = files(root)
    done = seedbed("update", "--no-sync", "--set", "channels=conda-forge,*", cwd=root)
    assert done.returncode == 2
    assert "'*' is not a conda channel: " in done.stderr
    edit(root, "pyproject.toml", "channels = []", 'channels = ["https://"]')
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 2
    assert "'https://' is not a conda channel: it has no host." in done.stderr
    edit(root, "pyproject.toml", 'channels = ["https://"]', "channels = []")
    assert files(root) == before


def test_a_word_of_condas_is_no_channel_to_pixi() -> None:
    with pytest.raises(SeedbedError, match="Pixi has no channel 'defaults'"):
        compose(make_choices("x-1", manager="pixi", channels=("conda-forge", "defaults")))
    made: Any = compose(make_choices("x-1", manager="conda", channels=("defaults",)))
    assert b"  - defaults\n" in made.files["environment.yml"].data


@pytest.mark.parametrize(
    ("own", "settings", "wanted"),
    [
        (None, "my-org,conda-forge", ["my-org", "conda-forge"]),
        (None, "conda-forge,my-org", ["conda-forge", "my-org"]),
        (
            '["conda-forge", "bioconda"]',
            "my-org,conda-forge",
            ["my-org", "conda-forge", "bioconda"],
        ),
        (
            '["bioconda", "conda-forge"]',
            "my-org,conda-forge",
            ["bioconda", "my-org", "conda-forge"],
        ),
        (
            '[{ channel = "my-org", priority = 2 }, "conda-forge"]',
            "conda-forge,my-org",
            [{"channel": "my-org", "priority": 2}, "conda-forge"],
        ),
        (
            '["conda-forge", { channel = "my-org", priority = 2 }]',
            "conda-forge,my-org",
            ["conda-forge", {"channel": "my-org", "priority": 2}],
        ),
    ],
)
def test_the_order_of_channels_is_kept(
    tmp_path: Path, own: str | None, settings: str, wanted: list[object]
) -> None:
    root = make(tmp_path, "--manager", "pixi")
    header = "[tool.pixi.workspace]\n"
    edit(root, "pyproject.toml", header, f'{header}exclude-newer = "7d"\n')
    if own:
        edit(root, "pyproject.toml", 'channels = ["conda-forge"]', f"channels = {own}")
    done = seedbed("update", "--no-sync", "--set", f"channels={settings}", cwd=root)
    assert done.returncode == 0, done.stderr
    text = (root / "pyproject.toml").read_text()
    assert tomllib.loads(text)["tool"]["pixi"]["workspace"]["channels"] == wanted


def test_without_a_channel_of_pixis_there_is_conda_forge(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    for path in ("environment.yml", "environment-dev.yml"):
        edit(root, path, "  - conda-forge\n", "  - defaults\n")
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root)
    assert done.returncode == 0, done.stderr
    row = "channels → tool.pixi.workspace.channels: defaults → conda-forge\n"
    assert f"  translated  environment.yml: {row}" in done.stdout
    assert 'channels = ["conda-forge"]\n' in (root / "pyproject.toml").read_text()


def test_system_requirements_and_platforms_of_ones_own_stay_apart(tmp_path: Path) -> None:
    options = ("--manager", "pixi", "--platform", "linux-64", "--yes", "--no-sync", "--no-git")
    assert seedbed("new", "x-1", *options, cwd=tmp_path).returncode == 0
    path = tmp_path / "x-1" / "pyproject.toml"
    text = path.read_text().replace(
        "[tool.pixi.environments]",
        '[tool.pixi.system-requirements]\ncuda = "12"\n\n[tool.pixi.environments]',
    )
    path.write_text(text)
    done = seedbed("update", "--no-sync", "--set", "platforms=linux-64,osx-arm64", cwd=path.parent)
    assert done.returncode == 0, done.stderr
    pixi = tomllib.loads(path.read_text())["tool"]["pixi"]
    assert pixi["workspace"]["platforms"] == ["linux-64", "osx-arm64"]
    assert pixi["system-requirements"] == {"cuda": "12"}


OLDER = (
    (
        'environments]\ndev = ["dev"]\n',
        """environments]
default = { solve-group = "default" }
dev = { features = ["dev"], solve-group = "default" }
""",
    ),
    (
        'depends-on = ["check", "format-check", "types"]\n',
        'depends-on = ["check", "format-check", "types"]\ndefault-environment = "dev"\n',
    ),
    ('"osx-arm64", "win-64"]\nr', '{ platform = "osx-arm64", macos = "14.0" }, "win-64"]\nr'),
)
"""What seedbed wrote before the real Pixi was tried."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("line-length = 100\n", "line-length = 99\n"),
        ('depends-on = ["check", "format-check"', 'depends-on = ["mine", "check", "format-check"'),
        ('description = "Run all checks', 'description = "Run my checks'),
        ('"numpy>=2.1",\n    ', '"numpy>=2.1", "pandas>=2", '),
    ],
)  # fmt: skip
def test_an_update_mends_what_an_older_seedbed_wrote_for_pixi(
    tmp_path: Path, old: str, new: str
) -> None:
    root = make(tmp_path, "--manager", "pixi")
    wanted = (root / "pyproject.toml").read_text()
    for change in OLDER:
        age(root, "pyproject.toml", change)
    edit(root, "pyproject.toml", old, new)
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (root / "pyproject.toml").read_text() == wanted.replace(old, new)


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_a_switch_leaves_nothing_that_an_older_seedbed_wrote_for_pixi(
    tmp_path: Path, manager: str
) -> None:
    root = make(tmp_path, "--manager", "pixi")
    for change in OLDER:
        age(root, "pyproject.toml", change)
    path = root / "pyproject.toml"
    path.write_text(f"{path.read_text()}# mine\n")
    done = seedbed("update", "--no-sync", "--set", f"manager={manager}", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pixi" not in tomllib.loads(path.read_text())["tool"]
    assert "stays" not in done.stdout


def test_a_choice_goes_with_what_an_older_seedbed_wrote_for_it(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--with", "docs")
    docs = 'depends-on = ["docs-style", "docs-markup"]\n'
    age(root, "pyproject.toml", (docs, f'{docs}default-environment = "dev"\n'))
    path = root / "pyproject.toml"
    path.write_text(f"{path.read_text()}# mine\n")
    done = seedbed("update", "--no-sync", "--set", "extras=github", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "docs-check" not in tomllib.loads(path.read_text())["tool"]["pixi"]["tasks"]


def test_an_environment_of_ones_own_in_the_older_form_stays(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    for change in OLDER:
        age(root, "pyproject.toml", change)
    own = 'dev = { features = ["dev", "mine"], solve-group = "default" }\n'
    feature = '\n[tool.pixi.feature.mine.tasks]\nhi = "echo hi"\n'
    edit(root, "pyproject.toml", OLDER[0][1].splitlines()[2] + "\n", own + feature)
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"[tool.pixi.environments]\n{own}" in (root / "pyproject.toml").read_text()


def test_an_update_turns_the_questions_off_and_keeps_names_of_the_users(tmp_path: Path) -> None:
    channel = "https://conda.example.org/team"
    root = make(tmp_path, "--manager", "pixi", "--framework", "none", "--channel", channel)
    manifest = root / "pyproject.toml"
    new = f'"{channel}" = {{ same-name-heuristic = true, mapping-mode = "replace" }}'
    age(root, "pyproject.toml", (new, new.replace(', mapping-mode = "replace"', "")))
    assert new not in manifest.read_text()
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 0, done.stderr
    assert new in manifest.read_text()
    own = new.replace("{ same", '{ mapping = { acme-core = "acme" }, same')
    edit(root, "pyproject.toml", new, own)
    assert "Everything is up to date." in seedbed("update", "--no-sync", cwd=root).stdout
    assert seedbed("add", "polars", "--no-sync", cwd=root).returncode == 0
    assert own in manifest.read_text()
