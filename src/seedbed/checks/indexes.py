"""SB205 and SB206: where the project gets PyTorch from."""

from __future__ import annotations

from seedbed.checks.check import Check
from seedbed.checks.folder import MANIFEST
from seedbed.checks.required import of_pip
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

    Path = tuple[str | int, ...]

UV = "uv.toml"
_NAMED = "name it for `torch` and `torchvision` under `[tool.uv.sources]`."
_URLS = (
    "Remove the URL. Write a table `[[tool.uv.index]]` in pyproject.toml instead, with a name, "
    f"the URL, and `explicit = true`, and {_NAMED}"
)
_MOVED = (
    "Move it to a table `[[tool.uv.index]]` in pyproject.toml, since `[tool.uv.sources]` cannot "
    f"name an index of uv.toml. There, add `explicit = true`, and {_NAMED}"
)
_OPTIONS = ("--extra-index-url", "--index-url", "-i")


class SB205(Check):
    """PyTorch's index serves all packages, not only PyTorch's.

    That index also has copies of other packages, mostly old ones. If it is not `explicit`, the
    manager looks there for every package of the project: you may get an old numpy, or one that has
    no wheel for your Python, and each lock takes longer.

    To fix it: add `explicit = true` to the index and name it for `torch` and `torchvision` under
    `[tool.uv.sources]`. For Poetry, write `priority = "explicit"` and add `source = "NAME"` to each
    of these packages.

    `index-url`, `extra-index-url`, and the indexes in `uv.toml` cannot be explicit for a package:
    write a table `[[tool.uv.index]]` in `pyproject.toml` instead. For Pixi, remove the URL from
    `pypi-options` and add `index = "URL"` to both packages under `pypi-dependencies`.
    """

    requires = ("SB201",)

    def look(self, place: Place) -> Iterable[Finding]:
        """The indexes of uv, the sources of Poetry, and the options of Pixi and pip."""
        for path, index in _indexes(place):
            if _is_pytorch(index.get("url")) and not _is_explicit(index):
                name = index.get("name") or index.get("url")
                what = f"The index {name!r} is not explicit."
                yield self.found(what, MANIFEST, at=(_line(place, MANIFEST, path), 0))
        for one in (*_of_uv(place), *_of_pixi(place)):
            yield self.found(
                one.what, one.file, at=(_line(place, one.file, one.path), 0), how=one.how
            )
        for name, text in of_pip(place):
            option, _, url = text.replace("=", " ", 1).partition(" ")
            if option in _OPTIONS and _is_pytorch(url):
                yield self.found(
                    f"{name} lets pip look for every package at {url.strip()}.",
                    name,
                    how="Remove the option, and take PyTorch from the channel conda-forge, or "
                    "write the address of its wheel: `torch @ https://...`.",
                    advice=option == "--extra-index-url",  # pip then takes the newest of both
                )


class SB206(Check):
    """`torch-backend` has no effect on the lock.

    uv uses `[tool.uv] torch-backend` only for `uv pip install`. `uv lock` and `uv sync` ignore it
    silently: if the project needs PyTorch, it gets PyPI's build on all machines.

    To fix it: remove the key and choose the build by an index. In a seedbed project with PyTorch,
    `seedbed update --accelerator cuda`, for example, writes the index and the sources for you.
    If you have removed what it wrote, restore that from git.
    """

    requires = ("SB201",)
    advice = True

    def look(self, place: Place) -> Iterable[Finding]:
        """Whether the key is there."""
        if place.manager != "uv":
            return
        own: Path = ("tool", "uv")
        for file, table, above in ((MANIFEST, place.table("tool", "uv"), own),
                                   (UV, place.toml(UV), ())):  # fmt: skip
            if "torch-backend" in table:
                key = (*above, "torch-backend")
                shown = ".".join(map(str, key))
                what = f"{shown} = {table['torch-backend']!r} has no effect on uv.lock."
                yield self.found(what, file, at=(_line(place, file, key), 0))


@record
class _Named:
    """A place in a file that names PyTorch's index for all packages, and what to do there."""

    file: str
    path: Path
    what: str
    how: str


def _indexes(place: Place) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The indexes in `pyproject.toml`; uv does not look at its own there beside a `uv.toml`."""
    tools = (("poetry", "source"),) if _has_uv(place) else (("uv", "index"), ("poetry", "source"))
    for tool, key in tools:
        for number, index in _tables(place.table("tool", tool).get(key)):
            yield ("tool", tool, key, number), index


def _of_uv(place: Place) -> Iterator[_Named]:
    """The addresses in uv's settings, and the indexes in `uv.toml`."""
    above: tuple[str, ...] = ("tool", "uv")
    file, settings = MANIFEST, place.table(*above)
    if _has_uv(place):
        file, above, settings = UV, (), place.toml(UV)
        for number, index in _tables(settings.get("index")):
            if _is_pytorch(index.get("url")) and not _is_explicit(index):
                name = index.get("name") or index.get("url")
                what = f"The index {name!r} in {UV} is not explicit."
                yield _Named(file=UV, path=("index", number), what=what, how=_MOVED)
    for key in ("index-url", "extra-index-url"):
        shown = ".".join((*above, key)) if above else f"{key} in {UV}"
        for url in _urls(settings.get(key)):
            what = f"{shown} names {url}, which is never explicit."
            yield _Named(file=file, path=(*above, key), what=what, how=_URLS)


def _of_pixi(place: Place) -> Iterator[_Named]:
    """The addresses in Pixi's `pypi-options`: of the workspace, and of features."""
    file, above = place.manifest_name, place.pixi_path
    features = [("feature", name) for name in place.pixi("feature")]
    for path in ((), ("workspace",), ("project",), *features):
        options = place.pixi(*path, "pypi-options")
        for key in ("index-url", "extra-index-urls"):
            where = (*above, *path, "pypi-options", key)
            for url in _urls(options.get(key)):
                yield _Named(
                    file=file,
                    path=where,
                    what=f"{'.'.join(where)} names {url} for all packages.",
                    how=f'Remove the URL, and add `index = "{url}"` to `torch` and `torchvision` '
                    "under `pypi-dependencies`.",
                )


def _has_uv(place: Place) -> bool:
    return place.data(UV) is not None


def _tables(listed: object) -> list[tuple[int, Mapping[str, Any]]]:
    found = listed if isinstance(listed, list) else []
    return [(number, one) for number, one in enumerate(found) if isinstance(one, dict)]


def _urls(listed: object) -> list[str]:
    """Those of some addresses that are PyTorch's."""
    urls = listed if isinstance(listed, list) else [listed]
    return [url for url in urls if isinstance(url, str) and _is_pytorch(url)]


def _is_pytorch(url: object) -> bool:
    return isinstance(url, str) and "download.pytorch.org" in url


def _is_explicit(index: Mapping[str, Any]) -> bool:
    return index.get("explicit") is True or index.get("priority") == "explicit"


def _line(place: Place, file: str, path: Path) -> int:
    from seedbed.managers.pixi.rules.lines import line_of

    return line_of(place.text(file) or "", path)
