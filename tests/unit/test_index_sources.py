"""From which index a package comes that is asked for in two places, under each manager."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Index, Project
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

NAME = "pyproject.toml"
OPEN = Index(name="one", url="https://one.example/simple", explicit=False)
NARROW = Index(name="two", url="https://two.example/simple")


def project(*items: Dependency) -> Project:
    wanted = tuple(sorted(items, key=lambda item: item.key))
    return Project(
        name="x-1", package="x_1", python=">=3.11", dependencies=wanted, indexes=(OPEN, NARROW)
    )


def torch(index: str = "", **place: Any) -> Dependency:
    return Dependency(name="torch", index=index, **place)


def rendered(manager: str, wanted: Project) -> dict[str, str]:
    documents = load_dialect(manager).write(wanted)
    return {path: document.render({}) for path, document in documents.items()}


def sources(text: str) -> Any:
    return tomllib.loads(text)["tool"]["uv"].get("sources", {}).get("torch")


def switched(old: str, new: str, base: dict[str, str], fresh: dict[str, str]) -> dict[str, str]:
    found = merge_manifest(
        load_dialect(old), load_dialect(new), Sides(base=base, ours=base, theirs=fresh)
    )
    assert not any(found.gone.values())
    return {path: file.text for path, file in found.files.items()}


@pytest.mark.parametrize("place", [{"optional": "gpu"}, {"group": "dev"}])
def test_the_source_for_all_of_a_package_is_written_once(place: dict[str, Any]) -> None:
    for index in ("", "one"):
        text = rendered("uv", project(torch("one"), torch(index, **place)))[NAME]
        assert sources(text) == {"index": "one"}


def test_a_requirement_with_another_index_has_a_source_of_its_own() -> None:
    linux = 'sys_platform == "linux"'
    wanted = project(
        torch("one"), torch("two", optional="gpu"), torch("one", group="dev"),
        torch("two", marker=linux),
    )  # fmt: skip
    assert sources(rendered("uv", wanted)[NAME]) == [
        {"index": "one"},
        {"index": "two", "marker": linux},
        {"index": "two", "extra": "gpu"},
    ]


def test_without_a_source_for_all_each_requirement_has_its_own() -> None:
    text = rendered("uv", project(torch("one", optional="gpu"), torch(), torch("one", group="dev")))
    assert sources(text[NAME]) == [
        {"index": "one", "extra": "gpu"},
        {"index": "one", "group": "dev"},
    ]


@pytest.mark.parametrize("index", ["one", "two"])
@pytest.mark.parametrize(
    ("old", "place"),
    [
        # neither manager can give these an index of their own
        ("conda", {"optional": "gpu"}),
        ("pixi", {"group": "dev", "marker": 'sys_platform == "linux"'}),
        ("pixi", {"optional": "gpu", "marker": 'sys_platform == "linux"'}),
    ],
)
def test_a_package_with_an_index_in_one_place_only_goes_to_uv_and_comes_back(
    old: str, place: dict[str, Any], index: str
) -> None:
    wanted = project(torch(index), torch(**place))
    here, there = rendered(old, wanted), rendered("uv", wanted)
    forth = switched(old, "uv", here, there)
    assert forth == there
    assert sources(forth[NAME]) == {"index": index}
    back = switched("uv", old, forth, here)
    assert back == here
    url = next(one.url for one in (OPEN, NARROW) if one.name == index)
    if old == "conda":
        assert f'- "--extra-index-url {url}"\n      - torch\n' in back["environment.yml"]
    else:
        table = tomllib.loads(back[NAME])["tool"]["pixi"]
        given = table["target"]["unix"]["pypi-dependencies"]["torch"]
        assert given == {"version": "*", "index": url}
        assert "target" not in table.get("feature", {}).get("dev", {})
