"""Reads environments of conda and Pixi: their packages, and what the lock has for them."""

from __future__ import annotations

import os
import re

from seedbed.commands.verifying.conda import Prefix
from seedbed.commands.verifying.conda_where import with_mirrors
from seedbed.commands.verifying.environment import Ground
from seedbed.errors import usage_error
from seedbed.host.scanning import bytes_in
from seedbed.host.ways import is_fixed
from seedbed.model.conda_paths import parts_of
from seedbed.model.found import FILE, LINK
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.verify.conda_claims import listed
from seedbed.verify.conda_pairing import absent, listed_at, optional_in, pair, places_of
from seedbed.verify.conda_records import (
    KNOWN,
    META,
    STATE,
    is_record,
    parse,
    python_in,
    variables_in,
)
from seedbed.verify.distributions import folder_of
from seedbed.verify.values import LINKED, METADATA, MODE, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from seedbed.commands.verifying.place import Subject
    from seedbed.commands.verifying.reading import Inside
    from seedbed.verify.conda_records import Installed

_SYNCED = re.compile(r"synced/(?:prefix|[^/]+\.(?:toml|ya?ml))")
"""What `.conda` was made of, as seedbed keeps it there."""
_LARGEST_RECORDS, _MOST_PARTS = 1 << 28, 1 << 23
"""Bytes, and values, of all records; one of 100,000 files has 30 million, and a million."""


def prefix_of(
    about: Subject, inside: Inside, packages: Sequence[str], *, is_proving: bool
) -> Prefix:
    """An environment of conda's or Pixi's.

    Args:
        about: what is to be verified.
        inside: what the environment holds; records of conda packages among it.
        packages: the names of the packages that are to be verified; empty for all.
        is_proving: whether packages are compared with archives, not only with records.

    Raises:
        SeedbedError: when the lock has no environment of that name.
    """
    paths = sorted(filter(is_record, inside.kinds))
    records, broken = _records(inside, paths)
    inside = _as_conda(inside, records)
    name = _name_of(about, inside)
    locked = listed_at(about.contents, name, places_of(about.contents, name, records))
    about = replace(about, contents=replace(about.contents, packages=tuple(locked)))
    names = {canonical(one) for one in packages}
    pairs = [pair(one, locked) for one in records if not names or canonical(one.name) in names]
    if about.contents.format == "pixi":
        pairs = with_mirrors(pairs, about.root)
    missing = [] if names else _missing(about, inside, records)
    ground = _ground(inside, paths, [*broken, *missing])
    return Prefix(
        about=about, inside=inside, ground=ground, pairs=tuple(pairs), is_proving=is_proving
    )


def _as_conda(inside: Inside, records: Sequence[Installed]) -> Inside:
    """What an environment holds, with the distributions that no conda package owns."""
    version, site = python_in(records)
    layout = inside.layout
    if version:
        headers = f"include/python{version}"
        layout = replace(layout, site=site, python=version, headers=headers)
    owned = {path for one in records for path in listed(one, layout)}
    folders = {folder for path in owned if (folder := folder_of(path, layout.site))}
    return replace(
        inside,
        layout=layout,
        distributions=tuple(one for one in inside.distributions if one.folder not in folders),
        conda=frozenset(one.name for one in records),
        aliases=_aliases(inside),
    )


def _missing(about: Subject, inside: Inside, records: Sequence[Installed]) -> list[Difference]:
    """The packages of the lock that are not installed."""
    wheels = [one.name for one in inside.distributions]
    optional = set(about.own)
    if about.contents.format == "conda-lock":
        optional |= optional_in(about.text, {*wheels, *(one.name for one in records)})
    return list(absent(about.contents.packages, records, wheels, optional))


def _records(inside: Inside, paths: Iterable[str]) -> tuple[list[Installed], list[Difference]]:
    """The packages of an environment, and the records that cannot be read."""
    read = bytes_in(inside.root)
    records: dict[tuple[str, str, str], Installed] = {}
    broken = []
    room, parts = _LARGEST_RECORDS, _MOST_PARTS
    for path in paths:
        found, why = inside.found[path], ""
        room -= found.size
        try:
            if room < 0:
                raise ValueError("is too large")  # noqa: TRY301
            text = read(path) if found.data is None else found.data
            parts -= parts_of(text)
            if parts < 0:
                raise ValueError("is too large")  # noqa: TRY301
            one = parse(path, text)
        except ValueError as error:
            why = str(error)
        else:
            other = records.setdefault((one.name, one.version, one.build), one)
            why = "" if other is one else f"is there besides {os.path.basename(other.path)}"
        if why:
            broken.append(Difference(kind=METADATA, path=path, package="", what=why))
    return [*records.values()], broken


def _ground(inside: Inside, records: Iterable[str], wrong: Sequence[Difference]) -> Ground:
    known = {*records, *(path for path in inside.kinds if path in KNOWN or _SYNCED.fullmatch(path))}
    found = [*wrong, *_no_files(inside, known)]
    notes, names = [], list[str]()
    state = inside.found.get(STATE)
    if state and state.kind == FILE:
        try:
            names = variables_in(None if state.data is None else inside.text(STATE))
        except ValueError as error:
            what = f"{error}, so there is no way to tell which variables it sets"
            found.append(Difference(kind=METADATA, path=STATE, package="", what=what))
    if names:
        notes.append(f"{STATE} sets variables when you enter the environment: {', '.join(names)}.")
    return Ground(known=known, differences=tuple(found), packaged=True, notes=tuple(notes))


def _no_files(inside: Inside, known: Iterable[str]) -> Iterator[Difference]:
    """What conda, Pixi, and seedbed don't keep as they do, in files that no program is."""
    for path in known:
        found = inside.found[path]
        if found.kind != FILE:
            what = f"is a link to {found.target}" if found.kind == LINK else "isn't a regular file"
            yield Difference(kind=LINKED, path=path, package="", what=what)
        elif found.mode & 0o111 and inside.posix:
            yield Difference(kind=MODE, path=path, package="", what="is executable")


def _name_of(about: Subject, inside: Inside) -> str:
    """The environment's name in `pixi.lock`; empty for other locks."""
    names = {name for name, _ in about.contents.places}
    if about.contents.format != "pixi":
        return ""
    # a link to the folder of another environment doesn't make it this one
    name = about.called if about.called in names else os.path.basename(inside.root)
    if name in names or not names:
        return name
    if len(names) == 1:
        return names.pop()
    raise usage_error(
        f"{os.path.basename(about.lock)} has no environment {name!r}; it has "
        f"{', '.join(sorted(names))}.",
        "Name one of their folders with --env.",
        code="no-environment",
    )


def _aliases(inside: Inside) -> tuple[str, ...]:
    """Other paths of an environment, through links, that it may have been made by."""
    folder = inside.text(f"{META}/pixi_env_prefix").strip().removesuffix(f"/{META}")
    # anybody can have written the first, so that only the way to it tells
    named = [folder] if os.path.isabs(folder) and is_fixed(folder, inside.root) else []
    named.append(os.environ.get("CONDA_PREFIX", ""))
    here, inner = os.environ.get("PWD", ""), os.path.relpath(inside.root)
    if here and not inner.startswith(".."):
        named.append(os.path.join(here, inner))
    return tuple(
        dict.fromkeys(
            one
            for one in named
            if os.path.isabs(one) and one != inside.root and os.path.realpath(one) == inside.root
        )
    )
