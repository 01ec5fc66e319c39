"""Which packages uv builds here, as a project's settings say."""

from __future__ import annotations

from pathlib import Path

import pytest

from seedbed.commands.verifying.builds import built_in
from seedbed.commands.verifying.place import Subject
from seedbed.errors import SeedbedError
from seedbed.locks.contents import INDEX, PYPI, Contents, Locked, Source

SETTINGS = {"tool": {"uv": {"no-binary-package": ["Loam_x", 1]}}}


@pytest.mark.parametrize(
    ("manager", "said", "built"),
    [
        ("uv", None, {"loam-x"}),
        ("uv", "", set()),
        ("uv", "no-binary = true\n", {"marl"}),
        ("uv", "no-binary = false\nno-binary-package = 'marl'\n", set()),
        ("poetry", None, set()),
        ("poetry", "no-binary = true\n", set()),
    ],
)
def test_what_is_built_here(
    manager: str, said: str | None, built: set[str], tmp_path: Path
) -> None:
    if said is not None:
        (tmp_path / "uv.toml").write_text(said)
    assert built_in(about(tmp_path, manager)) == built


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text("no-binary")
    with pytest.raises(SeedbedError, match=r"^uv\.toml"):
        built_in(about(tmp_path, "uv"))


def about(root: Path, manager: str) -> Subject:
    """A project whose lock has one package."""
    marl = Locked(name="marl", version="1", kind=PYPI, source=Source(kind=INDEX, address=""))
    return Subject(
        root=str(root),
        manager=manager,
        environment=str(root / ".venv"),
        called=".venv",
        aliases=(),
        lock=str(root / "uv.lock"),
        text="",
        contents=Contents(format=manager, packages=(marl,)),
        own=(),
        manifest=SETTINGS,
    )
