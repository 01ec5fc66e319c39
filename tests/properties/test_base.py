"""The base: what is encoded is decoded; what is damaged is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.errors import SeedbedError
from seedbed.model.choices import make_choices
from seedbed.model.relative import fault_of
from seedbed.model.tree import File
from seedbed.render.compose import compose
from seedbed.update.base import decode, encode

_PARTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
PATHS = st.lists(_PARTS, min_size=1, max_size=3).map("/".join)
_ANY = st.dictionaries(
    PATHS,
    st.builds(
        File,
        data=st.binary(),
        layer=st.sampled_from(["core/project", "x"]),
        executable=st.booleans(),
    ),
)


PARSED = (".toml", ".yml", ".yaml", ".json", ".ipynb")
"""How files are called that an update parses, so that they must be text."""


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _can_be(files: dict[str, File]) -> bool:
    if not all(_is_text(file.data) for path, file in files.items() if path.endswith(PARSED)):
        return False
    above = {path[:end] for path in files for end, char in enumerate(path) if char == "/"}
    return not any(fault_of(path) or path.startswith(".seedbed/") for path in files) and not (
        above & files.keys()
    )


FILES = _ANY.filter(_can_be)


@given(FILES)
def test_what_is_encoded_is_decoded(files: dict[str, File]) -> None:
    assert decode(encode(files)) == files


@pytest.mark.parametrize("ending", PARSED)
def test_a_file_that_is_parsed_must_be_text(ending: str) -> None:
    files = {f"index{ending}": File(data=b"vC\xb7", layer="x")}
    with pytest.raises(SeedbedError, match="a text in it is not UTF-8"):
        decode(encode(files))


@given(FILES, st.data())
def test_every_damage_is_noticed(files: dict[str, File], data: st.DataObject) -> None:
    whole = encode(files)
    begin = whole.index(b"seedbed-base")
    position = data.draw(st.integers(begin, len(whole) - 1))
    cut = whole[:position]
    changed = bytearray(whole)
    changed[position] ^= 1 << data.draw(st.integers(0, 6))
    for damaged in (cut, bytes(changed)):
        try:
            assert decode(damaged) == files
        except SeedbedError as error:
            assert error.code in {"base-damaged", "base-too-new"}


@pytest.mark.parametrize(
    "data", [b"", b"# only a comment\n", b"<<<<<<< HEAD\n", b"seedbed-base x 1 2\n"]
)
def test_what_is_no_base(data: bytes) -> None:
    with pytest.raises(SeedbedError) as caught:
        decode(data)
    assert caught.value.code == "base-damaged"
    assert "git checkout" in caught.value.hint


def test_a_whole_payload_with_another_check_sum_or_size_is_damaged() -> None:
    whole = encode({"a": File(data=b"one\n", layer="x")})
    comment, header, *rows = whole.splitlines(keepends=True)
    name, number, size, crc = header.split()
    for changed in ((size, b"%08x" % (int(crc, 16) ^ 1)), (b"%d" % (int(size) + 1), crc)):
        words = b" ".join([name, number, *changed]) + b"\n"
        with pytest.raises(SeedbedError, match="its checksum is wrong"):
            decode(b"".join([comment, words, *rows]))
    assert decode(whole)


def test_one_that_is_cut_off_says_so_wherever_that_is() -> None:
    whole = encode({"a": File(data=bytes(range(256)) * 9, layer="x")})
    start = whole.index(b"\n", whole.index(b"seedbed-base")) + 1
    for end in range(start + 4, len(whole.rstrip()) - 1):
        with pytest.raises(SeedbedError, match="it is cut off or was edited"):
            decode(whole[:end])


def test_a_newer_format_asks_for_a_newer_seedbed() -> None:
    with pytest.raises(SeedbedError) as caught:
        decode(encode({}).replace(b"seedbed-base 1", b"seedbed-base 2"))
    assert caught.value.code == "base-too-new"


def test_the_default_projects_base_is_text_under_30_kb() -> None:
    everything = ("direnv", "github", "pre-commit", "vscode")
    for extras in (("github", "pre-commit"), everything):
        text = encode(compose(make_choices("digits", extras=extras)).files)
        assert len(text) < 30_000
        assert text.isascii()
        assert max(map(len, text.splitlines())) <= 80
