"""Lists of requirements and `pylock.toml`, from the locks of uv, Poetry, and Pixi."""

from __future__ import annotations

import os
import re

from seedbed.commands.export_wanted import PYLOCK, Wanted, pixi_environment
from seedbed.errors import SeedbedError
from seedbed.formats.tables import Section
from seedbed.host.reading import LARGEST_LOCK, read_text
from seedbed.locks import pinned
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.model.names import canonical
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from seedbed.managers.protocols import Driver
    from seedbed.workspace import Workspace

_ENTRY = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==")
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


def listed(project: Workspace, manager: str, wanted: Wanted) -> Body:
    """What a project installs from package indexes: a list of requirements, or `pylock.toml`.

    Raises:
        SeedbedError: when the manager cannot say it, or conda packages belong to it.
    """
    found = {"uv": _of_uv, "poetry": _of_poetry, "pixi": _of_pixi}[manager](project, wanted)
    if wanted.format == PYLOCK:
        return replace(found, install=_by_either)
    return replace(found, remarks=(*found.remarks, *_remarks(found.text, project.root)))


def as_environment(project: Workspace, found: Body) -> Body:
    """A list of requirements as an environment file of conda's, which lets pip install them."""
    from seedbed.managers.conda.yaml import rows

    name = Section(project.manifest).section("project").string("name")
    python = "".join(found.python.split())
    items = [" ".join(one.split()) for one in entries(found.text)]
    remarks = on_folders(bare_in(items), project.root)
    if bare_in(items):
        items = [one.partition(" --hash=")[0] for one in items]
        remarks.append("It has no hashes: pip takes them for all packages, or for none.")
    dependencies: list[object] = [f"python {python}".strip(), "pip"]
    table: dict[str, object] = {"name": name, "channels": ["conda-forge"]}
    table["dependencies"] = [*dependencies, *([{"pip": items}] if items else [])]
    text = "".join(f"{row}\n" for key, value in table.items() for row in rows(key, value))
    return replace(
        found,
        text=text,
        remarks=tuple(remarks),
        python="",
        install=by_conda,
        prefix=f"conda run -n {name}",
    )


def by_conda(name: str) -> list[str]:
    """How to make an environment from a file."""
    return [f"conda env create --file {name}"]


def entries(text: str) -> list[str]:
    """The entries of a requirements file, each on one line, without comments."""
    whole = text.replace(" \\\n", " ")
    return [line for line in whole.splitlines() if line.strip() and line.lstrip()[:1] != "#"]


def _by_either(name: str) -> list[str]:
    return [f"uv pip sync {name}", f"python -m pip install -r {name}   (pip 26.1 or newer)"]


def _by_uv(name: str) -> list[str]:
    return [
        *_by_pip(name),
        f"uv pip install --index-strategy unsafe-best-match -r {name}",
    ]


def _remarks(text: str, root: str) -> list[str]:
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


# --- uv ------------------------------------------------------------------------------------------


def _of_uv(project: Workspace, wanted: Wanted) -> Body:
    from seedbed.workspace import driver_of

    kind = "pylock.toml" if wanted.format == PYLOCK else "requirements.txt"
    arguments = ["export", "--project", project.root, "--frozen", "--offline", "--quiet"]
    arguments += ["--color=never", "--no-header", "--no-emit-project", f"--format={kind}"]
    arguments += [] if wanted.dev else ["--no-default-groups"]
    arguments += [f"--group={name}" for name in wanted.groups]
    arguments += [f"--extra={name}" for name in wanted.extras]
    text = said(driver_of(project), arguments, {}, "uv export")
    python = Section(project.manifest).section("project").string("requires-python")
    if wanted.format == PYLOCK:
        return Body(text=text)
    names = {canonical(found[1]) for one in entries(text) if (found := _ENTRY.match(one))}
    options = _options_of_uv(project, names)
    body = Body(text="".join(f"{line}\n" for line in options) + text, python=python)
    return replace(body, install=_by_uv) if _has_more(options) else body


def _options_of_uv(project: Workspace, names: Collection[str]) -> list[str]:
    """The indexes that the project names and that some packages come from, as options of pip."""
    from seedbed.locks.exported_uv import registries
    from seedbed.managers.uv.workspace import home_of

    lock = lock_of(project.root, MANAGERS["uv"])
    try:
        used = registries(read_text(lock, LARGEST_LOCK), names)
    except ValueError as error:
        raise SeedbedError(
            f"uv.lock cannot be read: {error}.", "Run 'seedbed doctor'.", code="lock-damaged"
        ) from None
    options = dict(_named_by_uv(project.manifest))
    home = os.path.join(home_of(project.root), "pyproject.toml")
    if home != os.path.join(project.root, "pyproject.toml"):
        from seedbed.formats.tables import parse

        options |= _named_by_uv(parse(read_text(home), home))
    return _chosen(used, options)


def _named_by_uv(manifest: Mapping[str, object]) -> dict[str, str]:
    """The options of pip by which a list of requirements names each index of a manifest."""
    found = {}
    indexes = Section(manifest).section("tool", "uv").values.get("index", [])
    for one in indexes if isinstance(indexes, list) else ():
        if isinstance(one, dict) and isinstance(one.get("url"), str):
            option = "--index-url" if one.get("default") is True else "--extra-index-url"
            option = "--find-links" if one.get("format") == "flat" else option
            found[_plain(one["url"])] = option
    return found


def _chosen(used: Iterable[str], options: Mapping[str, str]) -> list[str]:
    """The options for the indexes that are used; a machine's own default is not named."""
    found = [(options[_plain(one)], one) for one in used if _plain(one) in options]
    found.sort(key=lambda one: one[0] != "--index-url")
    return [f"{option} {address}" for option, address in found]


def _plain(address: str) -> str:
    """An address without users, passwords, and a last slash."""
    return _USERINFO.sub(r"\1", address).rstrip("/")


def _has_more(options: Sequence[str]) -> bool:
    """Whether an index stands beside another, of which uv takes the first that has a name."""
    return any(one.startswith("--extra-index-url") for one in options)


def said(
    driver: Driver, arguments: Sequence[str], variables: Mapping[str, str], called: str
) -> str:
    """What a manager prints.

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
        said = (reply.said + reply.out).decode("utf-8", "replace")
        if "export does not exist" in said:
            raise _no_plugin()
        raise said_by(called, reply.status, said, code="export-failed")
    return reply.out.decode("utf-8", "replace").replace("\r\n", "\n")


# --- Poetry --------------------------------------------------------------------------------------


def _of_poetry(project: Workspace, wanted: Wanted) -> Body:
    from seedbed.locks import exported_poetry

    always, _ = exported_poetry.groups_in(project.manifest)
    groups = {canonical(name) for name in wanted.groups} | (always if wanted.dev else set())
    extras = {canonical(name) for name in wanted.extras}
    if wanted.format == PYLOCK:
        return _by_plugin(project, sorted(groups), sorted(extras))
    text = read_text(lock_of(project.root, MANAGERS["poetry"]), LARGEST_LOCK)
    packages = exported_poetry.pinned(text, {"main", *groups}, extras)
    used, only = exported_poetry.indexes(text, {one.name for one in packages})
    options = pinned.index_options(used, only=only)
    lines = [*options, *pinned.requirements(packages)]
    python = Section(project.manifest).section("project").string("requires-python")
    body = Body(text="".join(f"{line}\n" for line in lines), python=python)
    return replace(body, install=_by_uv) if _has_more(options) else body


def _by_plugin(project: Workspace, groups: Sequence[str], extras: Sequence[str]) -> Body:
    """What Poetry's plugin writes: the lock has no addresses of files, so that it asks for them."""
    from seedbed.workspace import driver_of

    driver = driver_of(project)
    arguments = ["--project", project.root, "--no-interaction", "--no-ansi", "export"]
    arguments += ["--format=pylock.toml", *(f"--with={name}" for name in groups)]
    arguments += [f"--extras={name}" for name in extras]
    # Poetry would make an environment to run the command in, or start the Python of one
    without = {"POETRY_VIRTUALENVS_CREATE": "false", "POETRY_VIRTUALENVS_IN_PROJECT": "false"}
    text = said(driver, arguments, without, "poetry export")

    def as_seen(found: re.Match[str]) -> str:
        path = os.path.relpath(found[1], os.path.realpath(project.root)).replace(os.sep, "/")
        return f'path = "{path}"'

    return Body(text=re.sub(r'^path = "(/[^"\\]*)"$', as_seen, text, flags=re.MULTILINE))


def _no_plugin() -> SeedbedError:
    return SeedbedError(
        "This Poetry has no command 'export', and poetry.lock alone doesn't have the addresses "
        "that pylock.toml needs.",
        "Add Poetry's plugin: poetry self add poetry-plugin-export. Or export a requirements file, "
        "which needs no plugin: seedbed export --format requirements",
        code="plugin-missing",
    )


# --- Pixi ----------------------------------------------------------------------------------------


def _of_pixi(project: Workspace, wanted: Wanted) -> Body:
    from seedbed.locks.exported_pixi import exported

    text = read_text(lock_of(project.root, MANAGERS["pixi"]), LARGEST_LOCK)
    found = exported(text, pixi_environment(wanted, project.manifest))
    if wanted.format == PYLOCK:
        return Body(text=pinned.pylock(found.packages, found.python))
    options = _chosen(found.indexes, _named_by_pixi(project.manifest))
    lines = [*options, *pinned.requirements(found.packages)]
    body = Body(text="".join(f"{line}\n" for line in lines), python=found.python)
    return replace(body, install=_by_uv) if _has_more(options) else body


def _named_by_pixi(manifest: Mapping[str, object]) -> dict[str, str]:
    """The options of pip by which a list of requirements names each index of a manifest."""
    pixi = Section(manifest).section("tool", "pixi")
    tables = [pixi.values, *pixi.section("feature").values.values()]
    found = {}
    for table in tables:
        options = table.get("pypi-options") if isinstance(table, dict) else None
        if not isinstance(options, dict):
            continue
        more = options.get("extra-index-urls", [])
        for one in more if isinstance(more, list) else ():
            found[_plain(str(one))] = "--extra-index-url"
        if isinstance(options.get("index-url"), str):
            found[_plain(options["index-url"])] = "--index-url"
    return found
