"""What managers said when they failed, word for word, and the sentence that is told of it."""

from __future__ import annotations

import pytest

from seedbed.managers.shared.sentences import Listener, failure_in, sentence

UV = """\
error: Failed to add dependencies
  cause: No solution found when resolving dependencies for split (markers: python_full_version >= '3.15' and sys_platform == 'linux')
  cause: Because only idna<=3.20 is available and your project depends on idna>=99, we can conclude that your project's requirements are unsatisfiable.

hint: If you want to add the package regardless of the failed resolution, provide the `--frozen` flag to skip locking and syncing
"""  # noqa: E501  # as uv 0.13.8 wrote it
BUILD = """\
error: Failed to add dependencies
  cause: Failed to build `requests==1.2.3`
  cause: The build backend returned an error
  cause: Call to `setuptools.build_meta:__legacy__.get_requires_for_build_wheel` failed (exit status: 1)

         [stderr]
         Traceback (most recent call last):
           File "<string>", line 14, in <module>
             from collections import MutableMapping
         ImportError: cannot import name 'MutableMapping' from 'collections'

hint: `requests` (v1.2.3) was included because `n-uv` (v0.1.0) depends on `requests<2.0`
"""  # noqa: E501  # the same
NETWORK = """\
error: Request failed after 3 retries in 5.8s
  cause: Failed to fetch: https://index.example/simple/zizmor/
  cause: error sending request for url (https://index.example/simple/zizmor/)
  cause: client error (Connect)
  cause: tcp connect error
  cause: Connection refused (os error 111)
"""
TREE = """\
  \u00d7 No solution found when resolving dependencies:
  ╰─▶ Because nosuch was not found in the package registry and your project
      depends on nosuch, we can conclude that your project's requirements are
      unsatisfiable.
  help: If you want to add the package regardless of the failed resolution,
        provide the `--frozen` flag to skip locking and syncing.
"""
PIXI = """\
Error:   \u00d7 failed to solve requirements of environment 'default' for platform 'linux-
  │ 64'
  ├─▶   \u00d7 failed to solve the environment
  │   
  ╰─▶ Cannot solve the request because of: No candidates were found for nosuch
      *.
"""  # noqa: W291  # as Pixi 0.77 wrote it
POETRY = """\

Because no versions of trowel match >1.1,<2.0
 and trowel (1.1) depends on sprout (<2), trowel (>=1.1,<2.0) requires sprout (<2).
So, because x-1 depends on both sprout (>=2) and trowel (^1.1), version solving failed.
"""
METADATA = """\
error: Failed to add dependencies
  cause: Failed to build `u @ file:///u`
  cause: The build backend returned an error
  cause: Call to `hatchling.build.prepare_metadata_for_build_editable` failed (exit status: 1)

         [stderr]
         Traceback (most recent call last):
           File "hatchling/metadata/core.py", line 1223, in dependencies_complex
             raise ValueError(message) from None
         ValueError: Dependency #2 of field `project.dependencies` is invalid: Expected semicolon (after name with no version specifier) or end
             scikit learn>=1.7
                    ^

hint: Build failures usually indicate a problem with the package or the build environment
"""  # noqa: E501  # as uv 0.13.8 wrote it
MARKED = """\
error: Failed to parse `uv.lock`
  cause: TOML parse error at line 20, column 9
            |
         20 | <<<<<<< HEAD
            |         ^
         key with no value, expected `=`
"""
COALESCED = """\
Error:   \u00d7 failed to solve requirements of environment 'default' for platform 'linux-
  │ 64'
  ├─▶   \u00d7 a coalesced request failed
  │   
  ╰─▶ other error
"""  # noqa: W291  # as Pixi 0.77 wrote it
ADDRESS = """\
Error:   \u00d7 failed to solve requirements of environment 'default' for platform 'win-
  │ 64'
  ├─▶   \u00d7 Request failed after 3 retries
  │   
  ├─▶ error sending request for url (https://conda.example/conda-forge/
  │   win-64/repodata_shards.msgpack.zst)
  ├─▶ client error (Connect)
  ├─▶ dns error
  ╰─▶ failed to lookup address information: Name or service not known
"""  # noqa: W291  # the same
OFFLINE = """\

All attempts to connect to index.example failed.

Probable Causes:
    - the server is not responding to requests at the moment
    - your network is not connected to the internet

You can also run your poetry command with -v to see more information.
"""
CONDA = """\

PackagesNotFoundError: The following packages are not available from current channels:

  - nosuch

Current channels:

  - https://channel.example/noarch
"""

CASES = {
    "uv": (
        UV,
        (
            "Because only idna<=3.20 is available and your project depends on idna>=99, we can "
            "conclude that your project's requirements are unsatisfiable."
        ),
    ),
    "a build": (
        BUILD,
        (
            "Failed to build `requests==1.2.3`: ImportError: cannot import name 'MutableMapping' "
            "from 'collections'."
        ),
    ),
    "a network": (
        NETWORK,
        "Failed to fetch: https://index.example/simple/zizmor/: Connection refused (os error 111).",
    ),
    "an older uv": (
        TREE,
        (
            "Because nosuch was not found in the package registry and your project depends on "
            "nosuch, we can conclude that your project's requirements are unsatisfiable."
        ),
    ),
    "Pixi": (
        PIXI,
        "Cannot solve the request because of: No candidates were found for nosuch *.",
    ),
    "Poetry": (
        POETRY,
        (
            "Because no versions of trowel match >1.1,<2.0 and trowel (1.1) depends on sprout "
            "(<2), trowel (>=1.1,<2.0) requires sprout (<2). So, because x-1 depends on both "
            "sprout (>=2) and trowel (^1.1), version solving failed."
        ),
    ),
    "Poetry without a network": (OFFLINE, "All attempts to connect to index.example failed."),
    "conda": (
        CONDA,
        (
            "PackagesNotFoundError: The following packages are not available from current "
            "channels: nosuch."
        ),
    ),
    "an older solver of conda's": (
        "ResolvePackageNotFound: \n  - nosuch\n",
        "ResolvePackageNotFound: nosuch.",
    ),
    "metadata": (
        METADATA,
        (
            "Failed to build `u @ file:///u`: ValueError: Dependency #2 of field "
            "`project.dependencies` is invalid: Expected semicolon (after name with no version "
            "specifier) or end scikit learn>=1.7."
        ),
    ),
    "a lock with markers": (
        MARKED,
        (
            "Failed to parse `uv.lock`: TOML parse error at line 20, column 9: key with no value, "
            "expected `=`."
        ),
    ),
    "Pixi without a network": (
        ADDRESS,
        (
            "error sending request for url "
            "(https://conda.example/conda-forge/win-64/repodata_shards.msgpack.zst): failed to "
            "lookup address information: Name or service not known."
        ),
    ),
    "Pixi that tells no cause": (COALESCED, "a channel or an index could not be reached."),
    "nothing": ("\n", ""),
}


@pytest.mark.parametrize(("said", "told"), CASES.values(), ids=CASES)
def test_a_failure_is_told_in_the_resolvers_own_sentence(said: str, told: str) -> None:
    assert sentence(said) == told


def test_progress_before_a_failure_is_left_out() -> None:
    assert failure_in(f"Using CPython 3.11.7\nCreating virtual environment at: .venv\n{UV}") == UV
    assert failure_in("Boom.\n") == "Boom.\n"


def test_of_a_long_sentence_the_end_counts() -> None:
    told = sentence(f"error: Because {'a depends on b and ' * 60}we can conclude the rest")
    assert told.startswith("… ")
    assert told.endswith("we can conclude the rest.")
    assert len(told) < 720


def test_progress_is_shown_and_a_failure_kept(capsys: pytest.CaptureFixture[str]) -> None:
    listener = Listener()
    for line in ("Resolved 3 packages\n", *UV.splitlines(keepends=True)):
        listener(line)
    assert capsys.readouterr().err == "Resolved 3 packages\n"
    assert listener.text == UV


def test_a_failure_of_conda_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    listener = Listener()
    for line in ("Solving environment: failed\n", "\n", "ResolvePackageNotFound: \n", "  - x\n"):
        listener(line)
    assert capsys.readouterr().err == "Solving environment: failed\n\n"
    assert sentence(listener.text) == "ResolvePackageNotFound: x."


def test_what_was_kept_of_a_success_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    listener = Listener()
    listener("Could not reach a mirror; using another one\n")
    assert capsys.readouterr().err == ""
    listener.let_out()
    assert capsys.readouterr().err == "Could not reach a mirror; using another one\n"


def test_of_poetry_all_is_kept_that_is_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    listener = Listener(marked=False)
    for line in ("Resolving dependencies...\n", "\n", "Package idna (3.20) not found.\n"):
        listener(line)
    assert capsys.readouterr().err == "Resolving dependencies...\n\n"
    assert sentence(listener.text) == "Package idna (3.20) not found."
