"""Values for property tests, and every choice there is."""

from __future__ import annotations

import itertools
import keyword
import string
import sys
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import Library, general_extras, offered, select
from seedbed.managers.shared.calls import quoted
from seedbed.model.choices import Author, Choices
from seedbed.model.names import canonical, default_package
from seedbed.model.project import Dependency, Index, Platform, Project, SystemPackage, Task
from seedbed.model.record import replace
from seedbed.model.source import Source

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        '"quoted"',
        "${HOME}",
        "''${x}''",
        "back\\slash",
        "two\nlines",
        "🌱 עברית",
        "@name@",
        "\x1b[31m",
    ]
)
"""Any text that a TOML file can hold, and what trips up careless writers."""

LETTERS = string.ascii_lowercase
ALNUM = string.ascii_letters + string.digits
# Put together from letters: `st.from_regex` takes most of the time of a test.
IDENTIFIERS = (
    st.text(f"{LETTERS}{string.digits}_", min_size=1, max_size=13)
    .map(lambda word: word if word[0] in LETTERS else f"x{word}"[:13])
    .filter(lambda word: not keyword.iskeyword(word))
)
NAMES = (
    st.text(f"{ALNUM}._-", min_size=1, max_size=42).map(lambda word: word.strip("._-")).filter(bool)
)
"""Every valid name of a project (PEP 508)."""

GOOD_NAMES = NAMES.filter(
    lambda name: default_package(name) not in {m.lower() for m in sys.stdlib_module_names}
)


# All that is one of a few, drawn at once: each draw costs.
REQUIREMENTS = [
    Dependency(
        name="", spec=spec, extras=extras, marker=marker, group=group, index=index,
        index_marker=on, conda=conda, module=module,
    )
    for spec, extras, marker, group, index, on, conda, module in itertools.product(
        ("", ">=1.7", "==2.*", ">=2.1,<3", "~=1.4.2", ">=1,!=1.5"),
        ((), ("cpu",), ("cpu", "gpu_2")),
        ("", "sys_platform == 'linux'", "python_version < '3.13'"),
        ("", "dev", "docs"),
        ("", "one", "two"),
        ("", "sys_platform == 'linux'"),
        ("", "pytorch", "python-graphviz", "graphviz"),
        ("", "torch"),
    )
]  # fmt: skip
SOME_NAMES = NAMES | st.sampled_from(["torch", "graphviz", "pytorch", "numpy"])
URLS = st.sampled_from(
    [
        "",
        "",
        "git+https://x.example/t@v1;a#egg=t",
        "https://me:key@x.example/t.whl",
        "file:///srv/t",
    ]
)


LINUX, MAC = "sys_platform == 'linux'", "sys_platform == 'darwin'"
SOURCES = st.sampled_from(
    [
        Source(kind="git", address="https://x.example/t", ref="v1", ref_kind="tag"),
        Source(kind="git", address="ssh://git@x.example/t", subdirectory="py"),
        Source(kind="path", address="../t", editable=True, marker=LINUX),
        Source(kind="url", address="https://x.example/t.whl"),
        Source(kind="workspace"),
        Source(
            kind="several",
            parts=(
                Source(kind="index", address="one", marker=MAC),
                Source(kind="git", address="https://x.example/t", marker=LINUX),
            ),
        ),
    ]
)


@st.composite
def dependencies(draw: st.DrawFn) -> tuple[Dependency, ...]:
    """Requirements in several groups, none of them twice, sorted as a Project has them."""
    one = st.tuples(st.integers(0, len(REQUIREMENTS) - 1), SOME_NAMES)
    some = draw(st.lists(one, max_size=6))
    drawn = [replace(REQUIREMENTS[number], name=name) for number, name in some]
    drawn[:1] = [replace(item, url=draw(URLS)) for item in drawn[:1]]
    drawn[3:4] = [replace(item, source=draw(SOURCES)) for item in drawn[3:4]]
    optional = [replace(item, optional=item.group, group="") for item in drawn[:2] if item.group]
    drawn = list({item.key: item for item in [*drawn[2:], *optional]}.values())
    return tuple(sorted(drawn, key=lambda item: item.key))


WORDS = st.lists(
    ANY_TEXT.map(lambda text: (text.replace("\0", ""), False))
    | st.sampled_from(["HOME", "A_1"]).map(lambda name: (name, True)),
    max_size=3,
).map(tuple)
"""A word of a command: texts and variables beside each other."""
COMMANDS = st.lists(WORDS, max_size=4).map(lambda words: quoted(((("python", False),), *words)))
"""Commands in the notation that all managers read alike."""


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Task, ...]:
    """Tasks, none of them twice, each with either a command or steps."""
    names = sorted(draw(st.sets(IDENTIFIERS, max_size=4)))
    commands = st.builds(
        lambda run, text: {"run": run, "help": text}, ANY_TEXT.filter(bool) | COMMANDS, ANY_TEXT
    )
    sequences = st.builds(
        lambda steps: {"steps": steps}, st.lists(IDENTIFIERS, min_size=1, max_size=4).map(tuple)
    )
    return tuple(Task(name=name, **draw(commands | sequences)) for name in names)


AUTHORS = st.builds(Author, name=ANY_TEXT, email=ANY_TEXT).filter(lambda one: one != Author())
TOOLS = st.dictionaries(
    IDENTIFIERS.map(lambda word: f"x-{word}"),
    st.dictionaries(
        ANY_TEXT, st.booleans() | ANY_TEXT | st.lists(ANY_TEXT, max_size=4), min_size=1, max_size=3
    ),
    max_size=3,
)


_ROLES: tuple[dict[str, bool], ...] = (
    {},
    {"explicit": False},
    {"explicit": False, "default": True},
    {"explicit": False, "last": True},
)
"""What an index may be: tied to packages, asked before the default one, that, or asked last."""


def indexes() -> st.SearchStrategy[tuple[Index, ...]]:
    """Package indexes, of which at most one is the default one."""
    roles = st.sampled_from(_ROLES)
    some = st.builds(
        lambda name, url, role: Index(name=name, url=url, **role),
        st.sampled_from(["one", "two", "three"]),
        ANY_TEXT,
        roles,
    )
    many = st.lists(some, max_size=3, unique_by=lambda one: one.name).map(tuple)
    return many.filter(lambda found: sum(one.default for one in found) < 2)


def system_packages() -> st.SearchStrategy[tuple[SystemPackage, ...]]:
    """System packages, none of them twice, sorted as a Project has them."""
    some = st.builds(
        SystemPackage,
        name=st.sampled_from(["pandoc", "graphviz", "cpp"]),
        spec=st.sampled_from(["", ">=3.1", "*"]),
        group=st.sampled_from(["", "dev", "docs"]),
        platform=st.sampled_from(["", "", "linux-64-cuda", "linux-64"]),
        conda=st.sampled_from(["", "pandoc", "graphviz", "pytorch", "numpy", "dask"]),
        nix=ANY_TEXT,
    )
    many = st.lists(some, max_size=3, unique_by=lambda one: one.key)
    return many.map(lambda found: tuple(sorted(found, key=lambda one: one.key)))


def platform_sets(subdirs: tuple[str, ...]) -> st.SearchStrategy[tuple[Platform, ...]]:
    """Some machines, one kind perhaps twice: with CUDA and without."""
    plain = st.sampled_from(subdirs).map(lambda one: Platform(name=one, subdir=one))
    plain |= st.just(Platform(name="osx-arm64", subdir="osx-arm64", macos="14.0"))
    with_cuda = st.sampled_from(
        [
            Platform(name="linux-64-cuda", subdir="linux-64", cuda="12.0"),
            Platform(name="linux-64-a", subdir="linux-64", cuda="9.0"),
        ]
    )
    some = st.lists(plain | with_cuda, min_size=1, max_size=4, unique_by=lambda one: one.name)
    return some.map(lambda many: tuple(sorted(many, key=lambda one: one.rank)))


def projects(platforms: tuple[str, ...]) -> st.SearchStrategy[Project]:
    """Projects with something in every field."""
    lines = st.lists(ANY_TEXT, max_size=3, unique=True).map(tuple)
    return st.builds(
        Project,
        name=NAMES,
        package=IDENTIFIERS,
        description=ANY_TEXT,
        authors=st.lists(AUTHORS, max_size=3).map(tuple),
        license=st.sampled_from(["", "MIT", "Apache-2.0"]),
        license_files=st.sampled_from([(), ("LICENSE",)]),
        python=st.sampled_from([">=3.11", "<3.14,>=3.12"]),
        dependencies=dependencies(),
        scripts=st.dictionaries(NAMES, ANY_TEXT, max_size=2),
        tasks=tasks(),
        environment=st.dictionaries(IDENTIFIERS.map(str.upper), ANY_TEXT, max_size=2),
        on_demand=st.sampled_from([(), ("docs",), ("dev", "docs"), ("gpu", "nowhere")]),
        includes=st.sampled_from([{}, {}, {"dev": ("docs",)}, {"all": ("docs", "dev")}]),
        exclusive=st.sampled_from([(), (("dev", "docs"),), (("cpu", "cu130"), ("a", "b"))]),
        indexes=indexes(),
        managers=st.sampled_from(
            [{}, {"uv": ">=0.13"}, {"uv": ">=0.9.17", "pixi": "0.77.*"}, {"poetry": "~2.3 || ^3"}]
        ),
        asks_all=st.booleans(),
        compiles=st.booleans(),
        cooldown=st.sampled_from(["", "1d", "7d", "30d"]),
        platforms=platform_sets(platforms),
        channels=st.lists(ANY_TEXT, max_size=3, unique=True).map(tuple),
        system_packages=system_packages(),
        tools=TOOLS,
        notes=st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=2),
        ignore=lines,
        attributes=lines,
    ).map(_without_dangling)


def _without_dangling(project: Project) -> Project:
    """The project without the inclusion of groups that are not there, or exclude each other."""
    if any({"dev", "docs"} <= {*names} for names in project.exclusive):
        return replace(project, includes={})
    groups = {item.group for item in project.dependencies if not item.optional}
    includes = {
        name: found
        for name, given in project.includes.items()
        if (found := tuple(one for one in given if one in groups))
    }
    return replace(project, includes=includes)


def is_taken(name: str, taken: set[str]) -> bool:
    """Whether a project of that name would hide a package."""
    return canonical(name) in taken or default_package(name) in taken


def all_choices(library: Library, manager: str = "") -> Iterator[Choices]:
    """Every combination of what some layers offer, but those that they exclude.

    Of the extras, at most two, or at least all but one; of those, an unusual license goes with
    none, the usual ones, and all. An accelerator goes with the manager, Nix, and the framework:
    the rest knows nothing of it. Nor do the licenses know of the linters, and pairs of extras were
    seen with the default ones.

    Args:
        library: the layers.
        manager: the only one, if any.
    """
    slots = ("manager", "nix", "framework", "accelerator", "lint", "license")
    extras = general_extras(library)
    few = ((), Choices.extras, extras)
    for values in itertools.product(*(offered(library, slot) for slot in slots)):
        if manager and values[0] != manager:
            continue
        plain, usual = values[3] == Choices.accelerator, values[5] == Choices.license
        if not plain and values[4:] != (Choices.lint, Choices.license):
            continue
        if values[4] != Choices.lint and not usual:
            continue
        sets = sets_of(extras) if usual else few
        if values[4] != Choices.lint:
            sets = [some for some in sets if len(some) != 2]
        for some in sets if plain else ((),):
            choices = made("x-1", {"extras": some, **dict(zip(slots, values, strict=True))})
            if _go_together(choices, library):
                yield choices


def sets_of(extras: Sequence[str]) -> list[tuple[str, ...]]:
    """None, each, each pair, all but one, and all."""
    counts = sorted({0, 1, 2, len(extras) - 1, len(extras)})
    return [some for count in counts for some in itertools.combinations(extras, count)]


def _go_together(choices: Choices, library: Library) -> bool:
    try:
        select(choices, library)
    except SeedbedError as error:
        if error.code != "choices-exclude":
            raise
        return False
    return True
