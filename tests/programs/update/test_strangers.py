"""Tables of a manager that stand in another manager's project, when a switch comes to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from aged import edit, make
from cli import seedbed
from test_switch import manifest, switch

from seedbed.errors import SeedbedError
from seedbed.update import aside_file
from seedbed.update.aside import Aside

ASIDE = ".seedbed/aside.toml"
NAME = "pyproject.toml"
VARIABLE = '[tool.pixi.activation.env]\nA = "mine" # note\n'
TASK = '[tool.poe.tasks]\nmine1 = "echo x" # mine2\n'
# the project's manager, the way back to it, and what its user had written
STRANGERS = {
    "a variable of Pixi's": ("uv", "pixi uv", VARIABLE),
    "a variable of Pixi's with Poetry": ("poetry", "pixi poetry", VARIABLE),
    "a variable of Pixi's with conda": ("conda", "pixi conda", VARIABLE),
    "a value that a switch writes too": ("uv", "pixi uv", '[tool.pixi.workspace]\nname = "mine"\n'),
    "a package": ("uv", "pixi uv", '[tool.pixi.dependencies]\nmine = ">=2"\n'),
    "a variable of poe's": ("pixi", "uv pixi", '[tool.poe.env]\nA = "mine"\n'),
    "a variable of poe's by Poetry": ("pixi", "poetry pixi", '[tool.poe.env]\nA = "mine"\n'),
    "a task": ("pixi", "uv pixi", TASK),
    "a task by two managers": ("pixi", "uv poetry pixi", TASK),
    "a package's name": ("uv", "pixi uv", '[tool.seedbed.conda-names]\nfoo = "c-foo" # mine\n'),
    "an environment": ("poetry", "pixi poetry", "[tool.hatch.envs.mine1]\nx = 1 # mine2\n"),
    "a variable by a third manager": ("uv", "poetry pixi uv", VARIABLE),
}  # fmt: skip


@pytest.mark.parametrize(("manager", "route", "own"), STRANGERS.values(), ids=STRANGERS)
def test_a_table_that_stood_there_before_is_not_lost(
    tmp_path: Path, manager: str, route: str, own: str
) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    text = (root / NAME).read_text()
    (root / NAME).write_text(f"{text}\n{own}")
    *on_the_way, _ = stops = route.split()
    for stop in stops:
        switch(root, stop)
    stays = "".join(path.read_text() for path in (root / NAME, root / ASIDE) if path.exists())
    for line in own.splitlines():
        assert line in stays
    switch(root, on_the_way[-1])
    for line in own.splitlines():
        assert line in (root / NAME).read_text()


def test_a_return_brings_it_back_as_it_stood(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    text = (root / NAME).read_text() + f"\n{VARIABLE}"
    (root / NAME).write_text(text)
    for _ in range(2):
        switch(root, "pixi")
        switch(root, "uv")
        assert (root / NAME).read_text() == text
        assert not (root / ASIDE).exists()


def test_what_a_switch_wrote_beside_it_is_not_set_aside(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    (root / NAME).write_text((root / NAME).read_text() + f"\n{VARIABLE}")
    switch(root, "pixi")
    assert '\nstrangers = ["tool.pixi.activation.env.A"]\n' in (root / ASIDE).read_text()
    edit(root, NAME, "[tool.ruff]\n", "[tool.mine]\na = 1\n\n[tool.ruff]\n")
    switch(root, "uv")
    assert aside_file.decode((root / ASIDE).read_bytes())["pixi"].table == {
        "tool": {"pixi": {"activation": {"env": {"A": "mine"}}}}
    }
    assert "pixi" not in manifest(root)["tool"]


def test_a_project_without_them_has_nothing_set_aside(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    edit(root, NAME, "[tool.ruff]\n", "[tool.mine]\na = 1\n\n[tool.ruff]\n")
    for manager in ("pixi", "poetry", "conda", "pixi", "uv"):
        switch(root, manager)
        if (root / ASIDE).exists():
            assert "strangers" not in (root / ASIDE).read_text()
    assert not (root / ASIDE).exists()


def test_the_file_holds_their_keys() -> None:
    aside = Aside(strangers=(("tool", "pixi", "tasks", 'a."b'), ("tool", "poe", "env", "A")))
    data = aside_file.encode({"uv": aside})
    stored = r'strangers = ["tool.pixi.tasks.\"a.\\\"b\"", "tool.poe.env.A"]'
    assert data.decode().endswith(f"\n[uv]\nonly = []\n{stored}\n")
    assert aside_file.decode(data) == {"uv": aside}


@pytest.mark.parametrize(
    "keys", [tuple((f"x{n}",) for n in range(10_001)), ((),)], ids=["many", "no key"]
)
def test_keys_that_seedbed_does_not_write_are_refused(keys: tuple[tuple[str, ...], ...]) -> None:
    data = aside_file.encode({"uv": Aside(strangers=keys)})
    with pytest.raises(SeedbedError, match=r"^\.seedbed/aside\.toml is damaged: "):
        aside_file.decode(data)


def test_platforms_that_stand_there_are_the_projects(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(
        '[project]\nname = "silt"\nversion = "1"\nrequires-python = ">=3.12"\n\n'
        "[tool.uv]\npackage = false\n\n"
        '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["osx-arm64"]\n'
    )
    assert seedbed("adopt", "--from", "uv", "--no-sync", "--yes", cwd=tmp_path).returncode == 0
    switch(tmp_path, "pixi")
    assert manifest(tmp_path)["tool"]["pixi"]["workspace"]["platforms"] == ["osx-arm64"]


def test_a_lock_of_the_new_manager_that_stood_there_comes_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    (root / "pixi.lock").write_text("of a colleague\n")
    switch(root, "pixi")
    (root / "pixi.lock").write_text("of this project\n")
    switch(root, "uv")
    assert (root / "pixi.lock").read_text() == "of a colleague\n"
    switch(root, "pixi")
    switch(root, "uv")
    assert (root / "pixi.lock").read_text() == "of a colleague\n"
