"""Publishers of all kinds, pages of indexes, and packages that no index is asked about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pypi_attestations import (
    CircleCIPublisher,
    GitHubPublisher,
    GitLabPublisher,
    GooglePublisher,
)

from seedbed.commands.verifying.attestations import _publisher, attested
from seedbed.commands.verifying.found import Verification, Wanted
from seedbed.verify.attested import Listed, Publisher, listed
from seedbed.verify.values import Proof

DIGEST = "ab" * 32


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (
            GitHubPublisher(repository="ground/loam", workflow="release.yml", environment="pypi"),
            "GitHub ground/loam, release.yml",
        ),
        (
            GitLabPublisher(repository="ground/deep/loam", workflow_filepath="ci/release.yml"),
            "GitLab ground/deep/loam, ci/release.yml",
        ),
        (GooglePublisher(email="loam@example.com"), "Google loam@example.com"),
        (
            CircleCIPublisher(project_id="12", pipeline_definition_id="34"),
            "CircleCI pipeline 34, project 12",
        ),
        (
            CircleCIPublisher(
                project_id="12", pipeline_definition_id="34", vcs_origin="github.com/ground/loam"
            ),
            "CircleCI github.com/ground/loam, pipeline 34, project 12",
        ),
    ],
)
def test_publishers(said: Any, title: str) -> None:
    assert _publisher(said).title == title


def test_a_service_without_details() -> None:
    assert Publisher(kind="Elsewhere").title == "Elsewhere"


def page(*files: object) -> bytes:
    return json.dumps({"files": files}).encode()


def test_the_file_is_found_by_its_hash() -> None:
    other = {"filename": "b.whl", "hashes": {"sha256": "cd" * 32}, "provenance": "https://b/"}
    one = {"filename": "a.whl", "hashes": {"sha256": DIGEST.upper()}, "provenance": "https://a/"}
    bare = {"filename": "a.whl", "hashes": {"sha256": DIGEST}}
    assert listed(page(other, one), DIGEST) == Listed(file="a.whl", provenance="https://a/")
    assert listed(page(bare), DIGEST) == Listed(file="a.whl")
    assert listed(page({**bare, "provenance": None}), DIGEST) == Listed(file="a.whl")
    assert listed(page(other), DIGEST) is None


@pytest.mark.parametrize(
    "said",
    [
        *(b"", b"garbage", b"1", b"null", b"[]", b"{}", b'{"files": 1}', b"[" * 100_000),
        *(page(1), page({"hashes": 1}), page({"hashes": {"sha256": DIGEST}})),
        *(page({"filename": "a.whl", "hashes": {"sha256": DIGEST}, "provenance": 1}), b"\xff"),
    ],
)
def test_other_pages_are_refused(said: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever is wrong
        listed(said, DIGEST)


def test_conda_packages_are_not_asked_for_and_what_was_built_is_left_alone() -> None:
    conda = Proof(name="marl", version="2.0", kind="conda", level="wheel", archive=DIGEST)
    built = Proof(name="loam", version="1.0", kind="pypi", level="record", why="it was built here")
    found = Verification(
        environment="/e",
        lock="/l",
        lock_sha256="",
        level="wheel",
        proofs=(conda, built),
        differences=(),
    )
    shown = attested(found, Wanted())
    assert [one.attested and one.attested.state for one in shown.proofs] == ["unknown", None]
    assert shown.status == 0
    required = attested(found, Wanted(), required=True)
    assert required.wanting == (
        "marl 2.0: attestations can't be checked: only package indexes are asked.",
    )
    assert required.status == 3


def test_an_archive_that_nothing_names_is_not_proved() -> None:
    lost = Proof(name="marl", version="2.0", kind="pypi", level="wheel", archive=DIGEST)
    found = Verification(
        environment="/e", lock="/l", lock_sha256="", level="wheel", proofs=(lost,), differences=()
    )
    assert attested(found, Wanted(), required=True).wanting == (
        "marl 2.0: attestations can't be checked: its index wasn't asked.",
    )
