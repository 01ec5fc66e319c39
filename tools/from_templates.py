"""Makes the page for readers who come from a collection of templates, from from_templates.toml.

python -m tools.from_templates page          # writes docs/from-templates.md
python -m tools.from_templates page check    # only says whether it would change
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).with_suffix(".toml")
PAGE = ROOT / "docs" / "from-templates.md"
_TEXT = """\
# From template collections to seedbed

<!-- Made from tools/from_templates.toml by 'python -m tools.from_templates page'. -->

You have used a collection of templates for Python projects with Pixi, uv, or Poetry and Nix, and
want to know where its features are here. This page goes through {all} things that such collections
give, teach, or wish for. Each row says what shows it, and how far that is proved.

## How it is proved

| The last column | Meaning | Rows |
|---|---|---|
| CI | `.ci/run` runs the test on one Debian machine, with the real programs | {ci} |
| CI, stand-in for … | the same, but something small takes the place of what is named | {stand_in} |
| by hand, with … | no registry has that program, so CI skips the test. It passed where Pixi 0.77 \
and conda 26.7 are installed, with a channel of that machine instead of conda-forge | {by_hand} |
| page only | no test; the page says it | {page} |
| never run: … | what nobody has tried yet | {never} |

A row may have several of these. Tests are in `tests/`. The hosted workflow, for macOS, Windows, the
real nixpkgs, and NixOS, has not run yet.
"""
_HEAD = """
## {title}

| # | Feature | What shows it | Proof |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Item:
    """A feature of the collections.

    Attributes:
        number: its number, which stays when others go.
        what: what it is.
        shown: what shows it here, in Markdown.
        ci: tests that run in CI, with the real programs.
        stand_in: tests that run in CI, by what they have a stand-in for.
        by_hand: tests that CI skips, by the program that they need.
        never: what nobody has run.
    """

    number: int
    what: str
    shown: str
    ci: list[str] = field(default_factory=list)
    stand_in: dict[str, list[str]] = field(default_factory=dict)
    by_hand: dict[str, list[str]] = field(default_factory=dict)
    never: str = ""

    @property
    def page_only(self) -> bool:
        """Whether no test proves any of it."""
        return not (self.ci or self.stand_in or self.by_hand)


def groups() -> dict[str, list[Item]]:
    """The features by the title of their group.

    Raises:
        TypeError: for a row with a key that there is not, or without one that there has to be.
    """
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {group["title"]: [_item(**row) for row in group["items"]] for group in data["groups"]}


def _item(*, item: str, **given: Any) -> Item:
    return Item(what=item, **{key.replace("-", "_"): value for key, value in given.items()})


def page() -> str:
    """The page."""
    found = groups()
    items = [item for rows in found.values() for item in rows]
    parts = [
        _TEXT.format(
            all=len(items),
            ci=sum(bool(item.ci) for item in items),
            stand_in=sum(bool(item.stand_in) for item in items),
            by_hand=sum(bool(item.by_hand) for item in items),
            page=sum(item.page_only for item in items),
            never=sum(bool(item.never) for item in items),
        )
    ]
    for title, rows in found.items():
        parts += [_HEAD.format(title=title), *map(_row, rows)]
    return "".join(parts)


def _row(item: Item) -> str:
    cells = (str(item.number), item.what, item.shown, "; ".join(_proofs(item)))
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _proofs(item: Item) -> Iterable[str]:
    if item.ci:
        yield f"CI: {_files(item.ci)}"
    for what, tests in item.stand_in.items():
        yield f"CI, stand-in for {what}: {_files(tests)}"
    for what, tests in item.by_hand.items():
        yield f"by hand, with {what}: {_files(tests)}"
    if item.page_only:
        yield "page only"
    if item.never:
        yield f"never run: {item.never}"


def _files(tests: list[str]) -> str:
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    return ", ".join(f"`{path}`" for path in files)


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    if argv not in (["page"], ["page", "check"]):
        print(__doc__)
        return 2
    wanted = page()
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print(PAGE.relative_to(ROOT))
    if argv == ["page"]:
        PAGE.write_text(wanted, encoding="utf-8")
    return int(argv != ["page"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
