"""Environment files: what is written into them, and what people make of them is read or refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hand_made import HAND_MADE
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from strategies import ANY_TEXT, projects

from seedbed.errors import SeedbedError
from seedbed.formats.yaml_text import scalar
from seedbed.managers.conda import dialect
from seedbed.managers.conda.yaml import Environment
from seedbed.managers.protocols import Reading
from seedbed.managers.shared import specs
from seedbed.model.choices import PLATFORMS
from seedbed.model.project import Dependency, Index, Platform, Project, SystemPackage
from seedbed.model.record import replace

RICH = replace(
    HAND_MADE,
    dependencies=(
        Dependency(name="jax", index="one"),
        *HAND_MADE.dependencies,
        Dependency(name="tqdm", marker='sys_platform == "win32"'),
    ),
    indexes=(*HAND_MADE.indexes, Index(name="all", url="https://all.example/", explicit=False)),
)
PYPROJECT = """
[project]
name = "x-1"
requires-python = ">=3.11"
dependencies = ["numpy>=2"]
[dependency-groups]
dev = ["pytest>=8"]
[tool.seedbed.conda-names]
inhouse = "inhouse-base"
lark = ""
"""
MAIN = """
name: x-1
channels:
  - conda-forge
dependencies:
  - python >=3.11
  - pip
  - numpy >=2
"""
DEV = "name: x-1\nchannels: [conda-forge]\ndependencies: [pytest >=8]\n"
LINES = {
    "- pandas": Dependency(name="pandas", conda="pandas"),
    "- pandas >=2,<3": Dependency(name="pandas", spec="<3,>=2", conda="pandas"),
    "- pandas>=2": Dependency(name="pandas", spec=">=2", conda="pandas"),
    "- 'pandas >= 2, < 3'": Dependency(name="pandas", spec="<3,>=2", conda="pandas"),
    "- pandas=2.1": Dependency(name="pandas", spec="==2.1.*", conda="pandas"),
    "- pandas ==2.1": Dependency(name="pandas", spec="==2.1", conda="pandas"),
    "- pandas 2.*": Dependency(name="pandas", spec="==2.*", conda="pandas"),
    "- pytorch": Dependency(name="torch", conda="pytorch"),
    "- msgpack-python": Dependency(name="msgpack", conda="msgpack-python"),
    "- matplotlib-base": Dependency(name="matplotlib", conda="matplotlib-base"),
    "- python-graphviz": Dependency(name="graphviz", conda="python-graphviz"),
    "- pytables 3.*": Dependency(name="tables", spec="==3.*", conda="pytables"),
    "- jupyter_client": Dependency(name="jupyter-client", conda="jupyter_client"),
    "- inhouse-base": Dependency(name="inhouse", conda="inhouse-base"),
    "- Pandas *": Dependency(name="pandas", conda="pandas"),
}
"""What people add to the list, and the requirement that it is."""


def texts(project: Project) -> dict[str, str]:
    return {path: one.render(project.notes) for path, one in dialect.write(project).items()}


def read(main: str = MAIN, dev: str = DEV, pyproject: str = PYPROJECT) -> Reading:
    files = {"pyproject.toml": pyproject, "environment.yml": main, "environment-dev.yml": dev}
    return dialect.read(files)


def test_the_files_of_a_project() -> None:
    files = texts(RICH)
    assert files["environment.yml"] == (
        "name: x-1\nchannels:\n  - conda-forge\n"
        "platforms:\n  - linux-64\n  - osx-arm64\n  - win-64\n"
        'variables:\n  PYTHONNOUSERSITE: "1"\n'
        "dependencies:\n"
        "  - python >=3.11\n  - pip\n  - numpy >=2.1\n  - pandoc >=3.1\n  - pytorch ~=2.9.1\n"
        "  - pip:\n"
        '      - only-on-pypi==1.*\n      - "tqdm; sys_platform == \\"win32\\""\n'
        '      - "--extra-index-url https://one.example/simple"\n      - jax\n'
        '      - "--extra-index-url https://all.example/"\n'
    )
    assert files["environment-dev.yml"].endswith("dependencies:\n  - pytest >=8.4,<10\n")
    assert files["environment-cu130.yml"].endswith(
        "dependencies:\n  - pip\n  - pip:\n"
        '      - "--extra-index-url https://two.example/simple"\n      - jax\n'
        '      - "--extra-index-url https://all.example/"\n'
    )


@pytest.mark.parametrize(
    ("variables", "unknown"),
    [
        ("", ()),
        ('variables: {PYTHONNOUSERSITE: "1"}\n', ()),
        ("variables: {PYTHONNOUSERSITE: 1}\n", ("environment.yml: variables",)),
        ('variables: {PYTHONNOUSERSITE: "1", A: "2"}\n', ("environment.yml: variables",)),
    ],
)
def test_only_variables_of_the_users_own_are_unknown(
    variables: str, unknown: tuple[str, ...]
) -> None:
    files = texts(RICH)
    generated = 'variables:\n  PYTHONNOUSERSITE: "1"\n'
    text = files["environment.yml"].replace(generated, variables)
    reading = dialect.read({**files, "environment.yml": text})
    assert reading.unmodeled == unknown


@given(data=st.data())
def test_any_text_is_written_so_that_it_is_read_again(data: st.DataObject) -> None:
    text = data.draw(ANY_TEXT | st.text())
    many = data.draw(st.lists(ANY_TEXT, max_size=4))
    document = Environment()
    document.put(("name",), text)
    document.put(("some",), many)
    document.put(("dependencies",), [text, {"pip": [*many, text]}])
    # a file cannot hold half a character
    wanted = [one.encode("utf-8", "replace").decode() for one in (text, *many)]
    said = YAML(typ="safe", pure=True).load(document.render({}))
    assert said == {
        "name": wanted[0],
        "some": wanted[1:],
        "dependencies": [wanted[0], {"pip": [*wanted[1:], wanted[0]]}],
    }


@pytest.mark.parametrize("text", ["null", "Yes", "~", "1e5", "0x1", "12:30", "a: b", "a #b", " a"])
def test_what_looks_like_something_else_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


@pytest.mark.parametrize("line", LINES)
def test_a_package_that_somebody_added_is_a_requirement(line: str) -> None:
    reading = read(f"{MAIN}  {line}\n")
    assert reading.unmodeled == ()
    assert reading.other
    (added,) = set(reading.other.dependencies) - set(reading.project.dependencies)
    assert added == LINES[line]


NO_REQUIREMENTS = [
    "gcc", "libpng", "r-base", "gxx_linux-64",  # programs and libraries
    "cudatoolkit", "pytorch-cuda", "graphviz", "opencv",  # the index lacks it, or has another
    "nobody-knows-it",
    "lark",  # the user's table says so
]  # fmt: skip


@pytest.mark.parametrize("name", NO_REQUIREMENTS)
def test_what_is_not_known_to_be_python_s_is_no_requirement(name: str) -> None:
    reading = read(f"{MAIN}  - {name}\n")
    assert (reading.unmodeled, reading.other) == ((), None)
    assert reading.project.system_packages == (SystemPackage(name=name, conda=name),)


def test_a_range_that_python_cannot_say_makes_no_requirement() -> None:
    reading = read(f"{MAIN}  - pandas =2.*,>=2\n")
    assert (reading.unmodeled, reading.other) == ((), None)
    package = SystemPackage(name="pandas", conda="pandas", spec="=2.*,>=2")
    assert reading.project.system_packages == (package,)


def test_the_second_conda_package_of_the_same_in_python_is_known_by_its_own_name() -> None:
    reading = read(f"{MAIN}  - dask\n  - dask-core\n")
    assert reading.other
    (added,) = set(reading.other.dependencies) - set(reading.project.dependencies)
    assert added == Dependency(name="dask", conda="dask")
    package = SystemPackage(name="dask-core", conda="dask-core")
    assert reading.project.system_packages == (package,)


def test_a_requirement_may_come_from_conda_under_the_name_that_it_has_there() -> None:
    pyproject = PYPROJECT.replace('"numpy>=2"', '"numpy>=2", "torch>=2"')
    reading = read(f"{MAIN}  - pytorch >=2\n", pyproject=pyproject)
    assert (reading.unmodeled, reading.other) == ((), None)
    assert reading.project.dependencies[1] == Dependency(name="torch", spec=">=2", conda="pytorch")


def test_only_a_system_package_that_has_a_python_package_s_name_is_marked() -> None:
    names = ("cudatoolkit", "numpy", "pytorch")
    packages = tuple(SystemPackage(name=name, conda=name) for name in names)
    project = Project(name="x-1", package="x_1", python=">=3.11", system_packages=packages)
    pyproject = texts(project)["pyproject.toml"]
    assert '[tool.seedbed.conda-names]\nnumpy = ""\npytorch = ""\n\n' in pyproject
    assert dialect.read(texts(project)).project.system_packages == packages


def test_a_mark_of_a_package_that_needs_none_is_read_as_before() -> None:
    pyproject = f'{PYPROJECT}cudatoolkit = ""\n'
    reading = read(f"{MAIN}  - cudatoolkit\n", pyproject=pyproject)
    assert (reading.unmodeled, reading.other) == ((), None)
    package = SystemPackage(name="cudatoolkit", conda="cudatoolkit")
    assert reading.project.system_packages == (package,)


def test_what_somebody_let_pip_install_is_a_requirement() -> None:
    lines = '  - pip:\n      - "rich>=13"\n      - "tomli; python_version < \'3.12\'"\n'
    reading = read(MAIN + lines)
    assert reading.unmodeled == ()
    assert reading.other
    assert {one.name for one in reading.other.dependencies} == {"numpy", "pytest", "rich", "tomli"}


def test_another_version_in_one_of_the_files_is_seen_in_both_ways() -> None:
    reading = read(
        MAIN.replace("numpy >=2", "numpy >=2.3").replace("python >=3.11", "python >=3.12")
    )
    assert reading.other
    both = [one.dependencies[0].spec for one in (reading.project, reading.other)]
    assert both == [">=2", ">=2.3"]
    assert (reading.project.python, reading.other.python) == (">=3.11", ">=3.12")


def test_a_file_that_is_not_there_says_nothing() -> None:
    reading = dialect.read({"pyproject.toml": PYPROJECT, "environment.yml": MAIN})
    assert (reading.unmodeled, reading.other) == ((), None)


@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        ("prefix: /x\n", "environment.yml: prefix"),
        ("variables:\n  A: b\n", "environment.yml: variables"),
        ("category: main\n", "environment.yml: category"),
        ("1: x\n", "environment.yml: 1"),
        ("platforms: [linux-64, 3]\n", "environment.yml: platforms: 3"),
        ("platforms: [linux-64, linux-64]\n", "environment.yml: platforms: linux-64"),
    ],
)
def test_a_key_that_the_model_does_not_know_is_reported(edit: str, reported: str) -> None:
    assert reported in read(MAIN + edit).unmodeled


@pytest.mark.parametrize(
    "line",
    [
        "- conda-forge::pandas",
        "- pandas=2.1=py312_0",
        "- pandas 2.1 py312_0",
        '- "pandas[version=2]"',
        "- numpy",  # twice
        "- 3",
        "- null",
        "- [pandas]",
        "- {sel(linux): pandas}",
        "- {pip: pandas}",
        "- {pip: [3]}",
        "- {pip: ['-e .']}",
        "- {pip: ['-r more.txt']}",
        "- {pip: ['git+https://x.example/x']}",
        "- {pip: ['./x']}",
        "- pip: [rich, rich]",
        "- pandas >=2|<1",
    ],
)
def test_an_item_that_the_model_does_not_know_is_reported(line: str) -> None:
    reading = read(f"{MAIN}  {line}\n")
    assert len(reading.unmodeled) == 1
    assert reading.unmodeled[0].startswith("environment.yml: ")


def test_what_another_file_says_of_channels_and_names_is_reported() -> None:
    reading = read(dev="name: other\nchannels: [mine]\ndependencies: [pytest >=8]\nplatforms: []\n")
    assert set(reading.unmodeled) == {
        f"environment-dev.yml: {key}" for key in ("name", "channels", "platforms")
    }


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("a: [", "bad-yaml", "environment.yml is not valid YAML"),
        ("a: b: c", "bad-yaml", "line 1"),
        ("a: 1\na: 2", "bad-yaml", "duplicate key"),
        ("a: &x [*x", "bad-yaml", "environment.yml"),
        (
            "a: &x [*x]",
            "bad-yaml",
            "environment.yml is not valid YAML: what &x names contains itself",
        ),
        ("a: &x {b: {<<: *x}}", "bad-yaml", "what &x names contains itself"),
        ("a: *x", "bad-yaml", "undefined alias"),
        ("a: !mine 1", "bad-yaml", "environment.yml"),
        ("a: 2024-99-99", "bad-yaml", "environment.yml"),
        ("a: b\n---\nc: d", "bad-yaml", "environment.yml"),
        ("\x07", "bad-yaml", "environment.yml"),
        ("[" * 3000, "bad-yaml", "nested too deeply"),
        ("- a", "bad-manifest", "environment.yml must be a table"),
        ("just text", "bad-manifest", "environment.yml must be a table"),
        ("dependencies: x", "bad-manifest", "environment.yml: dependencies must be a list"),
        ("dependencies: {a: b}", "bad-manifest", "environment.yml: dependencies must be a list"),
        ("channels: x", "bad-manifest", "environment.yml: channels must be a list"),
        ("platforms: 1", "bad-manifest", "environment.yml: platforms must be a list"),
        ("name: 1", "bad-manifest", "environment.yml: name must be a text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, code: str, words: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        read(text)
    assert caught.value.code == code
    assert words in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("one", ["[{}]", "{{k{}: 1, <<: [{}]}}"])
def test_aliases_that_multiply_are_refused_at_once(one: str) -> None:
    rows = ["a0: &a0 {x: 1}"]
    for n in range(1, 10):
        many = ", ".join([f"*a{n - 1}"] * 10)
        rows.append(f"a{n}: &a{n} {one.format(*(n, many)[-one.count('{}') :])}")
    with pytest.raises(SeedbedError) as caught:
        read("\n".join([*rows, MAIN, "  - *a9", ""]))
    assert caught.value.message == (
        "environment.yml is not valid YAML: with its aliases, it has more than 10,000 values."
    )


def test_anchors_in_ordinary_use_are_read() -> None:
    reading = read(
        "x-all: &all [pandas, pytorch]\nx-one: &one {a: 1}\nx-two: {<<: *one, b: 2}\n"
        "channels: &c [conda-forge]\nx-channels: *c\nplatforms: [linux-64]\ndependencies: *all\n"
    )
    assert set(reading.unmodeled) == {
        f"environment.yml: x-{key}" for key in ("all", "one", "two", "channels")
    }
    assert reading.project.channels == ("conda-forge",)
    assert reading.other
    assert {one.name for one in reading.other.dependencies} == {"pandas", "torch", "pytest"}


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    check({"environment.yml": text})


VALUES: list[Any] = ["", "x", "x ==1", 0, 1.5, True, None, [], ["x"], [1], [[]], [{}], {}, {"x": 1}]
VALUES += [[{"pip": "x"}], [{"pip": [1, "rich"]}], {"pip": ["x"]}, [None], {1: {2: 3}}]


@given(data=st.data())
def test_a_value_of_another_type_is_read_or_refused(data: st.DataObject) -> None:
    documents = dialect.write(RICH)
    path = data.draw(st.sampled_from([one for one in documents if one.endswith(".yml")]))
    root = copy.deepcopy(documents[path].root)
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = root
        key: Any = data.draw(st.sampled_from([*root, "odd"]))
        if isinstance(root.get(key), list) and root[key] and data.draw(st.booleans()):
            holder, key = root[key], data.draw(st.integers(0, len(root[key]) - 1))
        holder[key] = copy.deepcopy(data.draw(st.sampled_from(VALUES)))
    check({path: dumped(root)})


def check(files: dict[str, str]) -> None:
    """Read a manifest with other files in it; what is refused is refused in a sentence."""
    (path,) = files
    try:
        reading = dialect.read({**texts(RICH), **files})
    except SeedbedError as refused:
        assert path in refused.message
        assert refused.message.endswith(".")
        return
    assert all(isinstance(one, str) for one in reading.unmodeled)


def dumped(root: object) -> str:
    from io import StringIO

    stream = StringIO()
    YAML(typ="safe", pure=True).dump(root, stream)
    return stream.getvalue()


@given(project=projects(PLATFORMS))
def test_lines_are_read_as_they_are_written(project: Project) -> None:
    for path, document in dialect.write(project).items():
        for item in document.root["dependencies"] if path.endswith(".yml") else ():
            if isinstance(item, str):
                package = specs.parse(item)
                assert package
                assert specs.line(package.name, package.spec) == item


@pytest.mark.parametrize("group", ["a/b", "..", "", "a b", "ü", "a\nb"])
def test_a_group_whose_name_is_no_files_has_no_file(group: str) -> None:
    project = replace(HAND_MADE, dependencies=(Dependency(name="x", group=group, conda="x"),))
    assert set(dialect.write(project)) == {"pyproject.toml", "environment.yml"}
    assert dialect.read(texts(project)).project == dialect.supported(project)


@pytest.mark.parametrize("group", ["", "dev"])
def test_a_conda_package_named_as_a_python_package_of_another_name_is_no_requirement(
    group: str,
) -> None:
    project = replace(
        HAND_MADE,
        dependencies=(Dependency(name="odd", spec=">=3", conda="python-odd"),),
        system_packages=(SystemPackage(name="odd", conda="odd", group=group),),
    )
    reading = dialect.read(texts(project))
    assert reading == Reading(project=dialect.supported(project))
    assert reading.project.system_packages == project.system_packages


@pytest.mark.parametrize("name", ["python", "pip"])
def test_what_every_environment_has_is_written_once(name: str) -> None:
    project = replace(
        HAND_MADE,
        dependencies=(Dependency(name=name, spec=">=3", conda=name),),
        system_packages=(SystemPackage(name=name, conda=name),),
    )
    lines = dialect.write(project)["environment.yml"].root["dependencies"]
    assert [one for one in lines if isinstance(one, str)] == ["python >=3.11", "pip"]
    assert dialect.read(texts(project)).project == dialect.supported(project)


def test_what_pip_does_otherwise_is_told() -> None:
    told = dialect.caveats(RICH)
    assert told[2:] == [
        "asking all before the default index: pip takes the newest version that any of them has"
    ]
    assert "from one, two: pip searches all indexes" in told[0]
    assert "conda-lock" in told[1]
    assert dialect.caveats(replace(RICH, indexes=(), dependencies=())) == []


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("pyproject.toml", True),
        ("environment.yml", True),
        ("environment-dev.yml", True),
        ("environment-.yml", False),
        ("environment.yaml", False),
        ("environment-a/b.yml", False),
        ("my-environment.yml", False),
        ("docs/environment.yml", False),
        ("environmentdev.yml", False),
        ("conda-lock.yml", False),
    ],
)
def test_which_files_are_the_manifest(path: str, *, is_one: bool) -> None:
    assert dialect.is_manifest(path) is is_one


def test_platforms_are_told_once_whatever_their_drivers() -> None:
    cuda = Platform(name="linux-64-cuda", subdir="linux-64", cuda="12.0")
    project = replace(HAND_MADE, platforms=(*HAND_MADE.platforms, cuda))
    assert dialect.write(project)["environment.yml"].root["platforms"] == [
        "linux-64",
        "osx-arm64",
        "win-64",
    ]
