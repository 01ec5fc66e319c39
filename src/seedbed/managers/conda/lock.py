"""Whether `conda-lock.yml` still fits the environment files that it was made of."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.reading import LARGEST_LOCK, read_text
from seedbed.managers.conda.yaml import loads
from seedbed.managers.shared import specs
from seedbed.model.names import canonical
from seedbed.model.versions import admits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


def check_lock(root: str, lock: str, files: Sequence[str]) -> None:
    """Refuse a lock that does not fit the environment files.

    conda-lock compares by a hash that only it can make. So each package that a file asks for is
    looked for here, in a version that will do. What that cannot tell, passes: a build, a channel, a
    line for some platforms, a package that is asked for no more. None is refused that conda-lock
    would make just so again.

    Args:
        root: the project's folder.
        lock: the lock's path.
        files: the names of the environment files.

    Raises:
        SeedbedError: names the first package that is not there.
    """
    locked = _locked(read_text(lock, LARGEST_LOCK))
    name = os.path.basename(lock)
    for path in files:
        for asked in _asked(os.path.join(root, path)):
            if wrong := _misfit(locked, *asked):
                named = " ".join(f"--file {one}" for one in files)
                raise SeedbedError(
                    f"{name} {wrong}, which {path} asks for.",
                    f"Run 'conda-lock lock {named}' in {root}, or move {name} away to work without "
                    "a lock; then run 'seedbed sync'.",
                    code="lock-stale",
                    status=ENVIRONMENT,
                )


def _locked(text: str) -> dict[str, set[str]]:
    """The versions of each package in a lock; read by line, for it may have 100,000 of them."""
    import re

    found: dict[str, set[str]] = {}
    entry = re.compile(r"^ *(?:- )?name: *(\S+)(?:\n *version: *(\S+))?", re.MULTILINE)
    for name, version in entry.findall(text):
        found.setdefault(name.strip("'\"").lower(), set()).add(version.strip("'\""))
    return found


def _asked(path: str) -> Iterator[tuple[str, str, bool]]:
    """What an environment file asks for: a name, a range (PEP 440), and whether pip is asked."""
    import re

    from seedbed.managers.conda.tables import requirement

    for_some = re.compile(r"^[ \t]*-[^:\n]*#[ \t]*\[.*\][ \t]*$", re.MULTILINE)
    items = loads(for_some.sub("", read_text(path)), path).get("dependencies")
    for item in items if isinstance(items, list) else ():
        match item:
            case str() if (package := specs.parse(item)) and not item.startswith("__"):
                # conda takes a version without a sign in more than one way
                bare = any(one[:1].isdigit() and one[-1] != "*" for one in package.spec.split(","))
                yield package.name, "" if bare else specs.pep440(package.spec) or "", False
            case {"pip": [*texts]}:
                found = (requirement(text, group="") for text in texts)
                yield from ((canonical(one.name), one.spec, True)
                            for one in found if one and not one.marker)  # fmt: skip


def _misfit(locked: Mapping[str, Collection[str]], name: str, spec: str, by_pip: bool) -> str:
    """What is wrong with a lock about a package that is asked for; empty when nothing is."""
    found = locked.get(name, ())
    if found:
        fits = any(admits(spec, version) for version in found)
        return "" if fits else f"has {name} {' and '.join(sorted(found))}, not {name} {spec}"
    # what pip is asked for may be there as conda's, which may have another name
    return "" if by_pip and _loose(name) in map(_loose, locked) else f"lacks {name}"


def _loose(name: str) -> str:
    """What the names of a package share that conda and package indexes call differently."""
    for part in ("python", "py", "-", "_", "."):
        name = name.replace(part, "")
    return name
