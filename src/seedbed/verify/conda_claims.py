"""What should stand in an environment because of one conda package. Pure."""

from __future__ import annotations

import json
import posixpath
import re

from seedbed.model.conda_paths import FOLDER, HARD, PYC, SCRIPT, SOFT
from seedbed.model.record import replace
from seedbed.verify.launchers import Target
from seedbed.verify.values import METADATA, Claim, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from seedbed.model.conda_paths import Entry
    from seedbed.model.found import Found
    from seedbed.model.listing import Listing, Member
    from seedbed.verify.conda_records import Installed
    from seedbed.verify.values import Layout

_STARTS = re.compile(
    r"\s*(?P<name>[^=/\\\s]+)\s*=\s*(?P<module>[A-Za-z_][\w.]*)\s*:\s*(?P<function>[A-Za-z_][\w.]*)\s*"
)


def of_archive(one: Installed, listing: Listing, layout: Layout) -> dict[str, Claim]:
    """What a package puts into an environment, by path.

    Args:
        one: the package.
        listing: what its archive holds.
        layout: where installers put what.

    Raises:
        ValueError: when the archive cannot be understood; the text says why.
    """
    one = replace(one, is_python=_is_python(listing, one))
    moved = gave_way(one)
    claims = {}
    for path, member in listing.members.items():
        place = one.place_of(path, layout)
        claims[moved.get(place, place)] = _claim(one.title, member)
    for name, target in _scripts(listing).items():
        windows = layout.scripts == "Scripts"
        place = f"{layout.scripts}/{name}{'-script.py' if windows else ''}"
        claims[place] = Claim(package=one.title, target=target, executable=not windows)
    return claims


def gave_way(one: Installed) -> dict[str, str]:
    """The paths that Pixi gave to other packages, with where the files of this one lie instead.

    Args:
        one: the package.
    """
    return {
        entry.original: entry.path
        for entry in one.entries
        if entry.original and entry.path == f"{entry.original}__clobber-from-{one.name}"
    }


def needlessly(
    one: Installed, claims: Mapping[str, Sequence[Claim]], others: Collection[str]
) -> Iterator[Difference]:
    """Where a record says that a file gave way, but no other package has one there.

    Args:
        one: the package.
        claims: what all packages claim, by path.
        others: the titles of the packages that may have taken its place.
    """
    for path in gave_way(one):
        owners = {claim.package for claim in claims.get(path, ())} - {one.title}
        if not owners & {*others}:
            what = f"says that another package has {path}, but none does"
            yield Difference(kind=METADATA, path=one.path, package=one.title, what=what)


def signed_anew(
    one: Installed, claims: Mapping[str, Claim], layout: Layout
) -> tuple[dict[str, Claim], int]:
    """What a package puts into an environment of macOS on Apple's processors.

    Installers sign programs and libraries anew there once they have replaced the prefix in them, so
    that only the record tells their bytes.

    Args:
        one: the package.
        claims: what its archive puts there, by path.
        layout: where installers put what.

    Returns:
        What to compare with, and for how many files that is the record.
    """
    if one.subdir != "osx-arm64":
        return dict(claims), 0
    recorded = of_record(one, layout)
    anew = {path for path, claim in claims.items() if claim.binary and path in recorded}
    return {**claims, **{path: recorded[path] for path in anew}}, len(anew)


def of_record(one: Installed, layout: Layout) -> dict[str, Claim]:
    """What the record of a package says stands there, by path; some files have no hash there.

    Args:
        one: the package.
        layout: where installers put what.
    """
    claims = {}
    for entry in one.entries:
        place = one.place_of(entry.path, layout)
        digest = entry.in_prefix or ("" if entry.placeholder else entry.sha256)
        if entry.kind == SOFT:
            claims[place] = Claim(package=one.title, linked=True)
        elif entry.kind not in {FOLDER, PYC}:
            runs = True if entry.kind == SCRIPT else None
            claims[place] = Claim(package=one.title, sha256=digest, executable=runs)
    return claims


def listed(one: Installed, layout: Layout) -> set[str]:
    """The files that the record of a package lists, but for compiled ones of its sources."""
    return {one.place_of(entry.path, layout) for entry in one.entries if entry.kind != PYC}


def record_differences(
    one: Installed,
    claims: Mapping[str, Claim],
    found: Mapping[str, Found],
    layout: Layout,
    wrong: Collection[str],
) -> Iterator[Difference]:
    """Where the record of a package, which conda and Pixi go by, says what is not so.

    Args:
        one: the package.
        claims: what its archive puts into the environment, by path.
        found: what stands there.
        layout: where installers put what.
        wrong: the paths that differ from the archive already.
    """

    def unlike(what: str) -> Difference:
        return Difference(kind=METADATA, path=one.path, package=one.title, what=what)

    entries = {one.place_of(entry.path, layout): entry for entry in one.entries}
    for path in claims:
        if path not in entries and path in found:
            yield unlike(f"doesn't list {path}")
    for path, entry in entries.items():
        if entry.kind in {PYC, FOLDER} or path in wrong:
            continue
        claim = claims.get(path)
        if claim is None:
            if not entry.kind.startswith("windows_"):
                yield unlike(f"lists {path}, which its archive doesn't have")
        elif not _agrees(entry, claim, found.get(path)):
            yield unlike(f"has another hash for {path}")
    for path in sorted(one.removed - entries.keys() - claims.keys() - gave_way(one).keys()):
        if not path.endswith(".pyc"):
            yield unlike(f"lets conda remove {path}, which its archive doesn't have")


def _agrees(entry: Entry, claim: Claim, stands: Found | None) -> bool:
    """Whether what a record says of a file is so."""
    if (entry.kind == SOFT) != claim.linked:
        return False
    if entry.kind == SOFT or stands is None:
        return True
    if entry.kind == HARD and entry.sha256 and claim.sha256 and entry.sha256 != claim.sha256:
        return False
    said = entry.in_prefix or (entry.sha256 if entry.kind == SCRIPT else "")
    return not said or said == stands.sha256


def _is_python(listing: Listing, one: Installed) -> bool:
    """Whether the modules of a package go where Python looks, as its archive has it."""
    try:
        said = json.loads(listing.texts["info/index.json"])
    except (KeyError, ValueError, RecursionError):
        return one.is_python
    return isinstance(said, dict) and said.get("noarch") == "python"


def _claim(package: str, member: Member) -> Claim:
    if member.link:
        return Claim(package=package, linked=True, link=member.link)
    return Claim(
        package=package,
        sha256=member.sha256,
        size=member.size,
        executable=member.executable,
        rest=member.rest,
        placeholder=member.placeholder,
        binary=member.binary,
        shebang=member.shebang,
    )


def _scripts(listing: Listing) -> dict[str, Target]:
    """The scripts that installers make for a package, by name."""
    try:
        said = json.loads(listing.texts.get("info/link.json", "{}"))
    except (ValueError, RecursionError):
        raise ValueError("its info/link.json can't be read") from None
    noarch = said.get("noarch") if isinstance(said, dict) else None
    lines = noarch.get("entry_points") if isinstance(noarch, dict) else None
    found = {}
    for line in lines if isinstance(lines, list) else []:
        parts = _STARTS.fullmatch(line) if isinstance(line, str) else None
        if parts is None or posixpath.normpath(parts["name"]) in {".", ".."}:
            raise ValueError(f"its info/link.json has {str(line)[:100]!a}, which isn't a script")
        found[parts["name"]] = Target(module=parts["module"], function=parts["function"])
    return found
