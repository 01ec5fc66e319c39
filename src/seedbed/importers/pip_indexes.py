"""The package indexes of pip's options, as uv has them; pure.

pip takes the newest version that any of its indexes has. uv asks one index after the other, unless
it is told otherwise, and can tie a package to one index.
https://docs.astral.sh/uv/concepts/indexes/
"""

from __future__ import annotations

import re

from seedbed.importers.addresses import cleaned, login_note
from seedbed.importers.imported import Remark
from seedbed.importers.pip_requirement import shown
from seedbed.managers.shared.conda_packages import index_names
from seedbed.model.names import address_fault, canonical
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from seedbed.importers.pip_sheets import Found, Setting
    from seedbed.model.project import Dependency

    Places = Mapping[str, Sequence[Setting]]

DEFAULT = "index-url"
_NAMES = (DEFAULT, "extra-index-url")
STRATEGY = "unsafe-best-match"
PUBLIC = (("pypi", "org"), ("pypi", "python", "org"))
"""The parts of the host names of the index that all managers take without being told."""
_BUILDS = re.compile(r"/whl/(?:(nightly|test)/)?(cpu|cu\d{2,3})/?$")
"""How the addresses of PyTorch's indexes end, also on mirrors."""
_FRAMEWORK = frozenset(("torch", "torchvision", "torchaudio"))
"""What each of those indexes has in a build of its own."""
_NOT_ON_MACS = "sys_platform == 'linux' or sys_platform == 'win32'"
_LOCAL = re.compile(r"\+([a-z0-9.]+)")


@record
class Indexes:
    """The indexes of a project.

    Attributes:
        items: the requirements by place, with the index that each has to come from.
        tables: the tables of `[[tool.uv.index]]`.
        strategy: uv's `index-strategy`; empty for its own.
        remarks: what is otherwise than with pip.
    """

    items: Mapping[str, tuple[Found, ...]]
    tables: tuple[Mapping[str, Any], ...] = ()
    strategy: str = ""
    remarks: tuple[Remark, ...] = ()


def indexed(items: Mapping[str, tuple[Found, ...]], options: Places) -> Indexes:
    """The indexes that some options stand for.

    Args:
        items: the requirements by place: a group, or empty for run time.
        options: by place, the options that count when its file is installed, in their order.
    """
    work = _Work(items, options)
    work.run()
    return Indexes(
        items={place: tuple(found) for place, found in work.items.items()},
        tables=tuple(work.tables.values()),
        strategy=STRATEGY if work.open else "",
        remarks=tuple(dict.fromkeys(work.remarks)),
    )


def is_public(url: str) -> bool:
    """Whether an address is that of the index which managers take without being told."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return tuple(host.split(".")) in PUBLIC


def index_name(url: str, taken: Iterable[str]) -> str:
    """A name for an index, made of its host; of PyTorch's, of the build."""
    if found := _BUILDS.search(url):
        name = "-".join(filter(None, ("pytorch", found[1], found[2])))
        if name not in taken:
            return name
    host = re.sub(r"/.*", "", url.partition("://")[2]) or url
    return index_names([host], {*taken})[host]


class _Work:
    def __init__(self, items: Mapping[str, tuple[Found, ...]], options: Places) -> None:
        self.items = {place: list(found) for place, found in items.items()}
        self.remarks: list[Remark] = []
        self.options = {
            place: [one for given in found if given.name in _NAMES and (one := self._usable(given))]
            for place, found in options.items()
        }
        self.tables: dict[str, dict[str, Any]] = {}
        self.open = False

    def run(self) -> None:
        """Find a place for each index."""
        first = self._default("")
        for place, found in self.options.items():
            default = self._default(place)
            public = any(is_public(one.said) for one in found if one.name != DEFAULT)
            for given in found:
                if is_public(given.said) or (given.name == DEFAULT and given is not default):
                    continue
                builds = _BUILDS.search(given.said)
                is_default = given is default and not public
                if is_default and (not place or (first is not None and given.said == first.said)):
                    self._table(given.said)["default"] = True
                elif is_default:
                    self._tie_all(place, given)
                elif not (builds and self._tie_builds(place, given, builds[2])):
                    self._open(given)

    def _default(self, place: str) -> Setting | None:
        """The option for the default index that counts in a place: the last one."""
        found = [one for one in self.options.get(place, ()) if one.name == DEFAULT]
        return found[-1] if found else None

    def _usable(self, given: Setting) -> Setting | None:
        """An option whose address can stand in a file; what it loses is told."""
        address = cleaned(given.said)
        if fault := address.fault or address_fault(address.url):
            what = f"The index {shown(given.said)} was left out: {fault}"
            self._tell(given, f"{what}. Add it under [[tool.uv.index]] before you lock.")
            return None
        if note := login_note(address):
            self._tell(given, note)
        return replace(given, said=address.url.rstrip("/"))

    def _table(self, url: str) -> dict[str, Any]:
        """The table of an index, which is made where there is none."""
        if url not in self.tables:
            taken = {str(one["name"]) for one in self.tables.values()}
            self.tables[url] = {"name": index_name(url, taken), "url": url}
        return self.tables[url]

    def _open(self, given: Setting) -> None:
        """Let an index have any package."""
        self._table(given.said).pop("explicit", None)
        if self.open:
            return
        self.open = True
        text = (
            "pip takes the newest version that any index has; "
            f'`index-strategy = "{STRATEGY}"` makes uv do the same.'
        )
        self._tell(given, text)

    def _tie_builds(self, place: str, given: Setting, tag: str) -> bool:
        """Tie the packages to one of PyTorch's indexes whose builds it has; false for none."""
        found = [one.item for one in self.items.get(place, ()) if _is_build(one.item, tag)]
        if not found:
            return given.said in self.tables
        self._tie(place, given, found, "" if tag == "cpu" else _NOT_ON_MACS)
        names = sorted({canonical(item.name) for item in found})
        text = f"This index serves only {_listed(names)} now; with pip, it could serve any package."
        self._tell(given, text)
        return True

    def _tie_all(self, place: str, given: Setting) -> None:
        """Tie a group's packages to the index that is its default one."""
        plain = [one.item for one in self.items.get(place, ()) if _is_free(one.item)]
        if plain:
            self._tie(place, given, plain, "")
            self._tell(
                given,
                f"This index serves only the requirements of the group {place} now, not what they "
                "require themselves.",
            )

    def _tie(self, place: str, given: Setting, chosen: list[Dependency], marker: str) -> None:
        if given.said not in self.tables:
            self._table(given.said)["explicit"] = True
        name = self._table(given.said)["name"]
        tied = set(map(id, chosen))
        self.items[place] = [
            replace(one, item=_from(one.item, name, marker)) if id(one.item) in tied else one
            for one in self.items[place]
        ]

    def _tell(self, given: Setting, text: str) -> None:
        self.remarks.append(Remark(path=given.path, line=given.line, text=text))


def _is_free(item: Dependency) -> bool:
    return not (item.url or item.source or item.index)


def _is_build(item: Dependency, tag: str) -> bool:
    """Whether a requirement is on a package of which an index has a build of its own."""
    found = _LOCAL.search(item.spec)
    label = found[1] if found else ""
    return _is_free(item) and (label == tag or (not label and canonical(item.name) in _FRAMEWORK))


def _from(item: Dependency, index: str, marker: str) -> Dependency:
    """A requirement that comes from an index; a build that only that one has, on all systems."""
    only = item.marker or _LOCAL.search(item.spec)
    return replace(item, index=index, index_marker="" if only else marker)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
