"""What should stand in an environment because of one distribution. Pure."""

from __future__ import annotations

import posixpath
import re

from seedbed.verify.accounting import compiled
from seedbed.verify.launchers import targets
from seedbed.verify.values import Claim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.model.listing import Listing, Member
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.record_file import Row
    from seedbed.verify.values import Layout

MADE = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json")
"""The files that installers write beside the metadata of a wheel."""
_DATA = re.compile(r"(?P<stem>[^/]+)\.data/(?P<kind>[^/]+)/(?P<rest>.+)")
_INFO = re.compile(r"(?P<stem>[^/]+)\.dist-info/(?P<name>.+)")


def of_wheel(one: Distribution, listing: Listing, layout: Layout) -> dict[str, Claim]:
    """What a wheel puts into an environment, by path.

    Args:
        one: the distribution.
        listing: what its wheel holds.
        layout: where installers put what.

    Raises:
        ValueError: when the wheel cannot be understood; the text says why.
    """
    claims = {}
    for path, member in listing.members.items():
        if any(made.source in listing.members for made in compiled((path,))):
            continue  # Python writes it anew; it is judged by its source
        for place in _places(path, one, layout):
            claims[place] = _claim(one.title, member)
    for name in MADE:
        claims[f"{one.folder}/{name}"] = Claim(package=one.title, made=True)
    entries = _text_in(listing, "entry_points.txt")
    for name, target in targets(entries).items():
        place = f"{layout.scripts}/{name}"
        claims[place] = Claim(package=one.title, target=target, executable=True)
    return claims


def also_by_pip(
    one: Distribution, claims: Mapping[str, Claim], rows: Mapping[str, Row], layout: Layout
) -> dict[str, Claim]:
    """The scripts that pip makes when it installs pip, under more names than the wheel has.

    https://github.com/pypa/pip/blob/26.0/src/pip/_internal/operations/install/wheel.py

    Args:
        one: the distribution.
        claims: what its wheel puts into an environment, by path.
        rows: the rows of its RECORD.
        layout: where installers put what.
    """
    usual = claims.get(f"{layout.scripts}/pip")
    if one.name != "pip" or usual is None:
        return {}
    places = [f"{layout.scripts}/{name}" for name in ("pip3", f"pip{layout.python}")]
    return {place: usual for place in places if place in rows and place not in claims}


def of_record(
    one: Distribution, rows: Mapping[str, Row], entries: str, layout: Layout
) -> dict[str, Claim]:
    """What the RECORD of a distribution says stands there, by path.

    Args:
        one: the distribution.
        rows: the rows of its RECORD.
        entries: its `entry_points.txt`.
        layout: where installers put what.

    Raises:
        ValueError: when its entry points cannot be read.
    """
    scripts = {f"{layout.scripts}/{name}": target for name, target in targets(entries).items()}
    folder = f"{one.folder}/"
    claims = {}
    for path, row in rows.items():
        if path.startswith("../") or posixpath.isabs(path):
            continue  # nothing of the environment
        if path.endswith(".pyc") and ("/__pycache__/" in path or not row.sha256):
            continue  # is judged by its source
        made = not row.sha256 and path.startswith(folder) and path[len(folder) :] in MADE
        claims[path] = Claim(
            package=one.title,
            sha256=row.sha256,
            size=row.size,
            target=scripts.get(path),
            executable=True if path in scripts else None,
            made=made,
        )
    for name in MADE:
        claims.setdefault(f"{one.folder}/{name}", Claim(package=one.title, made=True))
    return claims


def _claim(package: str, member: Member) -> Claim:
    return Claim(
        package=package,
        sha256="" if member.rest else member.sha256,
        size=-1 if member.rest else member.size,
        executable=True if member.rest else member.executable,
        rest=member.rest,
    )


def _places(path: str, one: Distribution, layout: Layout) -> Iterator[str]:
    """Where a member of a wheel is installed; nowhere for what the installer writes itself."""
    if found := _INFO.fullmatch(path):
        if "/" in found["name"] or found["name"] not in {*MADE, "RECORD.jws", "RECORD.p7s"}:
            yield f"{one.folder}/{found['name']}"
    elif found := _DATA.fullmatch(path):
        folders = {
            "purelib": layout.site,
            "platlib": layout.site,
            "scripts": layout.scripts,
            "data": "",
            "headers": f"{layout.headers}/{found['stem'].rpartition('-')[0]}",
        }
        if found["kind"] not in folders:
            raise ValueError(f"it has files of the unknown kind {found['kind']}")
        yield posixpath.join(folders[found["kind"]], found["rest"])
    else:
        yield f"{layout.site}/{path}"


def _text_in(listing: Listing, name: str) -> str:
    """The text of a file of the metadata; empty where there is none."""
    found = (text for path, text in listing.texts.items() if path.endswith(f".dist-info/{name}"))
    return next(found, "")
