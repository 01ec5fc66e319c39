"""What `seedbed add` and `remove` make of the manifests of each manager, without the manager."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest
from rattler import MatchSpec

from seedbed.commands.add import plan_add, plan_editable
from seedbed.commands.new import plan_new, write_new
from seedbed.commands.packages import Packing, write_alone
from seedbed.commands.remove import plan_remove
from seedbed.commands.requirements import Where, where_of
from seedbed.commands.update import plan_update, write_update
from seedbed.errors import SeedbedError
from seedbed.model.choices import make_choices

Make = Callable[..., Path]
MANAGERS = ("uv", "pixi", "poetry", "conda")
MANIFEST = "pyproject.toml"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that makes a project, and gives its folder."""

    def project(manager: str, **choices: object) -> Path:
        root = tmp_path / "x-1"
        write_new(plan_new(str(root), make_choices("x-1", manager=manager, **choices)))
        return root

    return project


def lines(plan: Packing) -> list[str]:
    """The lines that come and go, each with its file, but for those that only move."""
    found: list[str] = []
    for change in plan.changes:
        assert change.before
        assert change.after
        before, after = (one.data.decode().splitlines() for one in (change.before, change.after))
        found += [
            f"{change.path}: {line[0]} {line[1:].strip()}"
            for line in unified_diff(before, after, n=0, lineterm="")
            if line[:1] in "+-" and line[:3] not in {"+++", "---"}
        ]
    return found


ADDED = {
    "uv": ['pyproject.toml: + "polars>=1.2,<2",'],
    "poetry": ['pyproject.toml: + "polars>=1.2,<2",'],
    "pixi": [
        'pyproject.toml: + "polars>=1.2,<2",',
        'pyproject.toml: + polars = ">=1.2,<2"',
    ],
    "conda": ["environment.yml: + - polars >=1.2,<2", 'pyproject.toml: + "polars>=1.2,<2",'],
}


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_requirement_goes_where_its_manager_reads_it(make: Make, manager: str) -> None:
    plan = plan_add(str(make(manager)), ["polars>=1.2,<2"], Where())
    assert lines(plan) == ADDED[manager]


GROUPED = {
    "uv": ['pyproject.toml: + "ipdb",'],
    "poetry": ['pyproject.toml: + "ipdb",'],
    "pixi": ['pyproject.toml: + "ipdb",', 'pyproject.toml: + ipdb = "*"'],
    "conda": ["environment-dev.yml: + - ipdb", 'pyproject.toml: + "ipdb",'],
}


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_tool_goes_into_its_group(make: Make, manager: str) -> None:
    root = make(manager)
    plan = plan_add(str(root), ["ipdb"], where_of({"dev": True}))
    assert lines(plan) == GROUPED[manager]
    write_alone(plan)
    groups = tomllib.loads((root / MANIFEST).read_text())["dependency-groups"]
    assert "ipdb" in groups["dev"]


@pytest.mark.parametrize("manager", MANAGERS)
def test_an_extra_is_begun(make: Make, manager: str) -> None:
    root = make(manager)
    write_alone(plan_add(str(root), ["rich>=14"], where_of({"extra": "cli"})))
    project = tomllib.loads((root / MANIFEST).read_text())["project"]
    assert project["optional-dependencies"] == {"cli": ["rich>=14"]}


@pytest.mark.parametrize("manager", MANAGERS)
def test_what_was_added_and_removed_leaves_no_trace(make: Make, manager: str) -> None:
    root = make(manager)
    before = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    write_alone(plan_add(str(root), ["polars>=1"], Where()))
    after = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    assert before != after
    write_alone(plan_remove(str(root), ["Polars"], Where()))
    assert {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()} == before
    assert not (root / ".seedbed" / "due").exists()


@pytest.mark.parametrize("manager", MANAGERS)
def test_comments_and_order_of_other_lines_stay(make: Make, manager: str) -> None:
    root = make(manager)
    text = (root / MANIFEST).read_text()
    mine = text.replace('    "numpy>=2.1",\n', '    "numpy>=2.1", # arrays\n\n    "zarr",\n')
    mine = f"# my project\n{mine}"
    (root / MANIFEST).write_text(mine)
    plan = plan_add(str(root), ["polars"], Where())
    assert 'pyproject.toml: + "polars",' in lines(plan)
    assert not [line for line in lines(plan) if ": -" in line]


@pytest.mark.parametrize("manager", MANAGERS)
def test_an_update_keeps_what_was_added_and_removed(make: Make, manager: str) -> None:
    root = make(manager)
    write_alone(plan_add(str(root), ["polars>=1"], Where()))
    write_alone(plan_remove(str(root), ["skops"], Where()))
    edited = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    write_update(plan_update(str(root), {"set": ["license=bsd-3-clause"]}))
    updated = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    assert edited != updated
    requirements = tomllib.loads(updated[MANIFEST].decode())["project"]["dependencies"]
    assert "polars>=1" in requirements
    assert not [one for one in requirements if one.startswith("skops")]


NAMES = [
    ("pytorch", "torch", "pytorch", "pytorch is called torch on PyPI."),
    ("py-opencv", "opencv-python", "py-opencv", "py-opencv is called opencv-python on PyPI."),
    ("opencv", "opencv-python", "py-opencv", "opencv is called opencv-python on PyPI."),
    ("sklearn", "scikit-learn", "scikit-learn", "sklearn is called scikit-learn on PyPI."),
    ("PIL", "pillow", "pillow", "PIL is called pillow on PyPI."),
    ("python-graphviz", "graphviz", "python-graphviz",
     "python-graphviz is called graphviz on PyPI."),
    ("Ruamel_YAML", "Ruamel_YAML", "ruamel.yaml", ""),
    ("redis", "redis", "redis-py", ""),
    ("no-such-name", "no-such-name", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "name", "conda", "said"), NAMES)
def test_names_that_differ_are_known_and_told(
    make: Make, typed: str, name: str, conda: str, said: str
) -> None:
    plan = plan_add(str(make("pixi", framework="none")), [typed], Where())
    (item,) = plan.items
    assert (item.name, item.conda) == (name, conda)
    assert [one for one in plan.remarks if " is called " in one] == ([said] if said else [])


def test_it_is_told_where_a_package_comes_from(make: Make) -> None:
    root = make("pixi")
    words = ["polars", "redis", "no-such-name", "httpx[http2]", "a @ git+https://example.org/a"]
    assert plan_add(str(root), words, Where()).remarks == (
        "Pixi installs polars from conda channels.",
        "Pixi installs redis from conda channels as redis-py.",
        "Pixi installs no-such-name from PyPI, because seedbed knows no conda package for it.",
        "Pixi installs httpx from PyPI, because conda packages know neither extras nor markers.",
        "Pixi installs a from PyPI.",
    )
    assert plan_add(str(root), ["polars"], where_of({"pypi": True})).remarks == (
        "Pixi installs polars from PyPI.",
    )


def test_a_channel_of_a_labs_own_goes_behind_the_others(make: Make) -> None:
    root = make("conda")
    write_alone(plan_add(str(root), ["mylib>=2"], where_of({"channel": ["my-lab"]})))
    text = (root / "environment.yml").read_text()
    assert "channels:\n  - conda-forge\n  - my-lab\n" in text
    assert "\n  - mylib >=2\n" in text


@pytest.mark.parametrize("manager", ["pixi", "conda"])
@pytest.mark.parametrize(
    "typed", ["polars", "polars>=1.2,<2", "polars==1.*", "polars~=1.4", "polars!=1.3"]
)
def test_conda_specs_are_ones_that_rattler_reads(make: Make, manager: str, typed: str) -> None:
    root = make(manager)
    write_alone(plan_add(str(root), [typed], Where()))
    if manager == "pixi":
        tables = tomllib.loads((root / MANIFEST).read_text())["tool"]["pixi"]
        spec = f"polars {tables['dependencies']['polars']}"
    else:
        text = (root / "environment.yml").read_text()
        (line,) = (one for one in text.splitlines() if "polars" in one)
        spec = line.strip().removeprefix("- ").strip("\"'")
    found = MatchSpec(spec)
    assert found.name is not None
    assert str(getattr(found.name, "normalized", found.name)) == "polars"


def test_a_package_that_is_there_is_no_change(make: Make) -> None:
    plan = plan_add(str(make("uv")), ["NumPy"], Where())
    assert (plan.items, plan.changes) == ((), ())
    assert plan.remarks == ("numpy>=2.1 is already in the dependencies.",)


def test_another_range_takes_the_place_of_the_old_one(make: Make) -> None:
    plan = plan_add(str(make("pixi")), ["numpy>=2.2"], Where())
    assert lines(plan) == [
        'pyproject.toml: - "numpy>=2.1",',
        'pyproject.toml: + "numpy>=2.2",',
        'pyproject.toml: - numpy = ">=2.1"',
        'pyproject.toml: + numpy = ">=2.2"',
    ]
    assert plan.remarks[0] == "numpy>=2.1 becomes numpy>=2.2."


def test_torchvision_comes_from_the_index_of_torch(make: Make) -> None:
    root = make("uv", framework="pytorch", accelerator="cuda", accelerator_version="13.0")
    plan = plan_add(str(root), ["torchvision"], Where())
    assert not plan.native
    write_alone(plan)
    sources = tomllib.loads((root / MANIFEST).read_text())["tool"]["uv"]["sources"]
    assert sources["torchvision"] == sources["torch"]


def test_a_framework_is_better_chosen(make: Make) -> None:
    plan = plan_add(str(make("uv", framework="none")), ["torch"], Where())
    (remark,) = plan.remarks
    assert remark.endswith("for your GPU, run 'seedbed update --framework pytorch' instead.")


def test_what_the_project_was_generated_with_can_go_and_that_is_told(make: Make) -> None:
    plan = plan_remove(str(make("uv")), ["skops"], Where())
    assert lines(plan) == ['pyproject.toml: - "skops>=0.13",']
    assert plan.remarks == ("The generated code or its tasks may need skops.",)


REFUSED = [
    (["polars=1"], {}, "'polars=1' is not a requirement."),
    (["a b"], {}, "'a b' is not a requirement."),
    ([""], {}, "'' is not a requirement."),
    (["git+https://example.org/a"], {},
     "'git+https://example.org/a' doesn't say which package is there."),
    (["a"], {"dev": True, "extra": "x"}, "--dev and --extra cannot be combined."),
    (["a"], {"pypi": True, "conda": True}, "--pypi and --conda cannot be combined."),
    (["a"], {"group": "a b"}, "--group cannot be 'a b'."),
    (["a"], {"conda": True}, "uv doesn't install from conda channels."),
    (["a"], {"channel": ["my lab"]}, "'my lab' is not a conda channel: "),
]  # fmt: skip


@pytest.mark.parametrize(("words", "values", "message"), REFUSED)
def test_what_cannot_be_added(
    make: Make, words: list[str], values: dict[str, object], message: str
) -> None:
    root = make("uv")
    before = (root / MANIFEST).read_bytes()
    with pytest.raises(SeedbedError) as error:
        plan_add(str(root), words, where_of(values))
    assert error.value.message.startswith(message)
    assert (error.value.status, bool(error.value.hint)) == (2, True)
    assert (root / MANIFEST).read_bytes() == before


def test_what_cannot_be_removed(make: Make) -> None:
    root = str(make("uv"))
    with pytest.raises(SeedbedError) as error:
        plan_remove(root, ["numpi"], Where())
    assert error.value.message == f"numpi is not in the dependencies of {root}."
    assert error.value.hint == "Did you mean 'numpy'?"
    with pytest.raises(SeedbedError) as error:
        plan_remove(root, ["mypy"], Where())
    assert error.value.hint == "It is in the group 'dev': 'seedbed remove mypy --group dev'."


def test_a_manifest_that_is_a_link_is_not_written(make: Make, tmp_path: Path) -> None:
    root = make("uv")
    (root / MANIFEST).rename(tmp_path / "mine.toml")
    (root / MANIFEST).symlink_to(tmp_path / "mine.toml")
    with pytest.raises(SeedbedError, match="seedbed doesn't write through links"):
        plan_add(str(root), ["polars"], Where())


@pytest.mark.parametrize("manager", ["pixi", "conda"])
def test_how_to_add_an_editable_package_by_hand(make: Make, manager: str) -> None:
    with pytest.raises(SeedbedError, match="can't add editable packages with"):
        plan_editable(str(make(manager)), "../lib", Where())
