"""The rows of the table that a switch ends with, for each kind of thing that people write."""

from __future__ import annotations

import pytest

from seedbed.commands.switching import table_of
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Platform, Project
from seedbed.model.tree import File
from seedbed.update.change import Change
from seedbed.update.manifest import merge_manifest
from seedbed.update.row import Row
from seedbed.update.stated import Sides
from seedbed.update.switch import Switching

NAME = "pyproject.toml"
YML = "environment.yml"
ASIDE = ".seedbed/aside.toml"
PLAIN = Project(
    name="x-1",
    package="x_1",
    python=">=3.11",
    dependencies=(Dependency(name="torch", spec=">=2.10", conda="pytorch"),),
    platforms=tuple(Platform(name=it, subdir=it) for it in ("linux-64", "osx-arm64")),
    channels=("conda-forge",),
)

Edit = tuple[str, str, str]
"""A file, a text in it, and what the user wrote instead."""
Told = tuple[str, str, str, tuple[str, ...]]
"""Of a row: kind, from, to, and what."""


def rendered(manager: str) -> dict[str, str]:
    documents = load_dialect(manager).write(PLAIN)
    return {path: document.render({}) for path, document in documents.items()}


def files(texts: dict[str, str]) -> dict[str, File]:
    return {path: File(data=text.encode(), layer="") for path, text in texts.items()}


def table(old: str, new: str, *edits: Edit) -> tuple[Row, ...]:
    """The table of a switch, after some edits."""
    dialects = load_dialect(old), load_dialect(new)
    base = rendered(old)
    ours = dict(base)
    for path, text, instead in edits:
        assert text in ours[path], ours[path]
        ours[path] = ours[path].replace(text, instead, 1)
    sides = Sides(base=base, ours=ours, theirs=rendered(new))
    switching = Switching((old, new), {})
    merged = switching.finish(sides, merge_manifest(*dialects, sides))
    before, after = files(ours), files({path: one.text for path, one in merged.files.items()})
    changes = [
        Change(path=path, before=before.get(path), after=after.get(path))
        for path in {*before, *after}
    ]
    return table_of(dialects, (files(base), before), changes, switching.switch)


def rows(old: str, new: str, *edits: Edit) -> set[Told]:
    """The rows that there are because of some edits, but for what is carried."""
    found = [
        {
            (row.kind, row.source, row.target, row.what)
            for row in table(old, new, *those)
            if row.kind != "carried"
        }
        for those in (edits, ())
    ]
    return found[0] - found[1]


def first(text: str) -> Edit:
    """What the user wrote at the top of `pyproject.toml`."""
    return NAME, "[build-system]", f"{text}\n[build-system]"


LINE = "pytorch::pytorch=2.1=py3.11_cuda12.1*"


def test_a_build_and_a_channel_of_conda_are_shown_with_what_becomes_of_them() -> None:
    edit = (YML, "pytorch >=2.10", LINE)
    became = (f"torch ({LINE} → torch==2.1)",)
    yml = "environment.yml: dependencies"
    listed = ("translated", "project.dependencies", "project.dependencies")
    for new in ("uv", "poetry"):
        assert rows("conda", new, edit) >= {
            (*listed, ("torch (>=2.10 → ==2.1)",)),
            ("translated", yml, "project.dependencies", became),
        }
    assert ("translated", yml, "tool.pixi.dependencies", became) in rows("conda", "pixi", edit)


def test_a_package_of_another_channel_that_is_no_requirement_stays_aside() -> None:
    more = "  - bioconda::samtools\n  - mkl=2023.1.0=h213fc3f_46344\n"
    kept = (
        "environment.yml: dependencies: bioconda::samtools",
        "environment.yml: dependencies: mkl=2023.1.0=h213fc3f_46344",
    )
    for new in ("uv", "pixi", "poetry"):
        found = rows("conda", new, (YML, "  - pytorch", f"{more}  - pytorch"))
        assert ("set aside", "", YML, kept) in found


ENTRY = '{ version = "2.11.*", build = "cuda12*", channel = "pytorch" }'
GIT = '{ git = "https://example.org/kit.git", tag = "v1" }'
INDEX = '[[tool.uv.index]]\nname = "{}"\nurl = "https://example.org/{}"\nexplicit = true\n\n'
EXTRAS = (
    '[project.optional-dependencies]\ncpu = ["torch"]\ncu = ["torch"]\n\n'
    "[tool.uv.sources]\ntorch = [{ index = 'cu', extra = 'cu' }]\n\n"
)
PYPI = "[tool.uv.sources]\nkit = { index = 'pypi' }\n\n"
ANOTHER = ": installing it from another place would be another package"
ONLY = "what only the old manager needs:"
CASES: dict[str, tuple[str, str, tuple[Edit, ...], set[Told]]] = {
    "a build and a channel of Pixi": (
        "pixi",
        "uv",
        ((NAME, 'pytorch = ">=2.10"', f"pytorch = {ENTRY}"),),
        {
            (
                "translated",
                "project.dependencies",
                "project.dependencies",
                ("torch (>=2.10 → ==2.11.*)",),
            ),
            (
                "translated",
                "tool.pixi.dependencies",
                "project.dependencies",
                (f"torch ({ENTRY} → torch==2.11.*)",),
            ),
        },
    ),
    "carets": (
        "poetry",
        "uv",
        (first('[tool.poetry.group.docs.dependencies]\nsphinx = "^7.2"\nfuro = "*"\n'),),
        {
            (
                "translated",
                "tool.poetry.group.docs.dependencies",
                "dependency-groups.docs",
                ("furo", "sphinx (^7.2 → >=7.2,<8)"),
            )
        },
    ),
    "groups that include others": (
        "poetry",
        "uv",
        (
            first(
                '[tool.poetry.group.all]\ninclude-groups = ["docs"]\n\n'
                '[tool.poetry.group.docs.dependencies]\nfuro = "*"\n'
            ),
        ),
        {
            (
                "translated",
                "tool.poetry.group.all.include-groups",
                "dependency-groups.all",
                (),
            ),
            (
                "translated",
                "tool.poetry.group.docs.dependencies",
                "dependency-groups.docs",
                ("furo",),
            ),
        },
    ),
    "a package in Pixi's tables alone": (
        "pixi",
        "poetry",
        ((NAME, "[tool.pixi.dependencies]\n", '[tool.pixi.dependencies]\njq = "1.*"\n'),),
        {("set aside", "", ASIDE, ("tool.pixi.dependencies.jq",))},
    ),
    "a package of PyPI in Pixi's tables alone": (
        "pixi",
        "uv",
        (
            (
                NAME,
                "[tool.pixi.pypi-dependencies]\n",
                '[tool.pixi.pypi-dependencies]\nrich = { version = ">=13", extras = ["x"] }\n',
            ),
        ),
        {("translated", "tool.pixi.pypi-dependencies", "project.dependencies", ("rich",))},
    ),
    "a Python of Pixi's": (
        "pixi",
        "uv",
        ((NAME, "[tool.pixi.dependencies]\n", '[tool.pixi.dependencies]\npython = "3.12.*"\n'),),
        {
            (
                "translated",
                "project.requires-python",
                "project.requires-python",
                ("python (>=3.11 → ==3.12.*)",),
            ),
            ("translated", "tool.pixi.dependencies", "project.requires-python", ("python",)),
        },
    ),
    "settings of Pixi's alone": (
        "pixi",
        "uv",
        (
            (NAME, 'requires-pixi = ">=0.71"', 'requires-pixi = ">=0.99,<1"'),
            first(
                '[tool.pixi.environments]\nlab = { features = ["lab"], solve-group = "x" }\n\n'
                '[tool.pixi.feature.lab.dependencies]\ngcc = "*"\n\n'
                '[tool.pixi.feature.lab.tasks]\ncount = "ls | wc"\n'
            ),
        ),
        {
            (
                "set aside",
                "",
                ASIDE,
                (
                    "tool.pixi.environments",
                    "tool.pixi.feature",
                    "tool.pixi.workspace.requires-pixi",
                ),
            ),
            (
                "left out",
                "",
                "",
                (f"{ONLY} tool.pixi.pypi-dependencies.x-1",),
            ),
        },
    ),
    "a platform with a name": (
        "pixi",
        "uv",
        (
            (
                NAME,
                "platforms = [",
                'platforms = [{ name = "gpu", platform = "linux-64", cuda = "12.4" }, ',
            ),
        ),
        {("left out", "", "", ("the platforms gpu",))},
    ),
    "a setting of uv's alone": (
        "uv",
        "pixi",
        ((NAME, "[tool.uv]\n", "[tool.uv]\nconcurrent-downloads = 4\n"),),
        {("set aside", "", NAME, ("tool.uv.concurrent-downloads",))},
    ),
    "a task with a pipe": (
        "uv",
        "pixi",
        (first('[tool.poe.tasks]\nscore = "python -m x"\nlog = { shell = "a | b" }\n'),),
        {
            ("set aside", "", NAME, ("tool.poe.tasks.log",)),
            ("translated", "tool.poe.tasks", "tool.pixi.tasks", ("score",)),
        },
    ),
    "sources": (
        "uv",
        "conda",
        (
            (NAME, '"torch>=2.10"', '"kit", "lib", "torch>=2.10"'),
            first(f'[tool.uv.sources]\nkit = {GIT}\nlib = {{ path = "../lib" }}\n'),
        ),
        {
            ("translated", "tool.uv.sources", "environment.yml: dependencies", ("kit",)),
            ("set aside", "", ASIDE, ("tool.uv.sources.lib",)),
            (
                "warning",
                "",
                "",
                (f"the source of lib (../lib){ANOTHER}",),
            ),
        },
    ),
    "a source of one extra, and extras that exclude each other": (
        "uv",
        "pixi",
        (
            first(f"{EXTRAS}{INDEX.format('cu', 'cu')}"),
            (
                NAME,
                "[tool.uv]\n",
                '[tool.uv]\nconflicts = [[{ extra = "cpu" }, { extra = "cu" }]]\n',
            ),
        ),
        {
            ("translated", "tool.uv.conflicts", "tool.pixi.environments.cpu", ()),
            ("translated", "tool.uv.index", "tool.seedbed.indexes", ("cu",)),
            (
                "translated",
                "tool.uv.sources",
                "tool.pixi.feature.cu.target.unix.pypi-dependencies",
                ("torch",),
            ),
            (
                "translated",
                "tool.uv.sources",
                "tool.pixi.feature.cu.target.win.pypi-dependencies",
                ("torch",),
            ),
        },
    ),
    "an index with a name that is reserved": (
        "uv",
        "poetry",
        (
            (NAME, '"torch>=2.10"', '"kit", "torch>=2.10"'),
            first(f"{PYPI}{INDEX.format('pypi', 'simple')}"),
        ),
        {
            ("translated", "tool.uv.index", "tool.poetry.source", ("pypi → example-org-simple",)),
            ("translated", "tool.uv.sources", "tool.poetry.dependencies", ("kit",)),
        },
    ),
    "the project's own extras": (
        "uv",
        "poetry",
        (
            first(
                '[project.optional-dependencies]\nviz = ["bokeh>=3"]\n\n'
                '[dependency-groups]\ndev = ["x-1[viz]", "pytest"]\n'
            ),
        ),
        {
            (
                "translated",
                "dependency-groups.dev",
                "dependency-groups.dev",
                ("x-1[viz] → bokeh>=3",),
            )
        },
    ),
    "lines for pip": (
        "conda",
        "uv",
        (
            (
                YML,
                "  - pytorch >=2.10\n",
                (
                    "  - pytorch >=2.10\n  - pip:\n    - clip @ git+https://example.org/clip.git@v1\n"
                    "    - requests[socks]==2.32.*\n    - -r more.txt\n"
                ),
            ),
        ),
        {
            ("translated", "environment.yml: pip", "project.dependencies", ("clip", "requests")),
            ("set aside", "", YML, ("environment.yml: pip: -r more.txt",)),
        },
    ),
    "channels": (
        "conda",
        "pixi",
        ((YML, "  - conda-forge\n", "  - conda-forge\n  - bioconda\n  - defaults\n"),),
        {
            (
                "translated",
                "environment.yml: channels",
                "tool.pixi.workspace.channels",
                ("bioconda", "conda-forge"),
            ),
            ("set aside", "", YML, ("environment.yml: channels: defaults",)),
        },
    ),
    "a selector": (
        "conda",
        "pixi",
        ((YML, "  - pytorch", "  - sel(linux): nvtx\n  - pytorch"),),
        {("set aside", "", YML, ("environment.yml: dependencies: sel(linux): nvtx",))},
    ),
}


@pytest.mark.parametrize(("old", "new", "edits", "wanted"), CASES.values(), ids=CASES)
def test_what_people_write_is_in_a_row(
    old: str, new: str, edits: tuple[Edit, ...], wanted: set[Told]
) -> None:
    assert rows(old, new, *edits) == wanted


def test_each_key_is_in_one_row() -> None:
    setting = (NAME, "[tool.uv]\n", "[tool.uv]\nconcurrent-downloads = 4\n")
    needless = (
        "tool.uv.required-version",
        "tool.hatch.metadata.allow-direct-references",
        "tool.hatch.build.targets.sdist.exclude",
    )
    keys = {row.what[:1]: row.keys for row in table("uv", "poetry", setting) if row.keys}
    assert keys == {
        ("project",): (
            "project.name",
            "project.version",
            "project.readme",
            "project.requires-python",
            "project.dependencies: torch>=2.10",
        ),
        ('build-backend ("hatchling.build" → "poetry.core.masonry.api")',): (
            "build-system.requires",
            "build-system.build-backend",
        ),
        (): ("tool.hatch.build.targets.wheel.packages",),
        ("tool.uv.concurrent-downloads",): ("tool.uv.concurrent-downloads",),
        ("the platforms linux-64, osx-arm64",): ("tool.uv.environments",),
        (f"{ONLY} {', '.join(needless)}",): needless,
    }


def test_what_comes_from_conda_channels_then_is_told() -> None:
    now = {row.what for row in table("uv", "pixi") if row.kind == "translated"}
    assert ("requirements that come from conda channels now: torch",) in now
    told = {row.what for row in table("pixi", "uv") if row.kind == "left out"}
    assert ("requirements from conda channels instead of a package index: torch",) in told
