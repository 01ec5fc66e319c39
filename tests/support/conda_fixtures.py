"""Fixtures: environments of small conda packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rattler import RepoDataRecord


@pytest.fixture(scope="module")
def leaves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the channel, and what seedbed and rattler keep."""
    import conda_prefixes as made  # only for what needs it

    found = tmp_path_factory.mktemp("leaves")
    made.make_channel(found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(found / "cache"))
        patch.delenv("CONDA_PREFIX", raising=False)
        yield found


@pytest.fixture(scope="module")
def leaf_records(leaves: Path) -> list[RepoDataRecord]:
    """The packages of that channel that are installed."""
    import conda_prefixes as made

    return made.records(leaves / "leaves")


@pytest.fixture
def prefix(leaves: Path, leaf_records: list[RepoDataRecord], tmp_path: Path) -> Path:
    """An environment with them, and a wheel."""
    import conda_prefixes as made

    wheel = leaves / "simple" / "compost" / "compost-0.3-py3-none-any.whl"
    (tmp_path / "pixi.lock").write_text(made.lock(leaf_records, [wheel]))
    found = made.installed(leaf_records, tmp_path / "envs" / "default", leaves / "rattler")
    made.add_wheel(found, wheel)
    return found
