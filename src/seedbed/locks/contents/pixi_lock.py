"""What `pixi.lock` lists: formats 4 to 7. https://pixi.sh/latest/workspace/lockfile/.

Its environments list the packages of each platform by their addresses; a list at the end has the
rest of what is known of each. In format 7, a platform may have a made-up name.
"""

from __future__ import annotations

import re

from seedbed.locks.contents import (
    CHANNEL,
    CONDA,
    GIT,
    INDEX,
    PATH,
    PYPI,
    Contents,
    DamagedError,
    Locked,
    Source,
    conda_url,
    table,
    tables,
    text,
    texts,
)
from seedbed.locks.contents.addresses import origin
from seedbed.locks.contents.toml_lock import check_format, file_of
from seedbed.locks.contents.yaml_text import loads
from seedbed.model.names import canonical, requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    PythonName = Callable[[str, str], str]
    Place = tuple[str, str]

OLDEST, NEWEST = 4, 7
_KINDS = ("conda", "pypi", "conda_source")
_WHEEL = re.compile(r"([A-Za-z0-9_.]+)-([^-/]+)-[^/]+\.whl$")
_SOURCE = re.compile(r"(?P<name>[^\s\[]+)(?:\[\w*\])? @ (?P<place>.+)")
"""How format 7 names a package that Pixi builds: `NAME[HASH] @ FOLDER`."""
_PURL = re.compile(r"pkg:pypi/([^?@#\s]+)")
_EXTRA = re.compile(r"\bextra *==")
_OWN = frozenset((".", "./"))


def read(said: str, python_name: PythonName) -> Contents:
    """What a lock lists.

    Args:
        said: its text.
        python_name: gives what a conda package with a build string is called on PyPI, where the
            lock does not say so.

    Raises:
        DamagedError: when it cannot be read.
    """
    document = table(loads(said))
    check_format(document.get("version"), NEWEST)
    if int(text(document.get("version"))) < OLDEST:
        raise DamagedError(
            f"has format {document['version']}, but seedbed reads only {OLDEST} to {NEWEST}"
        )
    if "environments" not in document:
        raise DamagedError("is damaged: it lists no environments")
    places = _places(document)
    known = {_address(one): one for one in tables(document.get("packages"))}
    packages = []
    asked: set[str] = set()
    for address, where in places.items():
        details = known.get(address, {})
        if address[1] in _OWN:
            asked.update(_required(details), _first_words(details.get("depends")))
        elif found := _locked(*address, details, frozenset(where), python_name):
            packages.append(found)
    return Contents(format="pixi", packages=tuple(packages), asked=frozenset(asked) or None)


def _address(package: dict[str, object]) -> tuple[str, str]:
    """How an environment names a package; formats before 6 tell its kind and its address apart."""
    kind = text(package.get("kind"))
    if kind in _KINDS:
        return kind, text(package.get("url")) or text(package.get("path"))
    return next(((one, text(package[one])) for one in _KINDS if one in package), ("", ""))


def _places(document: dict[str, object]) -> dict[tuple[str, str], list[Place]]:
    """The packages by kind and address, each with the environments and platforms that have it."""
    titles = _titles(tables(document.get("platforms")))
    found: dict[tuple[str, str], list[Place]] = {}
    for environment, said in table(document.get("environments")).items():
        for platform, listed in table(table(said).get("packages")).items():
            place = environment, titles.get(platform, platform)
            for one in tables(listed):
                if (address := _address(one)) != ("", ""):
                    found.setdefault(address, []).append(place)
    return found


def _titles(platforms: list[dict[str, object]]) -> dict[str, str]:
    """What to call the platforms that have made-up names: by what they ask of the machine."""
    kinds = [text(one.get("subdir")) or text(one.get("name")) for one in platforms]
    found: dict[str, str] = {}
    for one, subdir in zip(platforms, kinds, strict=True):
        title = subdir
        if kinds.count(subdir) > 1:
            asked = texts(one.get("virtual-packages"))
            cuda = [name.partition("=")[2] for name in asked if name.startswith("__cuda=")]
            title += f" with CUDA {cuda[0].partition('=')[0]}" if cuda else ""
        taken = title in found.values()
        found[text(one.get("name"))] = f"{title} ({text(one.get('name'))})" if taken else title
    return found


def _locked(
    kind: str,
    address: str,
    details: dict[str, object],
    places: frozenset[Place],
    python_name: PythonName,
) -> Locked | None:
    if kind == "pypi":
        return _wheel(address, details, places)
    parts = conda_url.parse(address)
    if parts is None:
        return _made(address, details, places)
    named = "purls" in details
    return Locked(
        kind=CONDA,
        name=parts.name,
        version=parts.version,
        source=Source(kind=CHANNEL, address=parts.channel),
        build=parts.build,
        files=_hashes(details, parts.file),
        addresses=_addresses(details, address),
        places=places,
        needs=_first_words(details.get("depends")),
        python=_known(details) if named else python_name(parts.name, parts.build),
    )


def _made(address: str, details: dict[str, object], places: frozenset[Place]) -> Locked | None:
    """A package that Pixi builds from a folder or a repository."""
    named = _SOURCE.fullmatch(address)
    name = text(details.get("name")) or (named["name"] if named else "")
    if not name:
        return None
    return Locked(
        kind=CONDA,
        name=name.lower(),
        version=text(details.get("version")),
        source=Source(kind=PATH, address=named["place"] if named else address),
        places=places,
        needs=_first_words(details.get("depends")),
    )


def _known(details: dict[str, object]) -> str:
    """The name on PyPI, as the lock itself says it; empty for what is not there."""
    found = (_PURL.match(one) for one in texts(details.get("purls")))
    return next((canonical(one[1]) for one in found if one), "")


def _wheel(address: str, details: dict[str, object], places: frozenset[Place]) -> Locked | None:
    file = file_of({"url": address}) if "://" in address or address.endswith(".whl") else ""
    parts = _WHEEL.fullmatch(file)
    name = text(details.get("name")) or (parts[1] if parts else "")
    if not name:
        return None
    return Locked(
        kind=PYPI,
        name=canonical(name),
        version=text(details.get("version")) or (parts[2] if parts else ""),
        source=_source(address, text(details.get("index"))),
        files=_hashes(details, file),
        addresses=_addresses(details, address.removeprefix("direct+")),
        places=places,
        needs=tuple(_required(details)),
    )


def _source(address: str, index: str) -> Source:
    if index:
        return Source(kind=INDEX, address=index)
    if address.startswith("git+"):
        return Source(kind=GIT, address=address.removeprefix("git+"))
    if "://" in address:
        return Source(kind=INDEX, address=origin(address.removeprefix("direct+")))
    return Source(kind=PATH, address=address)


def _hashes(details: dict[str, object], file: str) -> frozenset[tuple[str, str, str]]:
    found = {kind: text(details.get(kind)).lower() for kind in ("sha256", "md5")}
    return frozenset((file, kind, digest) for kind, digest in found.items() if digest)


def _addresses(details: dict[str, object], address: str) -> frozenset[tuple[str, str]]:
    return frozenset((digest, address) for _, _, digest in _hashes(details, ""))


def _required(details: dict[str, object]) -> list[str]:
    """The packages that a Python package requires without its extras."""
    listed = texts(details.get("requires_dist"))
    return [requirement_name(one) for one in listed if not _EXTRA.search(one)]


def _first_words(listed: object) -> tuple[str, ...]:
    """The names in a list of conda's requirements, without what only the machine has."""
    names = (one.split(maxsplit=1)[0].lower() for one in texts(listed) if one.strip())
    return tuple(dict.fromkeys(name for name in names if not name.startswith("__")))
