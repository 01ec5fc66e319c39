"""Passwords and tokens in addresses: refused before a file holds them, and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aged import edit, make
from cli import files, seedbed
from hypothesis import given
from hypothesis import strategies as st
from running import environment

from seedbed.model.credentials import Secret, masked, secret_in, without_secrets

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {
    "https://user:S3CRET@host.example/ch": "https://…@host.example/ch",
    "https://S3CRET@github.com/org/repo": "https://…@github.com/org/repo",
    "git+https://S3CRET@github.com/org/repo@main": "git+https://…@github.com/org/repo@main",
    "http://u:S3CRET@127.0.0.1:8080/simple/": "http://…@127.0.0.1:8080/simple/",
    "https://:S3CRET@host.example": "https://…@host.example",
    "https://u:S3CRET@host.example": "https://…@host.example",
    "https://__token__:S3CRET@host.example": "https://…@host.example",
    "https://host.example/t/S3CRET-1/channel": "https://host.example/t/…/channel",
    "https://host.example/simple?token=S3CRET": "https://host.example/simple?token=…",
    "https://host.example/a?x=1&access_token=S3CRET&b=2": (
        "https://host.example/a?x=1&access_token=…&b=2"
    ),
    "s3://bucket/a?sig=S3CRET": "s3://bucket/a?sig=…",
    "ssh://git:S3CRET@host.example/a": "ssh://…@host.example/a",
    "https://u:a/S3CRET@127.0.0.1:9/simple": "https://…@127.0.0.1:9/simple",
    "postgresql://app:S3CRET@db.example/x": "postgresql://…@db.example/x",
}
HARMLESS = [
    "conda-forge",
    "https://host.example/channel",
    "https://host.example/a@1.0/b",
    "git+https://host.example:8443/repo.git@v1",
    "ssh://git@github.com/org/repo",
    "git+ssh://me@host.example/org/repo",
    "https://git@github.com/org/repo",
    "https://oauth2accesstoken@python.example.org/project/simple/",
    "https://__token__@host.example/simple",
    "https://aws@host.example/pypi/lab/simple/",
    "https://VssSessionToken@host.example/lab/_packaging/feed/pypi/simple/",
    "https://${TOKEN}@host.example/simple",
    "https://${USER}:${PASSWORD}@host.example/simple",
    "https://user:$PASSWORD@host.example/simple",
    "https://%USER%:%PASSWORD%@host.example/simple",
    "https://{{ user }}:{{ password }}@host.example/simple",
    "https://<user>:<password>@host.example/simple",
    "https://host.example/t/${TOKEN}/channel",
    "https://host.example/simple?token=${TOKEN}",
    "https://host.example/keyboard?keys=3&tokens=5",
    "ada@example.org",
    "Write to ada:example@home, or see https://example.org.",
]


@pytest.mark.parametrize("address", SECRETS)
def test_a_secret_is_found_and_its_address_shown_without_it(address: str) -> None:
    found = secret_in(f'# a comment\nurl = "{address}"\n')
    assert found is not None
    assert (found.line, found.address) == (2, SECRETS[address])
    assert "S3CRET" not in found.address + found.host


@pytest.mark.parametrize("address", SECRETS)
def test_no_text_or_document_shows_one(address: str) -> None:
    shown = SECRETS[address]
    assert masked(f"pkg @ {address} and '{address}'.") == f"pkg @ {shown} and '{shown}'."
    assert without_secrets({address: [(address, 1)]}) == {shown: [[shown, 1]]}


@pytest.mark.parametrize("address", HARMLESS)
def test_what_holds_none(address: str) -> None:
    assert secret_in(f'url = "{address}"\n') is None


def test_the_host_is_whom_it_is_for() -> None:
    said = secret_in("https://u:p@host.example:8443/a")
    assert said == Secret(line=1, address="https://…@host.example:8443/a", host="host.example:8443")


@given(st.text(alphabet="abc:/@?=&t.${}%<>#", max_size=40))
def test_what_is_shown_holds_none_any_more(rest: str) -> None:
    found = secret_in(f"https://{rest}")
    if found:
        assert secret_in(found.address.replace("…@", "").replace("…", "${X}")) is None


HINTS = {
    "uv": "hint: Remove it, and log in instead: uv auth login host.example.\n",
    "pixi": "hint: Remove it, and log in instead: pixi auth login host.example.\n",
    "conda": "hint: Remove it, and log in instead: micromamba auth login host.example.\n",
}


@pytest.mark.parametrize("manager", ["pixi", "conda"])
@pytest.mark.parametrize("address", [one for one in SECRETS if "host.example/" in one][:3])
def test_a_channel_with_one_is_refused(tmp_path: Path, manager: str, address: str) -> None:
    done = seedbed(
        "new", "x", "--yes", "--no-sync", "--manager", manager, "--channel", address, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: The channel {SECRETS[address]} contains a password or a token, which would end "
        f"up in the project's files.\n{HINTS[manager]}"
    )
    assert files(tmp_path) == {}


def test_one_that_is_set_or_stands_in_the_choices_is_refused(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    address = "https://user:S3CRET@host.example/ch"
    before = files(root)
    done = seedbed("update", "--set", f"channels={address}", cwd=root, env=environment())
    assert done.returncode == 2
    assert done.stderr.endswith(HINTS["pixi"])
    assert "S3CRET" not in done.stderr
    assert files(root) == before
    chosen = '"win-64"]\nchannels = [{}]\ncooldown'
    edit(root, "pyproject.toml", chosen.format(""), chosen.format(f'"{address}"'))
    done = seedbed("update", cwd=root, env=environment())
    assert done.returncode == 2
    assert done.stderr.endswith(HINTS["pixi"])
    assert "S3CRET" not in done.stderr


@pytest.mark.parametrize(
    ("manager", "table"),
    [
        ("uv", '[[tool.uv.index]]\nname = "own"\nurl = "https://u:S3CRET@host.example/simple"\n'),
        ("pixi", '[tool.pixi.pypi-options]\nextra-index-urls = ["https://S3CRET@host.example"]\n'),
        (
            "poetry",
            '[[tool.poetry.source]]\nname = "own"\nurl = "https://u:S3CRET@host.example/simple"\n',
        ),
    ],
)
def test_a_switch_does_not_copy_one(tmp_path: Path, manager: str, table: str) -> None:
    root = make(tmp_path, "--manager", manager)
    place = root / "pyproject.toml"
    place.write_text(f"{place.read_text()}\n{table}")
    before = files(root)
    line = 1 + place.read_text().splitlines().index(
        next(one for one in table.splitlines() if "S3CRET" in one)
    )
    shown = "https://…@host.example/simple" if "simple" in table else "https://…@host.example"
    done = seedbed("update", "--set", "manager=conda", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 1, done.stdout
    assert done.stderr == (
        f"error: pyproject.toml (line {line}) contains a password or a token: {shown}. A switch "
        "would copy it into other files.\n"
        "hint: Remove it, and log in instead: micromamba auth login host.example; for git, use a "
        "credential helper or an SSH address.\n"
    )
    assert files(root) == before


WHEEL = "mine @ https://user:S3CRET@host.example/mine-1.0-py3-none-any.whl"
CLONE = "tool2 @ git+https://S3CRET@github.com/org/tool2"
SHOWN = "mine @ https://…@host.example/mine-1.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose user wrote addresses with passwords."""
    root = make(tmp_path_factory.mktemp("holding"), "--framework", "none", git=True)
    place = root / "pyproject.toml"
    line = "dependencies = ["
    text = place.read_text()
    assert line in text
    place.write_text(text.replace(line, f'{line}\n    "{WHEEL}",\n    "{CLONE}",\n', 1))
    return root


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("add mine --dry-run", f"mine is already in [project] dependencies: {SHOWN}"),
        ("add mine>=2 --dry-run", f"Adding mine>=2 to [project] dependencies instead of {SHOWN}"),
        ("add mine>=2 --dry-run", f'\n-    "{SHOWN}",'),
        ("add six --dry-run", "Adding six to [project] dependencies"),
        ("remove mine --dry-run", f"Removing {SHOWN} from [project] dependencies"),
        ("remove mine --dry-run", f'\n-    "{SHOWN}",'),
        ("remove mine tool2 --dry-run --json", '"requirement": "tool2 @ git+https://'),
        ("explain pyproject.toml:project.dependencies", "mine @ https://"),
        ("explain pyproject.toml:project.dependencies --json", "mine @ https://"),
        ("update --dry-run --json --set extras=docs", '"ok"'),
        ("update --dry-run --set framework=sklearn --diff", "scikit-learn"),
        ("status", "x-1"),
        ("status --json", '"ok"'),
        ("doctor", ""),
        ("doctor --json", '"ok"'),
        ("doctor --sarif", '"runs"'),
    ],
)
def test_one_that_stands_in_the_manifest_is_not_shown(
    holding: Path, command: str, shown: str
) -> None:
    before = files(holding)
    done = seedbed(*command.split(), cwd=holding, env=environment())
    assert "S3CRET" not in done.stdout + done.stderr
    assert shown in done.stdout + done.stderr
    assert files(holding) == before
