"""What is run of a page, and when its output is still true; test_shown_output.py runs them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import pages as tool
from tools.pages import PageError, Step, blocks, is_slow, is_true, renewed

PAGE = """\
# Files

<!-- run
$ mkdir -p here
$ cd here
-->

Two files:

<!-- run -->
```console
$ printf 'one\\ntwo\\n' > numbers
$ cat numbers
one
$ pwd
/home/you/somewhere
```

Not run:

```console
$ false
```

<!-- run exit=1 lines=4 -->

```console
$ seq 9; false
```
"""


def test_a_page_gets_the_output_that_its_commands_have(tmp_path: Path) -> None:
    new = renewed(PAGE, tmp_path)
    assert new == PAGE.replace("one\n$ pwd", "one\ntwo\n$ pwd").replace(
        "/home/you/somewhere", "/home/you/here"
    ).replace("seq 9; false\n", "seq 9; false\n1\n2\n…\n8\n9\n")
    assert renewed(new, tmp_path / "again") == new


def test_the_blocks_of_a_page() -> None:
    hidden, shown, last = blocks(PAGE)
    assert hidden.hidden
    assert [step.command for step in hidden.steps] == ["mkdir -p here", "cd here"]
    assert shown.steps[1] == Step("cat numbers", ["one"])
    assert (last.status, last.lines, last.slow) == (1, 4, False)
    assert not is_slow(PAGE)
    assert is_slow(PAGE.replace("exit=1", "slow exit=1"))


def test_a_command_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    page = "# A\n\n<!-- run -->\n```console\n$ echo a \\\n>   b\n```\n"
    assert blocks(page)[0].steps == [Step("echo a \\\n  b")]
    assert renewed(page, tmp_path) == page.replace("b\n```", "b\na b\n```")


def test_colors_are_not_shown(tmp_path: Path) -> None:
    page = "# A\n\n<!-- run -->\n```console\n$ printf '\\033[31mred\\033[m\\n'\n```\n"
    assert renewed(page, tmp_path) == page.replace("n'\n```", "n'\nred\n```")


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("\n<!-- run fast -->\n```console\n$ true\n```\n", "'<!-- run' has no option 'fast'"),
        ("\n<!-- run lines=2 -->\n```console\n$ true\n```\n",
         "'<!-- run' has no option 'lines=2'"),
        ("\n<!-- run -->\n```sh\ntrue\n```\n",
         "a comment '<!-- run' has no block of the kind 'console' below it"),
        ("\n<!-- run -->\n```console\ntrue\n```\n",
         "the line 'true' stands before the first command of its block"),
        ("\n<!-- run -->\n```console\n$ echo no >&2; exit 3\n```\n",
         "'echo no >&2; exit 3' ends with 3, not with 0:\nno"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_run(page: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(PageError) as caught:
        renewed(page, tmp_path)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("shown", "got"),
    [
        (["Resolved 53 packages in 748ms"], ["Resolved 54 packages in 1.02s"]),
        ([" + numpy==2.4.6"], [" + numpy==2.5.0rc1"]),
        (["results: runs/20261127T185815Z"], ["results: runs/20261128T142130Z"]),
        (["a", "…", "z"], ["a", "b", "c", "z"]),
        (["a", "…", "z"], ["a", "z"]),
        (["  …"], []),
        (["from one to … and more"], ["from one to two, three, and more"]),
    ],
)
def test_an_output_that_is_true(shown: list[str], got: list[str]) -> None:
    assert is_true(shown, got)


@pytest.mark.parametrize(
    ("shown", "got"),
    [
        ([" + numpy==2.4.6"], [" + scipy==2.4.6"]),
        (["26 files"], ["27 files"]),
        (["a", "…", "z"], ["a", "b"]),
        (["a"], ["a", "b"]),
        (["a.c"], ["abc"]),
        (["one … three"], ["one", "three"]),
    ],
)
def test_an_output_that_is_not(shown: list[str], got: list[str]) -> None:
    assert not is_true(shown, got)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of a project of its own, with an output that is no longer true."""
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    path = tmp_path / "docs" / "page.md"
    path.parent.mkdir()
    path.write_text("# Page\n\n<!-- run -->\n```console\n$ echo new\nold\n```\n")
    return path


def test_one_page_is_checked(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = page.read_text()
    assert tool.main(["check", str(page)]) == 1
    assert capsys.readouterr().out == "docs/page.md\n"
    assert page.read_text() == before
    assert tool.main([str(page)]) == 0
    assert page.read_text() == before.replace("old", "new")
    assert tool.main(["check", str(page)]) == 0


def test_what_is_no_page_is_one_sentence(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = page.with_name("pgae.md")
    assert tool.main(["check", str(other)]) == 2
    assert capsys.readouterr().err == f"error: '{other}' is not a page of this project.\n"


def test_a_command_that_fails_is_one_sentence(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(page.read_text().replace("echo new", "echo new; exit 3"))
    assert tool.main(["check", str(page)]) == 1
    said = capsys.readouterr().err
    assert said == "error: docs/page.md: 'echo new; exit 3' ends with 3, not with 0:\nnew\n"


def test_seedbed_looks_at_the_machine_only_if_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDBED_DETECT", "0")  # as in the tests
    block = "```console\n$ echo ${SEEDBED_DETECT-unset}\n```\n"
    text = renewed(f"\n<!-- run -->\n{block}\n<!-- run detect -->\n{block}", tmp_path)
    assert [line for line in text.splitlines() if line in {"0", "unset"}] == ["0", "unset"]
