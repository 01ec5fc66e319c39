"""The layers that come with seedbed, and how they are selected."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import seedbed
from seedbed.accelerators.tables import load_tables, make_tables
from seedbed.errors import SeedbedError, nearest
from seedbed.layers import compiling
from seedbed.layers.library import (
    SLOTS,
    load_choosing,
    load_library,
    load_presets,
    load_skeletons,
    make_library,
    offered,
    other_names,
    select,
)
from seedbed.layers.reasons import RENDERED
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

ROOT = Path(seedbed.__file__).parent / "data"
KNOWN = {
    "title", "help", "slot", "when", "runs", "ignore", "attributes", "conflicts",
    "dependencies", "tasks", "scripts", "environment", "tools", "notes", "editor", "spdx",
    "compiles", "renders", "overrides", "framework", "placeholders", "brings", "indexes",
    "exclusive", "channels", "system-packages", "needs", "accelerators", "builds", "on_demand",
    "with", "without", "unasked", "also", "line_lengths",
}  # fmt: skip


def test_every_layer_says_what_it_is() -> None:
    for name, layer in load_library().items():
        assert layer.slot in SLOTS, name
        assert layer.data["slot"] == layer.slot, name
        assert set(layer.data) <= KNOWN, name
        assert layer.data["title"], name
        assert "\n" not in layer.data["help"], name
        assert (layer.slot == "pairs") == ("when" in layer.data), name


def test_other_names_of_choices_are_no_choices_and_mean_one() -> None:
    library = load_library()
    for slot in SLOTS:
        known = offered(library, slot)
        names = [
            name
            for layer in library.values()
            if layer.slot == slot
            for name in layer.data.get("also", ())
        ]
        assert len(names) == len({*names, *known}) - len(known), slot
        assert names == [name.lower() for name in names], slot


@pytest.mark.parametrize(
    ("slot", "typed", "meant"),
    [
        ("manager", "mamba", "conda"),
        ("manager", "micromamba", "conda"),
        ("manager", "pip", ""),
        ("manager", "pixie", "pixi"),
        ("nix", "yes", "shell"),
        ("nix", "maybe", ""),
        ("extras", "Notebook", "jupyter"),
        ("extras", "nonsense", ""),
        ("license", "nonsense", ""),
        ("license", "mti", "mit"),
        ("lint", "black", "classic"),
    ],
)
def test_what_people_mean_by_a_choice(slot: str, typed: str, meant: str) -> None:
    library = load_library()
    also = other_names(library, slot)
    assert nearest(typed, offered(library, slot), also=also) == meant


def test_what_a_layer_says_it_runs_is_there() -> None:
    for name, layer in load_library().items():
        for path in layer.data.get("runs", ()):
            rendered = layer.data.get("renders", ())
            made = {one for kind in rendered for one in RENDERED.get(kind, ())}
            assert path in {*layer.files, *made}, name


def test_pairs_are_of_layers_that_exist() -> None:
    library = load_library()
    for name, layer in library.items():
        for other in layer.data.get("when", ()):
            assert other in library, name


def test_pairs_stay_few() -> None:
    assert len(offered(load_library(), "pairs")) <= 8


def test_presets_fix_only_what_is_offered() -> None:
    presets = load_presets()
    assert "uv" in presets
    for name, preset in presets.items():
        assert preset["title"], name
        assert preset["help"], name
        choices = {
            key: tuple(v) if isinstance(v, list) else v for key, v in preset["choices"].items()
        }
        select(make_choices("x-1", **choices), load_library())


def test_the_compiled_module_says_what_the_folders_say(tmp_path: Path) -> None:
    path = tmp_path / "compiled.py"
    path.write_text(compiling.compile_layers(ROOT), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("compiled", path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert make_library(module.LAYERS) == load_library()
    assert load_presets() == module.PRESETS
    assert load_skeletons() == module.SKELETONS
    assert load_choosing() == module.CHOOSING
    assert make_tables(module.ACCELERATORS) == load_tables()


def test_a_pair_comes_when_both_are_chosen() -> None:
    library = load_library()
    with_github = [layer.name for layer in select(make_choices("x-1"), library)]
    without = [layer.name for layer in select(make_choices("x-1", extras=()), library)]
    assert "pairs/uv+github" in with_github
    assert not [name for name in without if name.startswith(("pairs/", "extras/"))]


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("framework", "skleran", "'sklearn'"),
        ("manager", "UV", "'uv'"),
        ("license", "Apache", "'apache-2.0'"),
        ("extras", ("vs-code",), "'vscode'"),
        ("lint", "zzz", "Choose from: classic, ruff"),
    ],
)
def test_an_unknown_choice_names_the_nearest(field: str, value: Any, hint: str) -> None:
    choices = make_choices("x-1", **{field: value})
    with pytest.raises(SeedbedError, match="cannot be") as caught:
        select(choices, load_library())
    assert hint in caught.value.hint
    assert caught.value.code == "unknown-choice"


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_two_choices_that_exclude_each_other_are_both_named(manager: str) -> None:
    choices = make_choices("x-1", manager=manager, channels=("conda-forge",))
    with pytest.raises(
        SeedbedError, match=f"--channel conda-forge and --manager {manager} cannot be combined"
    ):
        select(choices, load_library())


def test_every_manager_that_can_be_driven_is_offered_with_all_its_pairs() -> None:
    library = load_library()
    assert set(offered(library, "manager")) == set(MANAGERS)
    for manager in MANAGERS.values():
        data = library[f"manager/{manager.name}"].data
        assert data["title"] == manager.title
        assert any(line.startswith(f"{manager.lock_file} ") for line in data["attributes"])
        assert f"pairs/{manager.name}+github" in library


def test_the_channels_that_the_user_picks_replace_those_of_the_manager() -> None:
    def channels(*picked: str) -> list[str]:
        choices = make_choices("x-1", manager="pixi", channels=picked)
        text = compose(choices, load_library()).files["pyproject.toml"].data.decode()
        found: list[str] = tomllib.loads(text)["tool"]["pixi"]["workspace"]["channels"]
        return found

    assert channels() == ["conda-forge"]
    assert channels("bioconda", "conda-forge") == ["bioconda", "conda-forge"]


@pytest.mark.parametrize("manager", MANAGERS)
def test_of_what_seedbed_keeps_only_the_base_is_for_git(manager: str) -> None:
    choices = make_choices("x-1", manager=manager)
    lines = compose(choices, load_library()).files[".gitignore"].data.decode().splitlines()
    assert lines.index("!/.seedbed/base") == lines.index("/.seedbed/*") + 1
    # a line that begins with ! undoes the one before it, so it has to stay behind that
    for line in lines:
        if line.startswith("!"):
            undone = line[1:-1] if line.endswith("/") else f"{line[1:].rpartition('/')[0]}/*"
            assert undone in lines[: lines.index(line)]


@pytest.mark.parametrize("manager", MANAGERS)
def test_actions_are_pinned_by_hash_and_say_their_version(manager: str) -> None:
    choices = make_choices("x-1", manager=manager, extras=("docs", "github"))
    text = compose(choices, load_library()).files[".github/workflows/ci.yml"].data.decode()
    uses = [line for line in text.splitlines() if "uses:" in line]
    assert uses
    for line in uses:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_nobody_is_told_to_get_pixi_from_a_package_index() -> None:
    for name, layer in load_library().items():
        texts = [text for text, _ in layer.files.values()] + [
            text for part in layer.sections.values() for text in part.values()
        ]
        for text in texts:
            assert not re.search(r"(pip|pipx|uv tool|uv pip) install (--\S+ )*pixi\b", text), name


def test_symbolic_links_in_layers_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "layers" / "core" / "project"
    (folder / "files").mkdir(parents=True)
    (folder / "layer.toml").write_text("")
    (folder / "files" / "secret").symlink_to("/etc/passwd")
    with pytest.raises(ValueError, match="no symbolic links"):
        compiling.read_layers(tmp_path)


def test_the_way_out_of_two_choices_that_exclude_each_other_is_the_hint() -> None:
    choices = make_choices("x-1", manager="conda", nix="build")
    with pytest.raises(SeedbedError) as caught:
        select(choices, load_library())
    assert caught.value.message == (
        "--manager conda and --nix build cannot be combined: Nix has nothing that builds a "
        "package from conda's lock."
    )
    assert caught.value.hint == "Use --nix shell, or --manager uv."


@pytest.mark.parametrize(
    ("framework", "lines"),
    [("sklearn", 180), ("pytorch", 285), ("tensorflow", 325), ("jax", 350)],
)
def test_what_a_framework_adds_to_the_package_is_small(framework: str, lines: int) -> None:
    files = load_library()[f"framework/{framework}"].files
    code = [text for path, (text, _) in files.items() if path.startswith("src/")]
    assert code
    assert sum(text.count("\n") for text in code) <= lines
