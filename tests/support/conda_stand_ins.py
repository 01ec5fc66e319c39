"""Programs that stand in for micromamba, mamba and conda, and do to a prefix what those do.

What they do was tried with the real ones: micromamba 2.8.1, conda 24.9.0 and 26.7.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stand_ins import program

if TYPE_CHECKING:
    from pathlib import Path

MAKES = """\
PATH=/usr/bin:/bin
prefix= want=
for word; do
    if [ "$want" ]; then prefix=$word want=; fi
    if [ "$word" = --prefix ]; then want=yes; fi
done
full() {
    mkdir -p "$prefix/bin" "$prefix/conda-meta"
    : >> "$prefix/conda-meta/history"
    printf '#!/bin/sh\\nexit 0\\n' > "$prefix/bin/python"
    chmod +x "$prefix/bin/python"
}
case "$1 $2" in
"create "* | "env create")
    if [ -d "$prefix" ] && [ ! -d "$prefix/conda-meta" ] && [ "$(ls -A "$prefix")" ]; then
        echo "Non-conda folder exists at prefix - aborting." >&2
        exit 1
    fi
    rm -rf "$prefix"/* "$prefix"/.[!.]*
    case "${0##*/} $1" in "conda env") mkdir -p "$prefix/conda-meta" ;; *) full ;; esac ;;
"env update" | "install "*) full ;;
esac
"""
"""What a program does to a prefix: `create` removes first; an empty one is filled by `update`."""


def stand_in(folder: Path, name: str, says: str = "", then: str = MAKES) -> Path:
    """A program that tells a version, notes how it was called, and goes on."""
    note = f'{{ printf "%s" "{name}"; for one in "$@"; do printf "|%s" "$one"; done; echo; }}'
    log = folder.parent / "log"
    version = f'if [ "$1" = --version ]; then echo "{says}"; exit; fi'
    return program(folder / name, f'{version}\n{note} >> "{log}"\n{then}')


def fails(*called: str, status: int = 7) -> str:
    """What a stand-in does that fails where its arguments begin with some words."""
    cases = "".join(f'"{words}"*) exit {status} ;;\n' for words in called)
    return f'case "$*" in\n{cases}esac\n{MAKES}'


def calls(folder: Path) -> list[list[str]]:
    """How stand-ins were called since the last time that this was asked, in order."""
    log = folder.parent / "log"
    found = [line.split("|") for line in log.read_text().splitlines()] if log.exists() else []
    log.write_text("")
    return found


def environment_at(prefix: Path) -> Path:
    """An environment such as somebody made by hand, and its Python's path."""
    (prefix / "conda-meta").mkdir(parents=True)
    (prefix / "conda-meta" / "history").touch()
    return program(prefix / "bin" / "python", "exit 0")
