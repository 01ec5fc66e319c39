"""`[tool.pixi.workspace]`: channels, the platforms that the lock covers, and Pixi's own version.

https://pixi.sh/latest/reference/pixi_manifest/#the-workspace-table
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats.toml import Inline
from seedbed.managers.pixi.packages import PIXI
from seedbed.managers.shared.conda_packages import conda_names
from seedbed.managers.shared.own_range import read_range, supported_range, write_range
from seedbed.model.names import canonical, channel_fault
from seedbed.model.project import Platform
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.project import Project

_WORKSPACE = (*PIXI, "workspace")
_NAMES = "conda-pypi-map"
_MODE = "mapping-mode"
_KNOWN = (".anaconda.org", ".prefix.dev")
"""Ends of hosts whose packages prefix.dev knows."""
_COOLDOWN = "exclude-newer"
_VIRTUAL = ("cuda", "glibc", "macos")
_ASSUMED = {"linux": ("glibc", "2.28"), "osx": ("macos", "13.0")}
"""What Pixi assumes of a system by itself; it refuses a platform without a name that says so."""
_OF_CONDA = frozenset(("defaults", "nodefaults"))
"""Words that conda reads in a list of channels, and that Pixi would fetch as channels."""


def write_workspace(document: Document, project: Project) -> None:
    """Write the table.

    Args:
        document: the manifest.
        project: the project without what Pixi cannot hold.
    """
    channels = [("channels", name) for name in project.channels]
    document.put((*_WORKSPACE, "channels"), list(project.channels), *channels)
    platforms = [_platform(platform) for platform in project.platforms]
    document.put((*_WORKSPACE, "platforms"), platforms)
    write_range(document, project, "pixi")
    if project.cooldown:  # Pixi knows ages since 0.67
        document.put((*_WORKSPACE, _COOLDOWN), project.cooldown, ("cooldown",))
    for channel, names in _pypi_names(project).items():
        document.put((*_WORKSPACE, _NAMES, channel), names, ("channels", channel))


def read_workspace(pixi: Section, project: Project, unmodeled: list[str]) -> Project:
    """The project with its channels and platforms.

    Args:
        pixi: what `[tool.pixi]` holds.
        project: what is known of the project.
        unmodeled: takes the dotted keys of what the model does not know.

    Raises:
        SeedbedError: when the table has the name that it had before Pixi 0.41.
    """
    workspace = _table(pixi)
    unmodeled += workspace.beside(
        ("channels", "platforms", "requires-pixi", "pypi-options", _NAMES, _COOLDOWN)
    )
    platforms = sorted(_platforms(workspace, unmodeled), key=lambda one: one.rank)
    return replace(
        project,
        channels=tuple(_channels(workspace, unmodeled)),
        platforms=tuple(platforms),
        managers=read_range(workspace, "pixi", unmodeled),
        cooldown=_cooldown(workspace, unmodeled),
    )


def check_pypi_names(pixi: Section, project: Project, unmodeled: list[str]) -> None:
    """Report what is said of channels' PyPI names beyond what follows from the project."""
    workspace = _table(pixi)
    if not isinstance(workspace.values.get(_NAMES, {}), dict):  # `false`: no names at all
        unmodeled.append(workspace.key(_NAMES))
        return
    given = workspace.section(_NAMES)
    expected = _pypi_names(project)
    for name, names in given.items():
        wanted: Mapping[str, Any] = expected.get(name, {})
        before = {key: wanted[key] for key in wanted if key != _MODE}  # as older seedbeds wrote it
        if names not in (wanted, before) or not wanted:
            unmodeled.append(given.key(name))


def supported(project: Project) -> Project:
    """The project without what `[workspace]` cannot hold.

    That is channels that are none to Pixi, what it assumes of platforms, and ranges of others.
    """
    channels = tuple(filter(_is_channel, project.channels))
    return replace(
        project,
        # without a channel there would be no package at all, Python among them
        channels=channels or (("conda-forge",) if project.channels else ()),
        platforms=tuple(map(_without_assumed, project.platforms)),
        managers=supported_range(project, "pixi"),
        compiles=False,
    )


def _cooldown(workspace: Section, unmodeled: list[str]) -> str:
    """The cooldown, if it is in days: Pixi also takes dates and other spans."""
    given = workspace.values.get(_COOLDOWN, "")
    number = given[:-1] if isinstance(given, str) and given.endswith("d") else ""
    if number.isascii() and number.isdigit() and number[0] != "0" and len(number) < 6:
        return f"{number}d"
    if given != "":
        unmodeled.append(workspace.key(_COOLDOWN))
    return ""


def _table(pixi: Section) -> Section:
    if "project" in pixi.values and "workspace" not in pixi.values:
        raise SeedbedError(
            "pyproject.toml has [tool.pixi.project], the old name of [tool.pixi.workspace].",
            "Rename it, then run the same command again; Pixi has read the new name since 0.41.",
            code="bad-manifest",
        )
    return pixi.section("workspace")


def _is_channel(channel: str) -> bool:
    return channel not in _OF_CONDA and not channel_fault(channel)


def _pypi_names(project: Project) -> dict[str, Inline]:
    """For each channel but conda-forge, what its packages are called on PyPI.

    Pixi knows the names of conda-forge's packages, wherever they are mirrored. Of other packages it
    would install a second copy from PyPI for each requirement of the project.
    """
    own = {_path(name): name for name in reversed(project.channels)}
    own = {path: name for path, name in own.items() if not f"{path}/".startswith("conda-forge/")}
    if not own:
        return {}
    known = conda_names(project.dependencies)
    mapping: dict[str, Any] = {conda: name for name, conda in known.items() if conda != name}
    # such as the program graphviz, beside the Python package that conda calls python-graphviz
    system = {package.conda for package in project.system_packages}
    names = {canonical(item.name) for item in project.dependencies} & system
    mapping |= {name: False for name in names if known.get(name) != name}
    parts: dict[str, Any] = {"mapping": Inline(sorted(mapping.items()))} if mapping else {}
    parts |= {"same-name-heuristic": True}
    return {
        name: Inline({**parts, _MODE: "replace"} if _is_private(name) else parts)
        for name in project.channels
        if name in own.values()
    }


def _is_private(channel: str) -> bool:
    """Whether a channel is a server's or a folder's whose packages nobody else knows.

    For each package of another channel, Pixi asks prefix.dev what it is called on PyPI: of these,
    that is no use, shows others what there is, and fails behind a firewall.
    """
    scheme, is_address, rest = channel.partition("://")
    if "conda-forge" in rest.split("/") or not (is_address or channel[:1] in {".", "/", "~"}):
        return False
    host = rest.partition("/")[0].partition(":")[0].lower()
    return scheme == "file" or not f".{host}".endswith(_KNOWN)


def _path(channel: str) -> str:
    """What tells a channel from others: two entries for one are refused by Pixi."""
    return channel.partition("://")[2].partition("/")[2].strip("/") or channel.strip("/")


def _channels(workspace: Section, unmodeled: list[str]) -> Iterator[str]:
    """The channels in the order in which Pixi asks them; what says more of one is reported."""
    asked: dict[str, int] = {}
    for given in workspace.many("channels"):
        channel, priority = _asked(given)
        if channel in asked or not channel or not _is_channel(channel):
            unmodeled.append(workspace.key("channels", given))
            continue
        asked[channel] = priority
        if isinstance(given, dict):
            rest = sorted(given.keys() - {"channel"})
            unmodeled += [workspace.key("channels", f"{channel}.{key}") for key in rest]
    yield from sorted(asked, key=lambda one: -asked[one])


def _asked(given: Any) -> tuple[str, int]:
    """A channel, and its priority; nothing where it isn't given so."""
    match given:
        case str(channel):
            return channel, 0
        case {"channel": str(channel)}:
            priority = given.get("priority", 0)
            return (channel, priority) if type(priority) is int else ("", 0)
    return "", 0


def _platform(platform: Platform) -> str | dict[str, str]:
    virtual = {key: getattr(platform, key) for key in _VIRTUAL if getattr(platform, key)}
    if platform.name == platform.subdir:
        return {"platform": platform.subdir, **virtual} if virtual else platform.subdir
    return {"name": platform.name, "platform": platform.subdir, **virtual}


def _without_assumed(platform: Platform) -> Platform:
    system = platform.subdir.partition("-")[0]
    key, version = _ASSUMED.get(system, ("", ""))
    stated = getattr(platform, key, "") if platform.name == platform.subdir else ""
    if stated and stated.removesuffix(".0") == version.removesuffix(".0"):
        return replace(platform, **{key: ""})
    return platform


def _platforms(workspace: Section, unmodeled: list[str]) -> Iterator[Platform]:
    seen = set()
    for given in workspace.many("platforms"):
        platform = _read_platform(given)
        if platform is None or platform.name in seen:
            unmodeled.append(workspace.key("platforms", given))
        else:
            seen.add(platform.name)
            yield platform


def _read_platform(given: Any) -> Platform | None:
    match given:
        case str(subdir) if subdir:
            return Platform(name=subdir, subdir=subdir)
        case {"platform": str(subdir)} if _is_plain(given):
            fields = {key: given[key] for key in given if key != "platform"}
            return Platform(**{"name": subdir, "subdir": subdir, **fields})
    return None


def _is_plain(given: Mapping[str, object]) -> bool:
    known = {"name", "platform", *_VIRTUAL}
    return set(given) <= known and all(isinstance(one, str) and one for one in given.values())
