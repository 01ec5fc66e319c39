"""How the fixes of findings are carried out."""

from __future__ import annotations

from pathlib import Path

from stand_ins import program

from seedbed.checks.check import Finding, Fix
from seedbed.checks.place import Place
from seedbed.checks.running import Examined
from seedbed.commands.doctor import Report, mend
from seedbed.host.asking import Asking


def report(root: Path, *fixes: Fix) -> Report:
    """A report whose findings have these fixes."""
    findings = tuple(Finding(code="SB201", what="Bad.", fix=fix) for fix in fixes)
    examined = Examined(findings=findings, passed=(), waiting={}, faults={})
    return Report(root=str(root), is_ours=False, manager="", examined=examined)


def place(root: Path) -> Place:
    """A place that asks nothing."""
    return Place(str(root), Asking())


def test_the_same_fix_is_carried_out_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    fixes = [Fix(title="edit a", files=place(tmp_path).edit("a", b"2")) for _ in range(2)]
    found = report(tmp_path, *fixes, Fix(title="edit a", lock=True))
    assert [fix.lock for fix in found.fixes] == [False, True]


def test_files_then_commands(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "gone").write_text("x")
    show = program(tmp_path / "bin" / "show", 'cat a >b; echo "$1" >>b')
    done: list[str] = []
    fixes = (
        Fix(title="show it", command=(str(show), "two words")),
        Fix(title="edit a", files=place(tmp_path).edit("a", b"2\n")),
        Fix(title="remove gone", files=place(tmp_path).removal("gone")),
        Fix(title="make new", files=place(tmp_path).edit("new/c", b"3")),
    )
    assert mend(report(tmp_path, *fixes), done.append) is None
    assert done == ["edit a", "remove gone", "make new", "show it"]
    assert (tmp_path / "b").read_text() == "2\ntwo words\n"
    assert (tmp_path / "new" / "c").read_text() == "3"
    assert not (tmp_path / "gone").exists()


def test_of_two_changes_of_one_file_only_the_first_is_made(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    done: list[str] = []
    fixes = [
        Fix(title=title, files=place(tmp_path).edit("a", title.encode()))
        for title in ("first", "second")
    ]
    assert mend(report(tmp_path, *fixes), done.append) is None
    assert (done, (tmp_path / "a").read_text()) == (["first"], "first")


def test_a_file_that_was_changed_meanwhile_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    fix = Fix(title="edit a", files=place(tmp_path).edit("a", b"2"))
    (tmp_path / "a").write_text("mine")
    done: list[str] = []
    error = mend(report(tmp_path, fix, Fix(title="show", command=("/bin/false",))), done.append)
    assert error is not None
    assert error.message == f"{tmp_path / 'a'} was changed just now."
    assert (done, (tmp_path / "a").read_text()) == ([], "mine")


def test_a_command_that_fails_ends_it(tmp_path: Path) -> None:
    fails = program(tmp_path / "bin" / "fails", "exit 4")
    error = mend(report(tmp_path, Fix(title="x", command=(str(fails),))), lambda _: None)
    assert error is not None
    assert error.message == f"'{fails}' failed with exit status 4; see its output above."


def test_links_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "a").symlink_to(tmp_path / "secret")
    (root / "b").symlink_to(tmp_path)
    here = place(root)
    assert (here.data("a"), here.data("b/secret"), here.data("../secret")) == (None, None, None)
