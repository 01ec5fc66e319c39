"""What the files that are exported have in common: their parts, and what is to be said of them."""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from seedbed.managers.protocols import Driver

_SHOWN = 3
_USERINFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@")


def _by_pip(name: str) -> list[str]:
    return [f"python -m pip install -r {name}"]


@record
class Body:
    """A file in the making, without the comment at its top.

    Attributes:
        text: what it holds.
        remarks: what is to be said of it.
        python: the range of Python versions that it is for; empty where it says so itself.
        source: what it was made from; the lock when empty.
        install: gives the commands that install a file of some name.
        prefix: what stands before a command to run it in the environment that they make.
        has_project: whether the project itself is in it.
    """

    text: str
    remarks: tuple[str, ...] = ()
    python: str = ""
    source: str = ""
    install: Callable[[str], list[str]] = _by_pip
    prefix: str = ""
    has_project: bool = False

    def runs(self, command: str) -> str:
        """A command as people type it to run it in the environment."""
        return f"{self.prefix} {command}".strip()


def by_conda(name: str) -> list[str]:
    """How to make an environment from a file."""
    return [f"conda env create --file {name}"]


def entries(text: str) -> list[str]:
    """The entries of a requirements file, each on one line, without comments."""
    whole = text.replace(" \\\n", " ")
    return [line for line in whole.splitlines() if line.strip() and line.lstrip()[:1] != "#"]


def by_uv(name: str) -> list[str]:
    """How to install a file that names several indexes: uv has to be told to look at all."""
    return [
        *_by_pip(name),
        f"uv pip install --index-strategy unsafe-best-match -r {name}",
    ]


def remarks_on(text: str, root: str) -> list[str]:
    """What is to be said of what has no hash: pip takes all entries with one, or none."""
    found = entries(text)
    bare = bare_in(found)
    remarks = []
    if bare and any("--hash=" in one for one in found):
        more = f" and {len(bare) - _SHOWN} more" if len(bare) > _SHOWN else ""
        remarks.append(
            f"No hash pins {', '.join(bare[:_SHOWN])}{more}, so pip refuses the file as a whole; "
            "uv installs it."
        )
    return [*remarks, *on_folders(bare, root)]


def bare_in(found: Iterable[str]) -> list[str]:
    """What the entries of a requirements file ask for that has no hash."""
    bare = (one for one in found if "--hash=" not in one and one[:2] != "--")
    return [one.partition(" ;")[0].removeprefix("-e ") for one in bare]


def on_folders(bare: Iterable[str], root: str) -> list[str]:
    """What is to be said where a file names folders."""
    if any(one.startswith((".", "/", "file:")) for one in bare):
        return [f"The file names folders, as seen from {root}: install it there."]
    return []


def chosen(used: Iterable[str], options: Mapping[str, str]) -> list[str]:
    """The options for the indexes that are used; a machine's own default is not named."""
    found = [(options[plain(one)], one) for one in used if plain(one) in options]
    found.sort(key=lambda one: one[0] != "--index-url")
    return [f"{option} {address}" for option, address in found]


def plain(address: str) -> str:
    """An address without users, passwords, and a last slash."""
    return _USERINFO.sub(r"\1", address).rstrip("/")


def has_more(options: Sequence[str]) -> bool:
    """Whether an index stands beside another, of which uv takes the first that has a name."""
    return any(one.startswith("--extra-index-url") for one in options)


def said(
    driver: Driver,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    called: str,
    begins: str,
) -> str:
    """What a manager prints.

    Args:
        driver: runs it.
        arguments: what it is to do.
        variables: what it gets beside the usual ones.
        called: the command as people know it.
        begins: how its first line begins: what the hook of a flake's shell prints stands before.

    Raises:
        SeedbedError: with its own words, when it fails.
    """
    from seedbed.checks.variables import without_switches
    from seedbed.host import process
    from seedbed.managers.shared.failures import said_by

    manager = called.partition(" ")[0]
    env = {**without_switches(driver.asking(), manager), **variables}
    reply = process.ask(driver.command(arguments), env)
    if reply.status:
        why = (reply.said + reply.out).decode("utf-8", "replace")
        if "export does not exist" in why:
            raise _no_plugin()
        raise said_by(called, reply.status, why, code="export-failed")
    text = reply.out.decode("utf-8", "replace").replace("\r\n", "\n")
    before, found, rest = text.partition(begins)
    if not found or (before and not before.endswith("\n")):
        words = text.strip().partition("\n")[0]
        raise SeedbedError(
            f"'{called}' printed something else than expected: {words[:80]!r}.",
            "Update the manager, then run the same command again.",
            code="export-failed",
        )
    return found + rest


def _no_plugin() -> SeedbedError:
    return SeedbedError(
        "This Poetry has no command 'export', and poetry.lock alone doesn't have the addresses "
        "that pylock.toml needs.",
        "Add Poetry's plugin: poetry self add poetry-plugin-export. Or export a requirements file, "
        "which needs no plugin: seedbed export --format requirements",
        code="plugin-missing",
    )
