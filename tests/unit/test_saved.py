"""Files that are put back as they were."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from seedbed.host.saved import Saved

if TYPE_CHECKING:
    from pathlib import Path


def test_all_comes_back(tmp_path: Path) -> None:
    changed, gone, same = (tmp_path / name for name in ("changed", "gone", "same"))
    for path in (changed, gone, same):
        path.write_bytes(b"before\r\n")
        path.chmod(0o640)
    number = same.stat().st_ino
    saved = Saved([str(changed), str(gone), str(same), str(tmp_path / "new")])
    changed.write_bytes(b"after")
    gone.unlink()
    (tmp_path / "new").write_bytes(b"new")
    saved.restore()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed", "gone", "same"]
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"before\r\n"}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o640}
    assert same.stat().st_ino == number  # what is as it was is not written


def test_folders_that_were_made_for_a_file_go_with_it(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    saved = Saved([str(tmp_path / "old" / "a" / "b" / "file"), str(tmp_path / "kept" / "file")])
    for path in ("old/a/b/file", "kept/file", "kept/somebody's"):
        os.makedirs(tmp_path / os.path.dirname(path), exist_ok=True)
        (tmp_path / path).write_text("new")
    saved.restore()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["kept", "old", "somebody's"]


def test_a_link_that_took_the_place_of_a_file_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("before")
    (tmp_path / "other").write_text("other")
    saved = Saved([str(tmp_path / "file")])
    (tmp_path / "file").unlink()
    (tmp_path / "file").symlink_to("other")
    saved.restore()
    assert (tmp_path / "other").read_text() == "other"
    assert (tmp_path / "file").read_text() == "before"
    assert not (tmp_path / "file").is_symlink()
