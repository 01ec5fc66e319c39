"""System packages: what users write, what the table knows, who is told, and what is refused."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema.validators
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from seedbed.commands.options import choices_from
from seedbed.commands.settings import apply_settings
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import USAGE, SeedbedError
from seedbed.layers.library import load_library, select
from seedbed.model import system_names
from seedbed.model.choices import PLATFORMS, Choices, make_choices
from seedbed.render import system_packages as system
from seedbed.render.compose import compose

LIBRARY = load_library()
DATA = Path(system.__file__).parents[1] / "data"
QUIET = {"git": False}
COLUMNS = ["help", "conda", "nix", "debian"]
CONDA = ["pixi", *(["conda"] if "manager/conda" in LIBRARY else [])]


def chosen(*packages: str, **picked: object) -> Choices:
    return make_choices("x-1", system_packages=packages, **picked)


def texts(*packages: str, **picked: object) -> dict[str, str]:
    found = compose(chosen(*packages, **picked), LIBRARY).files
    return {path: file.data.decode() for path, file in found.items()}


def names(*packages: str, **picked: object) -> list[tuple[str, str, str, str]]:
    return [
        (one.name, one.conda, one.nix, one.debian)
        for one in system.resolve(chosen(*packages, **picked))
    ]


def section(*packages: str, **picked: object) -> str:
    """The section of docs/environment.md."""
    (found,) = sections("docs/environment.md", *packages, **picked)
    return found


def sections(path: str, *packages: str, **picked: object) -> list[str]:
    """The sections of a page that are about system packages."""
    parts = re.split(r"^(?=## )", texts(*packages, **picked)[path], flags=re.MULTILINE)
    return [part for part in parts if part.startswith("## System packages")]


def refused(*packages: str, **picked: object) -> SeedbedError:
    with pytest.raises(SeedbedError) as caught:
        compose(chosen(*packages, **picked), LIBRARY)
    assert caught.value.status == USAGE
    assert str(caught.value).isprintable()
    return caught.value


def test_the_table_says_of_each_package_what_each_source_calls_it() -> None:
    table = system.table()
    assert len(table) > 60
    assert list(table) == sorted(table)
    for name, row in table.items():
        columns = [column for column in row if column != "also"]
        assert columns in (COLUMNS, [*COLUMNS, "lacks"]), name
        assert set(row.get("lacks", ())) <= {one.partition("-")[0] for one in PLATFORMS}, name
        assert 0 < len(row["help"]) < 60, name
        assert any(row[part] for part in system_names.PARTS), name
        by_hand = ":".join([name, *(f"{part}={row[part]}" for part in system_names.PARTS)])
        assert str(system_names.parse(by_hand)) == by_hand


def test_the_table_says_where_it_comes_from() -> None:
    text = (DATA / "system_packages.toml").read_text(encoding="utf-8")
    head = text.partition("\n[")[0]
    assert re.search(r"checked on \d{4}-\d\d-\d\d", head)
    for source in ("conda", "nix", "debian"):
        assert f"# - {source}: " in head


def test_layers_and_the_table_agree() -> None:
    for layer in LIBRARY.values():
        for package in layer.data.get("system-packages", ()):
            row = system.table()[package["name"]]
            assert {part: package.get(part, "") for part in system_names.PARTS} == {
                part: row[part] for part in system_names.PARTS
            }, layer.name


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("ffmpeg", "ffmpeg"),
        ("  FFmpeg ", "ffmpeg"),
        ("g++", "g++"),
        ("mytool:nix=myTool:conda=", "mytool:conda=:nix=myTool"),
        ("mytool : debian = my-tool", "mytool:debian=my-tool"),
        ("black:nix=python3Packages.black", "black:nix=python3Packages.black"),
        ("x:nix=a'b._c-d:conda=_x.y-z:debian=xx+", "x:conda=_x.y-z:nix=a'b._c-d:debian=xx+"),
    ],
)
def test_what_can_be_written(given_text: str, stored: str) -> None:
    assert chosen(given_text).system_packages == (stored,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it has no name"),
        (":nix=a", "it has no name"),
        ("a b", "its name contains ' '"),
        ("ffmpeg>=4", "its name contains '>'"),
        ("uvicorn[standard]", "its name contains '['"),
        ("x;rm", "its name contains ';'"),
        ("$(x)", "its name contains '$'"),
        ("`x`", "its name contains '`'"),
        ("a/b", "its name contains '/'"),
        ("../x", "its name contains '/'"),
        ("a..b", "without '..'"),
        ("-x", "must begin and end"),
        ("x.", "must begin and end"),
        ("@name@", "its name contains '@'"),
        ("äpfel", r"its name contains '\xe4'"),
        ("a\nb", r"its name contains '\n'"),
        ("a\udcff", r"its name contains '\udcff'"),
        ("x" * 101, "has 101 characters"),
        ("foo:", "a part of it is empty"),
        ("foo:bar", "'bar' is not one of its parts"),
        ("foo:brew=foo", "'brew=foo' is not one of its parts"),
        ("foo:nix=a:nix=b", "it has nix= twice"),
        ("foo:nix=a b", "'a b' cannot be a name for nix="),
        ("foo:nix=a..b", "cannot be a name for nix="),
        ("foo:nix=.a", "cannot be a name for nix="),
        ("foo:nix=1a", "cannot be a name for nix="),
        ("foo:nix=a;b", "cannot be a name for nix="),
        ("foo:nix=${a}", "cannot be a name for nix="),
        ("foo:nix=" + "a" * 101, "cannot be a name for nix="),
        ('foo:nix="a"', "cannot be a name for nix="),
        ("foo:conda=Foo", "cannot be a name for conda="),
        ("foo:conda=a b", "cannot be a name for conda="),
        ("foo:conda=foo>=1", "cannot be a name for conda="),
        ("foo:conda=a..b", "cannot be a name for conda="),
        ("foo:conda=foo=1.0", "cannot be a name for conda="),
        ("foo:conda=conda-forge::foo", "a part of it is empty"),
        ("foo:debian=a_b", "cannot be a name for debian="),
        ("foo:debian=x", "cannot be a name for debian="),
        ("foo:debian=--yes", "cannot be a name for debian="),
    ],
)
def test_what_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        chosen(text)
    error = caught.value
    assert (error.code, error.status) == ("bad-system-package", USAGE)
    assert said in error.message
    assert error.hint
    assert str(error).isascii()
    assert str(error).isprintable()


@given(st.text(max_size=30) | st.from_regex(r"[a-z]{1,3}(:(nix|conda|debian)=.{0,6}){0,3}"))
def test_what_is_taken_is_safe_in_every_format(text: str) -> None:
    try:
        given_package = system_names.parse(text)
    except SeedbedError as error:
        assert error.code == "bad-system-package"
        return
    stored = str(given_package)
    assert system_names.parse(stored) == given_package
    safe = re.compile(r"[A-Za-z0-9_+.:='-]+")
    assert safe.fullmatch(stored)
    assert not stored.startswith("-")
    for name in given_package.parts.values():
        assert not name.startswith(("-", "."))


def test_a_package_is_one_whatever_how_often_it_is_named() -> None:
    assert chosen("jq", "FFmpeg", "jq", "ffmpeg").system_packages == ("ffmpeg", "jq")
    with pytest.raises(SeedbedError, match="ffmpeg is given in two ways") as caught:
        chosen("ffmpeg", "ffmpeg:nix=ffmpeg-full")
    assert caught.value.code == "bad-system-package"
    assert "ffmpeg:nix=ffmpeg-full" in caught.value.message


def test_what_is_given_by_hand_wins_over_the_table() -> None:
    assert names("ffmpeg") == [("ffmpeg", "ffmpeg", "ffmpeg", "ffmpeg")]
    assert names("ffmpeg:nix=ffmpeg-full:debian=") == [("ffmpeg", "ffmpeg", "ffmpeg-full", "")]
    assert names("mytool:nix=my.tool") == [("mytool", "", "my.tool", "")]
    assert names("tesseract", "make") == [
        ("make", "make", "gnumake", "make"),
        ("tesseract", "tesseract", "tesseract", "tesseract-ocr"),
    ]


def test_options_take_several() -> None:
    values: dict[str, Any] = {**QUIET, "system_package": ["jq, ffmpeg", "mytool:nix=myTool:conda="]}
    found = choices_from(values, "/x-1").system_packages
    assert found == ("ffmpeg", "jq", "mytool:conda=:nix=myTool")


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_where_no_name_is_needed_an_unknown_package_is_recorded(manager: str) -> None:
    found = texts("mytool", manager=manager)
    table = tomllib.loads(found["pyproject.toml"])["tool"]["seedbed"]
    assert table["system-packages"] == ["mytool"]
    assert "`mytool` as its documentation describes" in section("mytool", manager=manager)
    assert system.remarks(chosen("mytool", "jq", "b:nix=b")) == [
        "seedbed does not know the system package 'mytool', so it only records it."
    ]
    assert system.remarks(chosen("ffmpg"))[0].endswith("Did you mean 'ffmpeg'?")


@pytest.mark.parametrize("manager", CONDA)
def test_a_conda_name_that_is_needed_and_unknown_is_told(manager: str) -> None:
    error = refused("jq", "mytool", manager=manager)
    assert error.code == "unknown-system-package"
    assert "no conda name for the system package 'mytool'" in error.message
    assert f"which {'Pixi' if manager == 'pixi' else 'conda'} needs" in error.message
    assert "--system-package mytool:conda=NAME" in error.hint
    assert "mytool" in section("mytool:conda=mytool", manager=manager)
    texts("mytool:conda=", manager=manager)


@pytest.mark.parametrize("nix", ["shell", "nixos"])
def test_an_attribute_that_is_needed_and_unknown_is_told(nix: str) -> None:
    error = refused("mytool", nix=nix)
    assert "no nixpkgs attribute for the system package 'mytool'" in error.message
    assert "which Nix needs" in error.message
    assert "--system-package mytool:nix=ATTRIBUTE" in error.hint
    assert error.hint.endswith(
        " Look up nixpkgs attributes at https://search.nixos.org/packages. Write 'nix=' if nixpkgs "
        "has no such package."
    )
    packages = texts("mytool:nix=myTool", nix=nix)[".nix/packages.json"]
    assert json.loads(packages) == ["myTool"]
    assert json.loads(texts("mytool:nix=", nix=nix)[".nix/packages.json"]) == []


def test_both_names_are_asked_for_at_once_and_the_hint_is_right() -> None:
    error = refused("mytool:debian=my-tool", manager="pixi", nix="shell")
    assert "no conda name and no nixpkgs attribute" in error.message
    assert "which Pixi and Nix need." in error.message
    hinted = "mytool:debian=my-tool:conda=NAME:nix=ATTRIBUTE"
    assert error.hint == (
        f"Give one with --system-package {hinted}. Look up conda names at "
        "https://prefix.dev/channels/conda-forge, nixpkgs attributes at "
        "https://search.nixos.org/packages. Write 'conda=' if conda-forge has no such package."
    )
    by_hand = hinted.replace("NAME", "a").replace("ATTRIBUTE", "b")
    found = texts(by_hand, manager="pixi", nix="shell")
    assert json.loads(found[".nix/packages.json"]) == ["b"]


def test_a_near_miss_is_suggested() -> None:
    assert "Did you mean 'ffmpeg'?" in refused("ffmpg", manager="pixi").hint
    assert "Did you mean" not in refused("mytool", manager="pixi").hint


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("r-base", "r"),
        ("java", "openjdk"),
        ("default-jdk", "openjdk"),
        ("c++", "compilers"),
        ("node", "nodejs"),
        ("rust-analyzer", ""),
    ],
)
def test_other_names_of_packages_are_known(typed: str, meant: str) -> None:
    hint = refused(typed, manager="pixi").hint
    said = f"Did you mean '{meant}'? "
    assert hint.startswith(said if meant else "Give one with ")


def test_other_names_of_packages_mean_one() -> None:
    rows = system.table()
    names = [name for row in rows.values() for name in row.get("also", ())]
    assert len(names) == len({*names, *rows}) - len(rows)


def test_pixi_installs_it_in_every_environment() -> None:
    found = texts("ffmpeg", "inkscape", "poppler", manager="pixi", extras=("docs",))
    pixi = tomllib.loads(found["pyproject.toml"])["tool"]["pixi"]
    assert {"ffmpeg", "poppler"} <= set(pixi["dependencies"])
    assert "inkscape" not in json.dumps(pixi)
    assert "pandoc" in pixi["feature"]["docs"]["dependencies"]
    schema = json.loads(
        (files("validate_pyproject_schema_store") / "resources/pixi.schema.json").read_text()
    )
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(pixi)] == []


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_the_flake_reads_the_attributes(manager: str) -> None:
    picked = {"manager": manager, "nix": "shell", "extras": ("docs",)}
    found = texts("poppler", "ffmpeg", "make", "pandoc", **picked)
    assert json.loads(found[".nix/packages.json"]) == [
        "ffmpeg", "gnumake", "pandoc", "poppler-utils",
    ]  # fmt: skip


def test_a_page_says_who_brings_them() -> None:
    by_hand = section("ffmpeg", "poppler", "duckdb")
    assert "needs `duckdb`, `ffmpeg` and `poppler`" in by_hand
    assert "$ sudo apt install ffmpeg poppler-utils\n" in by_hand
    assert "`duckdb` as its documentation describes" in by_hand

    by_pixi = section("ffmpeg", "duckdb", manager="pixi")
    assert "`duckdb` and `ffmpeg` come with the environment that Pixi creates." in by_pixi
    assert "apt" not in by_pixi
    assert "install `inkscape` yourself" in section("ffmpeg", "inkscape", manager="pixi").lower()

    by_nix = section("ffmpeg", nix="shell")
    assert "The Nix shell has `ffmpeg`" in by_nix
    assert "Without Nix, install `ffmpeg` yourself" in by_nix
    assert "Without Nix" not in section("ffmpeg", nix="shell", manager="pixi")
    both = section("ffmpeg", "mytool:nix=", nix="shell")
    assert "The Nix shell has `ffmpeg`." in both
    assert "Install `mytool` as its documentation describes." in both


def test_the_readme_says_only_what_you_have_to_install_yourself() -> None:
    (found,) = sections("README.md", "ffmpeg", "poppler")
    assert found == (
        "## System packages\n\n"
        "Install `ffmpeg` and `poppler` yourself. On Debian and Ubuntu:\n\n"
        "```console\n$ sudo apt install ffmpeg poppler-utils\n```\n\n"
        "On macOS, look for them in Homebrew or conda-forge; on other systems, in the system's own "
        "packages.\n\n"
    )
    assert sections("README.md", "ffmpeg", manager="pixi") == []
    (inkscape,) = sections("README.md", "ffmpeg", "inkscape", manager="pixi")
    assert "ffmpeg" not in inkscape
    assert "apt install inkscape" in inkscape
    (by_nix,) = sections("README.md", "ffmpeg", nix="shell")
    assert by_nix.startswith("## System packages\n\nWithout Nix, install `ffmpeg` yourself.")
    # pandoc is for whoever converts documents, not for the setup
    assert sections("README.md", extras=("docs",)) == []


def test_the_section_is_there_only_when_it_is_needed() -> None:
    assert sections("docs/environment.md") == sections("README.md") == []
    assert "`pandoc`" in section(extras=("docs",))
    tree = compose(chosen("jq"), LIBRARY)
    assert tree.keys["README.md"]["35-system.md"] == ("core/project",)
    assert tree.keys["docs/environment.md"]["35-system.md"] == ("core/project",)
    text = tree.files["README.md"].data.decode()
    assert text.index("## System packages") < text.index("## Layout")


def test_many_packages_stay_readable() -> None:
    text = section(*system.table())
    tokens = MarkdownIt("commonmark").parse(text)
    (fence,) = (token.content for token in tokens if token.type == "fence")
    assert max(map(len, text.splitlines())) <= 100
    words = fence.replace("\\\n", " ").split()
    assert words[:4] == ["$", "sudo", "apt", "install"]
    assert words[4:] == sorted({row["debian"] for row in system.table().values()} - {""})


def test_the_choice_is_read_back_from_the_project() -> None:
    choices = chosen("ffmpeg", "mytool:nix=myTool:conda=")
    manifest = tomllib.loads(compose(choices, LIBRARY).files["pyproject.toml"].data.decode())
    assert read_choices(manifest).system_packages == choices.system_packages
    manifest["tool"]["seedbed"]["system-packages"] = ["ffmpeg", "a b"]
    with pytest.raises(
        SeedbedError, match=r"pyproject.toml: 'a b' is not a system package"
    ) as caught:
        read_choices(manifest)
    assert caught.value.hint == "Fix [tool.seedbed] system-packages."


def test_it_can_be_set_and_cleared() -> None:
    choices = chosen("ffmpeg")
    setting = "system-packages=jq,mytool:nix=myTool"
    found = apply_settings(choices, {"set": [setting]}).system_packages
    assert found == ("jq", "mytool:nix=myTool")
    assert apply_settings(choices, {"set": ["system-packages="]}).system_packages == ()
    assert apply_settings(choices, {}).system_packages == ("ffmpeg",)
    for bad in ("system-packages=a b", "system-packages=jq,jq:nix=jq"):
        with pytest.raises(SeedbedError) as caught:
            apply_settings(choices, {"set": [bad]})
        assert caught.value.code == "bad-system-package"


def test_a_switch_that_needs_a_name_says_how_to_set_it() -> None:
    choices = chosen("ffmpeg", "mytool")
    with pytest.raises(SeedbedError) as caught:
        apply_settings(choices, {"set": ["manager=pixi"]})
    assert caught.value.code == "unknown-system-package"
    assert "--set system-packages=ffmpeg,mytool:conda=NAME" in caught.value.hint
    settings = ["manager=pixi", "system-packages=ffmpeg,mytool:conda=my-tool"]
    assert apply_settings(choices, {"set": settings}).manager == "pixi"


def test_what_conda_channels_lack_for_a_platform_is_told() -> None:
    error = refused("tmux", "jq", manager="pixi")
    assert error.code == "lacks-platform"
    assert "conda-forge has no 'tmux' for win-64, which the lock covers" in error.message
    assert "--platform linux-64,linux-aarch64,osx-arm64," in error.hint
    assert "--system-package tmux:conda=." in error.hint
    texts("tmux", manager="uv")
    texts("tmux", manager="pixi", platforms=("linux-64", "osx-arm64"))
    assert "`tmux` yourself" in section("tmux:conda=", manager="pixi")
    texts("tmux:conda=tmux", manager="pixi")  # by hand, who knows better is believed
    texts("tmux", manager="pixi", channels=("my-channel", "conda-forge"))
    only = refused("libgl", manager="pixi", platforms=("osx-arm64", "win-64"))
    assert "for osx-arm64, win-64" in only.message
    assert only.hint == "Install it on each system separately, with --system-package libgl:conda=."

    choices = chosen("jq", "tmux")
    with pytest.raises(SeedbedError) as caught:
        apply_settings(choices, {"set": ["manager=pixi"]})
    assert "--set platforms=linux-64,linux-aarch64,osx-arm64," in caught.value.hint
    assert "--set system-packages=jq,tmux:conda=." in caught.value.hint


def test_no_layer_takes_the_place_of_the_section() -> None:
    for choices in (chosen("jq"), chosen("jq", extras=("docs",), nix="shell")):
        for layer in select(choices, LIBRARY):
            for kind in ("readme", "environment"):
                assert "35-system.md" not in layer.sections.get(kind, {})
