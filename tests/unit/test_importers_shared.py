"""What importers share: names, wording, and what they leave out."""

from __future__ import annotations

import pytest

from seedbed.importers.naming import project_name, project_version
from seedbed.importers.secrets import stripped
from seedbed.importers.wording import listed
from seedbed.model.credentials import without_credentials


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://ada:pw@example.org/simple", "https://example.org/simple"),
        ("git+https://abcdef@example.org/x.git@v1", "git+https://example.org/x.git@v1"),
        ("https://example.org/t/ab-123/channel", "https://example.org/channel"),
        ("https://example.org/x?token=abc&y=1", "https://example.org/x?token=&y=1"),
        ("https://ada:p/w@example.org/x", "https://example.org/x"),
        ("https://${USER}:${TOKEN}@example.org/x", "https://${USER}:${TOKEN}@example.org/x"),
        ("git+ssh://git@example.org/x.git", "git+ssh://git@example.org/x.git"),
        ("ada@example.org: 1 … 2", "ada@example.org: 1 … 2"),
    ],
)
def test_addresses_without_credentials(text: str, plain: str) -> None:
    assert without_credentials(f'x = ["{text}"]') == f'x = ["{plain}"]'


def test_what_is_left_out_is_told() -> None:
    text, remarks = stripped("a.yml", "x\n- https://ada:pw@example.org/x # y\n", "conda")
    assert text == "x\n- https://example.org/x # y\n"
    assert [(one.path, one.line, one.text) for one in remarks] == [
        (
            "a.yml",
            2,
            (
                "The password or token for example.org was left out. To log in: micromamba auth"
                " login example.org."
            ),
        )
    ]
    assert stripped("a.yml", "https://example.org\n", "conda") == ("https://example.org\n", [])


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("a", "a"),
        ("a b", "a and b"),
        ("a b c a", "a, b, and c"),
        ("a b c d e f", "a, b, c, d, e, and f"),
        ("a b c d e f g", "a, b, c, d, e, and 2 more"),
    ],
)
def test_names_in_a_sentence(names: str, words: str) -> None:
    assert listed(names.split()) == words


def test_the_first_name_that_will_do() -> None:
    assert project_name("", None, 3, "…", "My Lab", "other") == "my-lab"
    assert project_name("Digits.Lab", "other") == "Digits.Lab"
    assert project_name() == "project"


def test_the_first_version_that_will_do() -> None:
    assert project_version(1.2, "x", "2024.1.0-rc1", "2") == "2024.1.0-rc1"
    assert project_version() == "0.1.0"
