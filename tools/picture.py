"""Draws the run that README.md shows, as the picture on its first screen.

    python -m tools.picture          # draws docs/_static/run-dark.svg and run-light.svg again
    python -m tools.picture check    # only says which of them would change

What is drawn is the first block of README.md that tools.pages runs, so `python -m tools.pages
README.md` records the run again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from tools.pages import REST, ROOT, blocks

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "_static"
COLUMNS = 80
_ADVANCE, _LINE, _GAP, _MARGIN, _BAR = 8.4, 20, 8, 20, 36
_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


@dataclass(frozen=True)
class Theme:
    """Colors: of the ground, its border, output, what is typed, the prompt, and what is quiet."""

    ground: str
    border: str
    output: str
    typed: str
    prompt: str
    quiet: str


THEMES = {
    "dark": Theme("#161b17", "#3a463d", "#c3cdc5", "#ffffff", "#8fce9f", "#8d988f"),
    "light": Theme("#fbfcfb", "#cfd8d1", "#3d463f", "#101411", "#2b6a3d", "#5f6a62"),
}


def recorded(text: str) -> list[str]:
    """The lines of the run that a page shows.

    Args:
        text: the page.

    Raises:
        ValueError: when a line is wider than the picture.
    """
    shown = next(block for block in blocks(text) if not block.hidden)
    lines = []
    for step in shown.steps:
        lines += [f"$ {step.command}", *step.output]
    if wide := [line for line in lines if len(line) > COLUMNS]:
        raise ValueError(f"wider than {COLUMNS} columns: {wide[0]!r}")
    return lines


def drawn(lines: list[str], theme: Theme) -> str:
    """The lines in a window of a terminal, as an SVG file.

    Args:
        lines: commands, which begin with `$`, and what they print.
        theme: the colors.
    """
    width = round(COLUMNS * _ADVANCE) + 2 * _MARGIN
    rows, height = _placed(lines, theme)
    commands = ", ".join(line[2:] for line in lines if line.startswith("$ "))
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(f'A terminal that runs: {commands}')}</title>",
        f'<g fill="{theme.ground}" stroke="{theme.border}">',
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9"/></g>',
        *(
            f'<circle cx="{_MARGIN + 4 + 18 * place}" cy="19" r="5" fill="{theme.border}"/>'
            for place in range(3)
        ),
        f'<g font-family="{_FONT}" font-size="14" fill="{theme.output}">',
    ]
    return "\n".join([*head, *rows, "</g>", "</svg>", ""])


def _placed(lines: list[str], theme: Theme) -> tuple[list[str], int]:
    """The rows, with some room before a command, and the height of the picture."""
    rows, height, before = [], _BAR, "$ "
    for line in lines:
        typed = (before.startswith("$ "), line.startswith("$ "))
        height += _LINE + (_GAP if typed == (False, True) else 0)
        if line.strip():
            rows.append(_row(line, height - 5, theme))
        before = line
    return rows, height + _MARGIN


def _row(line: str, height: int, theme: Theme) -> str:
    """One line; its length is given, so that columns stand in line with any font."""
    text = line.lstrip()
    start = _MARGIN + (len(line) - len(text)) * _ADVANCE
    # programs that show pictures would make one space of two
    shown = escape(text.replace("  ", "\N{NO-BREAK SPACE}" * 2), quote=False)
    look = f' fill="{theme.quiet}"' if text == REST else ""
    if line.startswith("$ "):
        shown = f'<tspan fill="{theme.prompt}">$</tspan>{shown[1:]}'
        look = f' fill="{theme.typed}" font-weight="600"'
    length = f"{len(text) * _ADVANCE:.1f}"
    return f'<text x="{start:.1f}" y="{height}" textLength="{length}"{look}>{shown}</text>'


def pictures() -> dict[Path, str]:
    """The files, and what they have to hold."""
    lines = recorded((ROOT / "README.md").read_text(encoding="utf-8"))
    return {FOLDER / f"run-{name}.svg": drawn(lines, theme) for name, theme in THEMES.items()}


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    if argv not in ([], ["check"]):
        print(__doc__)
        return 2
    stale = {
        path: text
        for path, text in pictures().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }
    for path, text in stale.items():
        print(path.relative_to(ROOT))
        if not argv:
            path.write_text(text, encoding="utf-8")
    return int(bool(argv) and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
