"""What environment files have pip install, in the words in which seedbed reads it; pure.

An index option holds for the whole list to pip, wherever it stands. To seedbed it holds for what
stands behind it, and for all packages where nothing does.
https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re

from seedbed.accelerators.idioms import INDEXES
from seedbed.importers.wording import listed
from seedbed.managers.conda.tables import requirement
from seedbed.managers.shared.specs import EXTRA_INDEX
from seedbed.model.names import canonical, requirement_name
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_INDEX = re.compile(rf"{EXTRA_INDEX}(?:\s*=\s*|\s+)(\S+)")
_LIST = re.compile(r"(?:-r|--requirement)(?:\s*=\s*|\s*)(\S.*)")
_EGG = re.compile(r"(git\+[^\s#]+)#(?:(.*)&)?egg=([A-Za-z0-9._-]+(?:\[[^\]]*\])?)(?:&(.*))?")
_WHEEL = re.compile(r"https?://[^\s#]+/([A-Za-z0-9_.]+)-[^/\s#]+\.whl(?:#\S*)?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_OF_PYTORCH = frozenset(("torch", "torchvision", "torchaudio", "torchtext", "torchdata"))
"""What PyTorch's own indexes are for; they have copies of other packages, which are old."""


@record
class Told:
    """What became of one item.

    Attributes:
        item: the item as it stood there.
        text: one sentence.
        path: the list of requirements that stands in its place; empty for none.
    """

    item: str
    text: str
    path: str = ""


def settled(items: list[Any], files: Mapping[str, str]) -> tuple[list[Any], list[Told]]:
    """A list for pip in which the same is said so that seedbed reads it.

    Args:
        items: the list.
        files: the project's files, for lists of requirements that it names.
    """
    told: list[Told] = []
    rest: list[Any] = []
    options: dict[str, list[str]] = {}
    for item in items:
        if isinstance(item, str) and (option := _INDEX.fullmatch(item.strip())):
            options.setdefault(option[1], [])
        elif isinstance(item, str):
            rest += _in_words(item, files, told)
        else:
            rest.append(item)
    kept: list[Any] = []
    for item in rest:
        index = _index_of(item, [*options]) if isinstance(item, str) else ""
        (options[index] if index else kept).append(item)
    for url, behind in options.items():
        kept += [f"{EXTRA_INDEX} {url}", *behind]
    kept = list(dict.fromkeys(kept)) if all(isinstance(one, str) for one in kept) else kept
    if options and [*_plain(kept)] != [*_plain(items)]:
        told += (Told(item=one, text=_moved(options[url])) for one, url in _options(items))
    return kept, told


def _options(items: list[Any]) -> Iterator[tuple[str, str]]:
    """The index options of a list, with their addresses."""
    for item in items:
        option = _INDEX.fullmatch(item.strip()) if isinstance(item, str) else None
        if option:
            yield item, option[1]


def _plain(items: list[Any]) -> Iterator[Any]:
    """A list in which index options are spelled in one way."""
    for item in items:
        option = _INDEX.fullmatch(item.strip()) if isinstance(item, str) else None
        yield f"{EXTRA_INDEX} {option[1]}" if option else item


def _moved(behind: list[str]) -> str:
    """What is said of an index option.

    Args:
        behind: the requirements that come from that index alone.
    """
    if not behind:
        return "seedbed takes this option for all requirements, wherever it stands."
    names = listed(map(requirement_name, behind))
    return f"seedbed takes only {names} from that index."


def _in_words(item: str, files: Mapping[str, str], told: list[Told]) -> list[str]:
    """An item as requirements, where it can be said so; else the item itself."""
    if found := _LIST.fullmatch(item.strip()):
        path = found[1].strip()
        lines, why = _lines_of(path, files)
        said = why or f"seedbed reads what {path} lists as if it stood here."
        told.append(Told(item=item, text=said, path="" if why else _plain_path(path)))
        return [item] if why else lines
    if named := _named(item.strip()):
        text = f"seedbed reads this line as {named}, which is the same to pip."
        told.append(Told(item=item, text=text))
        return [named]
    name, guess = _guessed(item.strip())
    if name:
        told.append(Told(item=item, text=guess))
        return [f"{name} @ {item.strip()}"]
    return [item]


def _named(item: str) -> str:
    """A requirement with an address that tells its name; empty where that does not."""
    if found := _EGG.fullmatch(item):
        url, before, name, behind = found.groups()
        fragment = "&".join(filter(None, (before, behind)))
        return f"{name} @ {url}{'#' if fragment else ''}{fragment}"
    if found := _WHEEL.fullmatch(item):
        return f"{canonical(found[1])} @ {item}"
    return ""


def _guessed(item: str) -> tuple[str, str]:
    """The name of the package in a git repository, and a sentence; empty for anything else."""
    if not item.startswith("git+") or "#" in item or " " in item:
        return "", ""
    from seedbed.importers.pip_requirement import name_in

    return name_in(item)


def _plain_path(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


def _lines_of(path: str, files: Mapping[str, str]) -> tuple[list[str], str]:
    """The requirements in a list, or why they are not known.

    Args:
        path: the list, as it is named.
        files: the project's files.
    """
    stays = "so this line stays, and seedbed doesn't read it."
    plain = _plain_path(path)
    outside = plain.startswith(("/", "~")) or plain[1:2] == ":" or ".." in plain.split("/")
    if "://" in plain or outside:
        return [], f"{path} isn't a file of the project, {stays}"
    text = files.get(plain)
    if text is None:
        return [], f"There is no {path}, {stays}"
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        said = " ".join(_COMMENT.sub("", line).split())
        one = _named(said) or said
        if one and not requirement(one, ""):
            return [], f"{path} has more than plain requirements ({said}), {stays}"
        found += [one] if one else []
    return list(dict.fromkeys(found)), ""


def _index_of(item: str, urls: list[str]) -> str:
    """The one index that a requirement has to come from; empty where it may come from any."""
    one = requirement(item, "") if urls else None
    if one is None or one.url:
        return ""
    label = one.spec.partition("+")[2]
    if label:
        found = [url for url in urls if label in url.rstrip("/").split("/")] or urls
    elif canonical(one.name) in _OF_PYTORCH:
        found = [url for url in urls if url.startswith(INDEXES)]
    else:
        return ""
    return found[0] if len(found) == 1 else ""
