"""`.gitignore` and `.gitattributes` merge as sets of lines, whatever their order."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from seedbed.update.files import merge_file

BASE = "*.pyc\n/dist/\n/.direnv/\n/.seedbed/*\n!/.seedbed/base\n/.venv\n"
NEW = BASE.replace("/.direnv/\n", "").replace(
    "!/.seedbed/base\n", "!/.seedbed/base\n!/.seedbed/aside\n"
)


def merged(ours: str, base: str = BASE, theirs: str = NEW, name: str = ".gitignore") -> str:
    found = merge_file(name, base, ours, theirs)
    assert (found.conflicts, found.theirs) == ((), found.text)
    return found.text


def ignored(folder: Path, text: str, paths: Iterable[str]) -> dict[str, bool]:
    """Which paths git ignores with such a file."""
    (folder / ".gitignore").write_text(text)
    subprocess.run(["git", "init", "--quiet", "."], cwd=folder, check=True)
    asked = ("git", "check-ignore", "-q")
    return {
        path: subprocess.run([*asked, path], cwd=folder, check=False).returncode == 0
        for path in paths
    }


def test_a_sorted_file_loses_what_is_generated_no_more_and_keeps_its_order() -> None:
    ours = "# sorted\n/.direnv/\n/.seedbed/*\n/.venv\n/data/\n/dist/\n*.pyc\n!/.seedbed/base\n"
    assert merged(ours) == (
        "# sorted\n/.seedbed/*\n/.venv\n/data/\n/dist/\n*.pyc\n!/.seedbed/base\n!/.seedbed/aside\n"
    )


def test_lines_under_headings_of_the_users_stay_there() -> None:
    ours = (
        "# Python\n*.pyc\n/dist/\n\n# shells\n/.direnv/\n/.venv\n\n"
        "# seedbed\n/.seedbed/*\n!/.seedbed/base\n# mine\n!/keep\n"
    )
    assert merged(ours) == (
        "# Python\n*.pyc\n/dist/\n\n# shells\n/.venv\n\n"
        "# seedbed\n/.seedbed/*\n!/.seedbed/base\n!/.seedbed/aside\n# mine\n!/keep\n"
    )


@pytest.mark.parametrize(
    ("ours", "wanted"),
    [
        (f"{BASE}/.direnv/\n", NEW),
        (BASE.replace("/.direnv/\n", "").replace("*.pyc\n", "/.direnv/\n*.pyc\n"), NEW),
        (BASE.removesuffix("\n"), NEW),
        (BASE.replace("/.direnv/\n", "/.direnv/  \n"), NEW),
        (BASE.replace("/dist/\n", ""), NEW.replace("/dist/\n", "")),
        (BASE.replace("/dist/\n", "# mine\n/dist/\n"), NEW.replace("/dist/\n", "# mine\n/dist/\n")),
        (BASE.replace("/.direnv/\n", "# direnv's\n/.direnv/\n"),
         NEW.replace("/.seedbed/*\n", "# direnv's\n/.seedbed/*\n")),
        (f"{BASE}/.direnv/\n/.direnv/\n/data\n", f"{NEW}/data\n"),
        (f"/dist/\n{BASE}", f"/dist/\n{NEW}"),
    ],
    ids=[
        "twice", "moved", "no end", "blanks behind", "dropped", "commented", "comment behind",
        "three times", "a duplicate of the user's",
    ],
)  # fmt: skip
def test_an_edit_and_a_change_beside_it(ours: str, wanted: str) -> None:
    assert merged(ours) == wanted


def test_lines_that_except_work_as_before(tmp_path: Path) -> None:
    """What git says to the result of a file in which the order counts."""
    ours = "!/.seedbed/base\n/data/*\n!/data/README.md\n" + BASE + "!/.venv\n"
    theirs = NEW.replace("/.venv\n", "/data/*.csv\n/.venv\n") + "/data/README.*\n"
    asked = {
        ".seedbed/base": False,
        ".seedbed/aside": False,
        ".seedbed/journal": True,
        "data/README.md": False,
        "data/x.csv": True,
        ".venv": False,
        ".direnv/x": False,
    }
    assert ignored(tmp_path, merged(ours, theirs=theirs), asked) == asked


@pytest.mark.parametrize("line", ["/data", "/data/"])
def test_a_new_folder_hides_nothing_that_the_user_excepts(tmp_path: Path, line: str) -> None:
    """Nothing below an ignored folder can be excepted, wherever the lines stand."""
    ours = f"{BASE}/data/*\n!/data/mine\n"
    theirs = NEW.replace("/.venv\n", f"{line}\n/.venv\n")
    asked = {"data/mine": False, "data/x": True, "dist/x": True}
    text = merged(ours, theirs=theirs)
    assert ignored(tmp_path, text, asked) == asked
    assert merged(text, base=theirs, theirs=theirs) == text
    assert line in merged(BASE, theirs=theirs).splitlines()


def test_a_new_exception_comes_behind_what_it_excepts_from() -> None:
    """Though the line that it is generated behind was moved above that."""
    ours = "!/.seedbed/base\n*.pyc\n/dist/\n/.direnv/\n/.seedbed/*\n/.venv\n"
    assert merged(ours) == "!/.seedbed/base\n*.pyc\n/dist/\n/.seedbed/*\n!/.seedbed/aside\n/.venv\n"


def test_the_order_of_the_template_comes_where_the_user_left_it_alone() -> None:
    base, theirs = "!/a/keep\n/a/*\nb\n", "/a/*\n!/a/keep\nb\n"
    assert merged("!/a/keep\n/a/*\nb\nmine\n", base, theirs) == "/a/*\n!/a/keep\nb\nmine\n"
    assert merged("b\n!/a/keep\n/a/*\n", base, theirs) == "b\n!/a/keep\n/a/*\n"


def test_comments_of_the_template_come_and_go_with_their_lines() -> None:
    base, theirs = "# one\na\n# two\nb\nc\n", "# uno\na\nc\n\n# four\nd\n"
    assert merged("c\n# two\nb\n# one\na\nmine\n", base, theirs) == (
        "c\n\n# four\nd\n# uno\na\nmine\n"
    )
    assert merged("# mine\na\nb\nc\n", base, theirs) == "# mine\na\nc\n\n# four\nd\n"


def test_a_line_that_only_gains_a_slash_keeps_its_place_or_stays_dropped() -> None:
    base, theirs = "a\n/runs/\nb\n", "a\n/runs\nb\n"
    assert merged("/runs/\nb\nmine\na\n", base, theirs) == "/runs\nb\nmine\na\n"
    assert merged("b\na\nmine\n", base, theirs) == "b\na\nmine\n"


def test_attributes_of_the_user_win_over_new_ones() -> None:
    base = "* text=auto\nuv.lock merge=binary\n"
    theirs = "* text=auto\npoetry.lock merge=binary\n*.md text\n"
    ours = f"{base}*.md -text\n"
    assert merged(ours, base, theirs, ".gitattributes") == f"{theirs}*.md -text\n"
    sorted_by_hand = "*.csv filter=lfs\nuv.lock merge=binary\n* text=auto\n"
    assert merged(sorted_by_hand, base, theirs, ".gitattributes") == (
        "*.csv filter=lfs\n* text=auto\npoetry.lock merge=binary\n*.md text\n"
    )


SEEDBED = "/.seedbed/*\n!/.seedbed/base\n"
PIXI = "/.pixi\n!/.pixi/\n/.pixi/*\n!/.pixi/config.toml\n"


@pytest.mark.parametrize(
    ("ours", "wanted", "config"),
    [
        (
            ".pixi/*\n!.pixi/config.toml\n*.pyc\n",
            f".pixi/*\n!.pixi/config.toml\n*.pyc\n{SEEDBED}",
            False,
        ),
        (".pixi\n", f".pixi\n{SEEDBED}", True),
        (".pixi/\n", f".pixi/\n{SEEDBED}", True),
        ("*.pyc\n", f"*.pyc\n{SEEDBED}{PIXI}", False),
        ("**/*.log\n*.pyc\n", f"{SEEDBED}{PIXI}**/*.log\n*.pyc\n", False),
    ],
)
def test_a_file_that_seedbed_did_not_write_gets_what_it_lacks(
    tmp_path: Path, ours: str, wanted: str, config: bool
) -> None:
    found = merged(ours, "", SEEDBED + PIXI)
    assert found == wanted
    assert ignored(tmp_path, found, [".pixi/envs/x", ".pixi/config.toml", ".seedbed/base"]) == {
        ".pixi/envs/x": True,
        ".pixi/config.toml": config,
        ".seedbed/base": False,
    }
