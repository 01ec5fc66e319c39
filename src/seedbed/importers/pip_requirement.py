"""What one line asks pip for, in Python's terms: a requirement, an address, or a path; pure.

https://pip.pypa.io/en/stable/cli/pip_install/#requirement-specifiers
"""

from __future__ import annotations

import re
from posixpath import basename, normpath

from seedbed.importers.addresses import cleaned, hidden, login_note, variables_in
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.shared.source_tables import source_in_url
from seedbed.model.names import canonical
from seedbed.model.project import Dependency
from seedbed.model.record import record, replace
from seedbed.model.source import PATH, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    NameAt = Callable[[str], str]
    """Gives the name of the project in a folder; empty where nothing says."""

_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar")
_NAMED = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*@\s*(.*)")
_NAME = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*([<>=!~].*)?")
_SCP = re.compile(r"git\+(?:ssh://)?([\w.-]+@[\w.-]+):(?!\d+/)(.+)")
"""An address as `git clone` takes it."""
_CONDA = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*)=([^=<>~!;\s@]+)(?:=([^=\s]+))?")
_NOWHERE = ("", "file:", "file://")
"""Places that name neither a folder nor a file: the project's own folder is `.`."""
_CONDA_BUILT = re.compile(r"_\d{6,}/work(?:/|$)")
"""Where conda builds packages: `pip freeze` names that folder for what conda installed."""
_LONGEST, _SHOWN = 4000, 80
"""Characters of a line that can be a requirement, and of one that a sentence shows."""


@record
class Asked:
    """What a line asks for.

    Attributes:
        item: the requirement; None for none.
        notes: sentences about what is not carried as it stands.
        own: the extras of the project itself, which the line asks for; None for anything else.
        conda: whether it is a line of a list that conda made.
    """

    item: Dependency | None = None
    notes: tuple[str, ...] = ()
    own: tuple[str, ...] | None = None
    conda: bool = False


def asked(text: str, name_at: NameAt, *, editable: bool = False) -> Asked:
    """What a line asks for.

    Args:
        text: the line without its options, or what stands behind `-e`.
        name_at: gives the name of the project in a folder below this one.
        editable: whether `-e` stands before it.
    """
    if not text or len(text) > _LONGEST or text.startswith("git@"):
        return Asked(notes=(_unreadable(text),))
    if conda := _CONDA.fullmatch(text):
        return _of_conda(conda)
    name, extras, rest = "", None, text
    if named := _NAMED.fullmatch(text):
        name, extras, rest = named.groups()
    if name or editable or _is_place(text.partition(";")[0].strip()):
        place, marker = _without_marker(rest)
        if place.partition("#")[0] in _NOWHERE:
            return Asked(notes=(_unreadable(text),))
        item = Dependency(name=name, extras=_extras(extras), marker=marker)
        return _placed(item, place, name_at, editable=editable)
    found = parsed(text)
    return Asked(item=found) if found else Asked(notes=(_unreadable(text),))


def parsed(text: str) -> Dependency | None:
    """A requirement as PEP 508 writes it; None for none."""
    try:
        return parse_requirement(text) if len(text) <= _LONGEST else None
    except ValueError:  # InvalidRequirement is one
        return None


def shown(text: str) -> str:
    """A text in quotes, for a sentence: without logins, and not too long."""
    plain = hidden(text[:_LONGEST])
    return f"'{plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + '…'}'"


def is_outside(path: str) -> bool:
    """Whether a path is absolute, or leads out of the folder."""
    return path.startswith(("/", "~", "../")) or path == ".." or path[1:2] == ":"


def plain_path(path: str) -> str:
    """A path with slashes, in its shortest form."""
    return normpath(path.replace("\\", "/").strip()) if path.strip() else "."


def _placed(item: Dependency, place: str, name_at: NameAt, *, editable: bool) -> Asked:
    """A requirement whose package is at a place."""
    if place.startswith("file:") or not ("://" in place or place.startswith("git+")):
        return _at_path(item, place, name_at, editable=editable)
    scp = _SCP.fullmatch(place)
    address = cleaned(f"git+ssh://{scp[1]}/{scp[2]}" if scp else place)
    if address.fault:
        return Asked(notes=(f"{shown(place)} was left out: {address.fault}.",))
    if re.match(r"(?:hg|svn|bzr)\+", address.url):
        return Asked(notes=(f"{shown(place)} was left out: uv installs from git alone.",))
    url, egg, extras = _without_egg(address.url)
    notes = [login_note(address)]
    name = item.name or egg
    if not name:
        name, note = name_in(url)
        notes.append(note)
    if not name:
        return Asked(notes=(f"{shown(place)} was left out: nothing says which package it is.",))
    if url.startswith("git+") and source_in_url(url) is None:
        return Asked(notes=(f"{shown(place)} was left out: git can't read such an address.",))
    found = replace(item, name=name, url=url, extras=item.extras or extras)
    return Asked(item=found, notes=tuple(filter(None, notes)))


def _at_path(item: Dependency, place: str, name_at: NameAt, *, editable: bool) -> Asked:
    """A requirement on a folder or a file."""
    place, _, fragment = place.partition("#")
    path, extras = _split_extras(re.sub("^file:(?://(?:localhost)?)?", "", place))
    path = plain_path(path)
    egg = re.search(r"egg=([^&]+)", fragment)
    if variables_in(path) or "//" in place.removeprefix("file://"):
        why = cleaned(path).fault or "it is no path"
        return Asked(notes=(f"{shown(place)} was left out: {why}.",))
    if path == "." and not item.name:
        return Asked(own=extras)
    if path.startswith(("/", "~")) or path[1:2] == ":":
        return _elsewhere(item, path, egg[1] if egg else "")
    name, notes = item.name or (_egg_name(egg[1])[0] if egg else ""), []
    if not name and path.endswith(_ARCHIVES):
        name = _file_name(basename(path))[0]
    if not name:
        name = "" if is_outside(path) else name_at(path)
    if not name:
        name = _possible(basename(path))
        notes.append(_guessed(name))
    if not name:
        return Asked(notes=(f"{shown(place)} was left out: nothing says which package it is.",))
    is_folder = not path.endswith(_ARCHIVES)
    source = Source(kind=PATH, address=path, editable=editable and is_folder)
    below = re.search(r"subdirectory=([^&]+)", fragment)
    if below:
        source = replace(source, subdirectory=below[1])
    found = replace(item, name=name, source=source, extras=item.extras or extras)
    return Asked(item=found, notes=tuple(notes))


def _elsewhere(item: Dependency, path: str, egg: str) -> Asked:
    """A requirement on a path of the machine where the file was made.

    Somebody else may have a package of the same name in an index, so none is taken from there;
    what conda builds is known.
    """
    name = item.name or _egg_name(egg)[0]
    if name and _CONDA_BUILT.search(path):
        note = f"{name} may have any version now: {shown(path)} was a folder of conda's builds."
        return Asked(item=replace(item, name=name), notes=(note,))
    what = f"{name} was left out" if name else f"{shown(path)} was left out"
    why = f"{shown(path)} is a path of one machine" if name else "it is a path of one machine"
    return Asked(notes=(f"{what}: {why}.",))


def _of_conda(found: re.Match[str]) -> Asked:
    """A line of `conda list --export`; what pip had installed is marked there."""
    name, version, build = found.groups()
    is_python = name == "python"
    spec = f">={'.'.join(version.split('.')[:2])}" if is_python else f"=={version}"
    of_pip = build and build.startswith("pypi")
    return Asked(item=parsed(f"{name}{spec}") if of_pip or is_python else None, conda=True)


# --- the parts of a line --------------------------------------------------------------------------


def _without_marker(text: str) -> tuple[str, str]:
    """A place, and the marker behind it in its canonical form."""
    found = re.search(r"\s;\s*|;\s+", text)
    if not found:
        return text.strip(), ""
    item = parsed(f"x ; {text[found.end() :]}")
    return (text[: found.start()].strip(), item.marker) if item else (text.strip(), "")


def _is_place(text: str) -> bool:
    """Whether a text is an address or a path, as pip tells them from names."""
    bare = text.partition("#")[0].partition("[")[0]
    return (
        "://" in text
        or text.startswith((".", "/", "~", "file:", "git+"))
        or "/" in bare
        or "\\" in bare
        or bare.endswith(_ARCHIVES)
    )


def _without_egg(url: str) -> tuple[str, str, tuple[str, ...]]:
    """An address without the name in its fragment, the name, and the extras that it wants."""
    plain, _, fragment = url.partition("#")
    parts = fragment.split("&") if fragment else []
    eggs = [one.removeprefix("egg=") for one in parts if one.startswith("egg=")]
    kept = [one for one in parts if not one.startswith("egg=")]
    name, extras = _egg_name(eggs[0]) if eggs else ("", ())
    return f"{plain}#{'&'.join(kept)}" if kept else plain, name, extras


def _egg_name(egg: str) -> tuple[str, tuple[str, ...]]:
    from urllib.parse import unquote

    found = _NAME.fullmatch(unquote(egg).strip())
    return (found[1], _extras(found[2])) if found else ("", ())


def name_in(url: str) -> tuple[str, str]:
    """The name of the package at an address, and a sentence where it is a guess."""
    plain = url.partition("#")[0]
    if plain.endswith(_ARCHIVES):
        from urllib.parse import unquote

        name = _file_name(unquote(basename(plain)))[0]
        if name:
            return name, ""
    if found := re.search(r"/([^/@]+)/(?:-/)?archive/", plain):
        name = _possible(found[1])
    else:
        last = basename(plain.rstrip("/")).partition("@")[0]
        name = _possible(re.sub(rf"({'|'.join(map(re.escape, (*_ARCHIVES, '.git')))})$", "", last))
    return name, _guessed(name) if name else ""


def _file_name(file: str) -> tuple[str, str]:
    """The name and the version that a wheel's or an archive's own name says; empty for none."""
    from packaging.utils import parse_sdist_filename, parse_wheel_filename

    try:
        if file.endswith(".whl"):
            name, version, *_ = parse_wheel_filename(file)
        else:
            name, version = parse_sdist_filename(re.sub(r"\.(tgz|tar\.\w+)$", ".tar.gz", file))
    except ValueError:  # of which theirs are
        return "", ""
    return name, str(version)


def _possible(text: str) -> str:
    """A text as a package's name; empty where it can be none."""
    found = _NAME.fullmatch(text)
    return canonical(found[1]) if found and not found[2] and not found[3] else ""


def _guessed(name: str) -> str:
    return f"The line names no package: it was taken for {name}, as the address has it."


def _split_extras(path: str) -> tuple[str, tuple[str, ...]]:
    found = re.fullmatch(r"(.*?)\s*(\[[^\[\]]*\])", path)
    return (found[1], _extras(found[2])) if found else (path, ())


def _extras(text: str | None) -> tuple[str, ...]:
    return tuple(sorted(filter(None, re.split(r"[\[\],\s]+", text or ""))))


def _unreadable(text: str) -> str:
    if names := variables_in(text):
        return f"{shown(text)} was left out: it depends on the environment variable {names[0]}."
    return f"{shown(text)} was left out: it isn't a requirement that Python's packaging can read."
