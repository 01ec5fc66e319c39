"""Whatever stands in the files of existing projects, the importers read it, or say why not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seedbed.errors import SeedbedError
from seedbed.importers import pipfile, requirements, script
from seedbed.managers.registry import load_dialect

PIECES = [
    "a", "b==1.0", "B>=2,<3", "a==2+cpu", "torch", " ", "\n", "\n", "\\\n", "#", " # c", ";", " ; ",
    "os_name == 'nt'", "-e ", "-r ", "-c ", "-i ", "--extra-index-url ", "-f ", "--hash=sha256:0",
    "--pre", "--no-binary ", ":all:", ":none:", "requirements.txt", "requirements-dev.txt", "c.txt",
    "https://", "https://u:hunter2@h.example/", "h.example/", "whl/cpu", "whl/cu118", "git+",
    "ssh://", "#egg=", "@", "[x]", "[", "]", "=", "==", "${V}", "../", "./", ".", "/", "\\", "C:",
    "file:", "~", "é", "\u2028", "\x00", '"', "'", "a-1.0-py3-none-any.whl", "a=1=pypi_0",
    "@EXPLICIT\n", "&subdirectory=x",
]  # fmt: skip
KEYS = ["version", "extras", "git", "ref", "path", "file", "index", "markers", "editable", "url"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(0, 3), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)
NAMES = ["requirements.txt", "requirements.in", "requirements-dev.txt", "c.txt", "setup.py"]


@given(st.dictionaries(st.sampled_from(NAMES), TEXTS), st.text(max_size=8))
def test_requirements_files_are_read(files: dict[str, str], name: str) -> None:
    found = requirements.imported(files, name)
    if found:
        load_dialect("uv").read(found.files)
        assert "hunter2" not in str((found.files, found.remarks))
        assert set(found.read) <= files.keys()


@given(st.dictionaries(TEXTS, VALUES, max_size=4), VALUES, VALUES)
def test_pipfiles_are_read(packages: dict[str, object], sources: object, others: object) -> None:
    from seedbed.formats import toml

    table = {"packages": packages, "source": sources, "requires": others, "scripts": others}
    found = pipfile.imported({"Pipfile": toml.dumps(table)}, "x-1")
    assert found
    load_dialect("uv").read(found.files)
    assert "hunter2" not in str((found.files, found.remarks))


@given(VALUES, VALUES)
def test_scripts_are_read(dependencies: object, tools: object) -> None:
    from seedbed.formats import toml

    body = toml.dumps({"dependencies": dependencies, "tool": {"other": tools}})
    text = "".join(f"# {line}\n" for line in body.split("\n"))
    try:
        found = script.imported_script("a.py", f"# /// script\n{text}# ///\n", "x-1")
    except SeedbedError as error:
        assert error.code == "bad-script"
        return
    if found:
        load_dialect("uv").read(found.files)
        assert "hunter2" not in str((found.files, found.remarks))
