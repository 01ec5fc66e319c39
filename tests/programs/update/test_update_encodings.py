"""How an editor writes a file is no edit: encodings, byte order marks, ends of lines."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from aged import age, edit, make
from cli import seedbed
from hypothesis import given
from hypothesis import strategies as st
from running import environment

from seedbed.formats import encodings

BOM = codecs.BOM_UTF8


def update(root: Path, *options: str, status: int = 0) -> str:
    """Run `seedbed update --no-sync` and give all that it said."""
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def rewrite(path: Path, how: str) -> None:
    """Write a file as an editor might, without a change of what it says."""
    data = path.read_bytes()
    text = data.decode()
    path.write_bytes(
        {
            "crlf": data.replace(b"\n", b"\r\n"),
            "bom": BOM + data,
            "bom and crlf": BOM + data.replace(b"\n", b"\r\n"),
            "utf-16": codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
            "utf-16-be and crlf": codecs.BOM_UTF16_BE
            + text.replace("\n", "\r\n").encode("utf-16-be"),
            "no end": data.removesuffix(b"\n"),
        }[how]
    )


HOWS = ("crlf", "bom", "bom and crlf", "utf-16", "utf-16-be and crlf", "no end")
FILES = ("README.md", ".gitignore", ".github/workflows/ci.yml", ".vscode/settings.json", "LICENSE")


@pytest.mark.parametrize("how", HOWS)
def test_how_a_file_is_written_is_no_edit(tmp_path: Path, how: str) -> None:
    root = make(tmp_path, "--with", "vscode")
    wanted = {path: (root / path).read_bytes() for path in FILES}
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, ".gitignore", ("/dist/\n", ""))
    age(root, ".github/workflows/ci.yml", ("timeout-minutes: 30", "timeout-minutes: 20"))
    age(root, ".vscode/settings.json", ('"files.eol": "\\n"', '"files.eol": "auto"'))
    age(root, "LICENSE", ("MIT License", "The MIT License"))
    for path in FILES:
        rewrite(root / path, how)
    said = update(root)
    assert "conflict" not in said
    for path in FILES:
        (root / "wanted").write_bytes(wanted[path])
        rewrite(root / "wanted", how if how != "no end" else "crlf")
        if how == "no end":  # a whole file comes with its end
            (root / "wanted").write_bytes(wanted[path])
        assert (root / path).read_bytes() == (root / "wanted").read_bytes(), path
    update(root, "--set", "extras=github,pre-commit")
    assert not (root / ".vscode").exists(), "a file that was not edited goes"


@pytest.mark.parametrize("how", HOWS)
def test_an_edit_beside_a_change_keeps_how_the_file_is_written(tmp_path: Path, how: str) -> None:
    root = make(tmp_path, "--with", "vscode")
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, ".gitignore", ("/dist/\n", ""))
    age(root, ".github/workflows/ci.yml", ("timeout-minutes: 30", "timeout-minutes: 20"))
    age(root, ".vscode/settings.json", ('"files.eol": "\\n"', '"files.eol": "auto"'))
    edit(root, "README.md", "## Everyday commands", "## Every day")
    edit(root, ".gitignore", ".env\n", ".env\n/data/\n")
    edit(root, ".github/workflows/ci.yml", "timeout-minutes: 15", "timeout-minutes: 45")
    edit(root, ".vscode/settings.json", '"files.insertFinalNewline": true', '"a.b": [80]')
    for path in FILES[:4]:
        rewrite(root / path, how)
    said = update(root)
    assert "conflict" not in said
    assert ("it stays in UTF-16" in said) is how.startswith("utf-16")
    for path, text in zip(FILES, ("## Every day", "/data/", ": 45", '"a.b"'), strict=False):
        data = (root / path).read_bytes()
        found = encodings.read(data)
        assert found is not None
        assert text in found
        plain = found.encode()
        assert data.startswith(BOM) is how.startswith("bom")
        if "utf-16" in how:
            assert data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        elif how.endswith("crlf"):
            assert data.removeprefix(BOM) == plain.replace(b"\n", b"\r\n")
        else:
            assert data.removeprefix(BOM) == plain
    assert "## Layout" in (encodings.read((root / "README.md").read_bytes()) or "")
    settings = encodings.read((root / ".vscode/settings.json").read_bytes()) or ""
    assert json.loads(settings)["files.eol"] == "\n"


def test_a_byte_that_is_not_utf_8_stays_and_is_named(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, ".gitignore", ("/dist/\n", ""))
    readme, ignored = root / "README.md", root / ".gitignore"
    count = readme.read_bytes().count(b"\n")
    readme.write_bytes(readme.read_bytes() + b"\nGr\xfc\xdfe\n")
    ignored.write_bytes(b"/Gr\xfc\xdfe/\n" + ignored.read_bytes())
    said = update(root)
    assert f"line {count + 2} is not UTF-8; its bytes stay as they are" in said
    assert "line 1 is not UTF-8" in said
    assert readme.read_bytes().endswith(b"\nGr\xfc\xdfe\n")
    assert b"\n## Layout\n" in readme.read_bytes()
    assert ignored.read_bytes().startswith(b"/Gr\xfc\xdfe/\n")
    assert b"\n/dist/\n" in ignored.read_bytes()
    assert "up to date" in update(root)


def test_a_clash_over_bytes_that_are_not_utf_8_shows_both(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    age(root, "README.md", ("## Layout", "## Where things are"))
    readme = root / "README.md"
    readme.write_bytes(readme.read_bytes().replace(b"## Where things are", b"## Gr\xfc\xdfe"))
    said = update(root, status=1)
    assert "changed by you and seedbed: line " in said
    marked = b"<<<<<<< yours\n## Gr\xfc\xdfe\n=======\n## Layout\n>>>>>>> seedbed\n"
    assert marked in readme.read_bytes()
    assert r"Gr\udcfc\udcdfe" in (root / ".seedbed/conflicts").read_text()


@pytest.mark.parametrize("data", [b"\0\1\2", codecs.BOM_UTF16_LE + b"\0\xd8"])
def test_what_is_no_text_stays_and_the_plan_says_why(tmp_path: Path, data: bytes) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    (root / "README.md").write_bytes(data)
    assert "it is not text" in update(root, status=1)
    assert "    the whole file\n" in (root / ".seedbed/conflicts").read_text()
    assert "        why: it is not text\n" in (root / ".seedbed/conflicts").read_text()
    assert (root / "README.md").read_bytes() == data


@given(st.binary(max_size=40) | st.text(max_size=20).map(lambda text: text.encode("utf-16")))
def test_what_is_read_is_written_again(data: bytes) -> None:
    text = encodings.read(data)
    if text is not None:
        again = encodings.write(text, data)
        assert encodings.read(again) == text
        assert encodings.same(data, again)
        if b"\n" not in data or b"\r" not in data:
            assert again == data


def test_texts_are_the_same_however_they_are_written() -> None:
    text = "a\nb\n"
    for data in (b"a\r\nb\r\n", b"a\nb", BOM + b"a\nb\n", text.encode("utf-16")):
        assert encodings.same(text.encode(), data)
    for data in (b"a\nb\n\n", b"a \nb\n", b"a\nb\n\0", b"A\nb\n"):
        assert not encodings.same(text.encode(), data)
