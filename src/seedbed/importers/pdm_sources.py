"""PDM's sources, as uv's indexes; pure.

https://pdm-project.org/latest/usage/config/#configure-the-package-indexes
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from seedbed.formats.toml import Inline
from seedbed.importers.addresses import cleaned, login_note
from seedbed.importers.pdm_moving import GROUPS
from seedbed.importers.pip_indexes import index_name, is_public
from seedbed.importers.pip_requirement import shown
from seedbed.importers.wording import listed
from seedbed.model.names import canonical, requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.importers.pdm_moving import Moving

_SOURCE = "source"
_DEFAULT = "pypi"
"""The name of the source that stands for the default index."""


def move_sources(moving: Moving) -> None:
    """Move the sources; what the requirements are has to be moved before."""
    indexes: list[dict[str, Any]] = []
    stand = {one.string("url"): one for one in moving.manifest.sections("tool", "uv", "index")}
    taken = {one.string("name") for one in stand.values()}
    for source in moving.pdm.sections(_SOURCE):
        said = source.string("url")
        address = cleaned(said)
        name = source.string("name")
        if not said or address.fault:
            why = address.fault or "it has no address"
            moving.tell(f"The source {name or shown(said)} was left out: {why}.", _SOURCE)
            continue
        if note := login_note(address):
            moving.tell(note, _SOURCE)
        _tell_settings(moving, source, address.host)
        if source.values.get("type") == "find_links":
            moving.uv.setdefault("find-links", []).append(address.url)
        elif name == _DEFAULT and is_public(address.url):
            continue
        elif address.url in stand:
            _tie_included(moving, source, stand[address.url].string("name"))
        elif name == _DEFAULT:
            own = index_name(address.url, taken)
            indexes.append({"name": own, "url": address.url, "default": True})
            taken.add(own)
        else:
            own = name if name and name not in taken else index_name(address.url, taken)
            taken.add(own)
            indexes.append({"name": own, "url": address.url})
            _tie_included(moving, source, own)
            text = (
                f"uv asks {own} before the default index, and takes what that has; PDM compares "
                "the versions of both."
            )
            moving.tell(text, _SOURCE)
    if indexes:
        moving.uv["index"] = indexes


def _tell_settings(moving: Moving, source: Section, host: str) -> None:
    name = source.string("name") or host
    if source.values.get("verify_ssl") is False:
        moving.tell(f"verify_ssl was left out: the connection to {host} is checked now.", _SOURCE)
    if "username" in source.values or "password" in source.values:
        text = f"uv doesn't read the login of {name} here: `uv auth login {host}` stores one."
        moving.tell(text, _SOURCE)
    if source.values.get("exclude_packages"):
        text = f"exclude_packages of {name} stays here: uv has no such setting."
        moving.tell(text, _SOURCE)


def _tie_included(moving: Moving, source: Section, name: str) -> None:
    """Tie packages to an index: they come from no other one.

    It stays open to all others, as with PDM: what the packages require themselves may match, too.
    """
    patterns = [canonical(one) for one in source.texts("include_packages")]
    if not patterns:
        return
    known = sorted(_required(moving))
    sources = moving.uv.setdefault("sources", {})
    for pattern in patterns:
        found = [one for one in known if fnmatchcase(one, pattern)]
        sources |= {one: Inline(index=name) for one in found if one not in sources}
        if not found:
            text = (
                f"{shown(pattern)} in include_packages of {name} was left out: the project itself "
                "requires nothing by that name."
            )
            moving.tell(text, _SOURCE)
        elif any(sign in pattern for sign in "*?["):
            text = (
                f"{shown(pattern)} in include_packages of {name} stands for {listed(found)} now: "
                "uv ties only the project's own requirements to an index."
            )
            moving.tell(text, _SOURCE)


def _required(moving: Moving) -> set[str]:
    """The canonical names of all that the project requires."""
    project = moving.manifest.section("project")
    lists = [project.many("dependencies")]
    lists += [
        project.many("optional-dependencies", name)
        for name in project.section("optional-dependencies").values
    ]
    groups = moving.manifest.section(GROUPS)
    lists += [groups.many(name) for name in groups.values]
    lists += [value for path, value in moving.changes.items() if path[0] == GROUPS]
    return {requirement_name(one) for some in lists for one in some if isinstance(one, str)} - {""}
