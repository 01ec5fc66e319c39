"""Settings and fixtures that every test shares."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from nix_runs import Nix
from running import cannot

if TYPE_CHECKING:
    from collections.abc import Callable

# A machine that others use too is slow by fits, so that no example has a deadline.
settings.register_profile("dev", max_examples=100, deadline=None)
# Always the same examples: what CI says is about the change, not about luck.
settings.register_profile("ci", max_examples=400, deadline=None, derandomize=True)
# To search for what nobody thought of, before a release.
settings.register_profile("search", max_examples=3000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """Return a function that gives the path of a program which the test cannot do without.

    Where the program is missing the test is skipped, but in CI (`CI=true`), which installs all
    of them, it fails: a skipped test must not look like a passed one.
    """

    def find(program: str) -> str:
        found = shutil.which(program)
        if found is None:
            sentence = f"{program} is not installed"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{sentence}, and CI must have it: see .ci/run")
            pytest.skip(sentence)
        return found

    return find


@pytest.fixture(
    scope="module",
    params=["nix", pytest.param("newer-nix", marks=pytest.mark.slow)],
)
def nix(
    request: pytest.FixtureRequest,
    need: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Nix:
    """Nix with a store of its own: the system's, and the newer one that `.ci/newer-nix` gave.

    The environment variable NEWER_NIX is the path of the latter.
    """
    if request.param == "nix":
        program = need("nix")
    else:
        program = os.environ.get("NEWER_NIX", "")
        if not program:
            cannot("NEWER_NIX does not name the program that .ci/newer-nix unpacks")
    return Nix(program, tmp_path_factory.mktemp("nix"))
