"""Writes what a switch sets aside as TOML that people can read; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.merge3.values import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.update.aside import Aside

KEY = ("place", "name", "marker")
"""What makes up the key of a requirement."""
VALUES = {"conda": "conda", "ranges": "range"}
"""The tables that say something of requirements, with the key that it has there."""


def text_of(manager: str, aside: Aside) -> str:
    """The tables of one manager."""
    lines = [f"\n[{manager}]"]
    lines += toml.entry("only", [toml.dotted(path) for path in aside.only])
    lines += [f'wrote = "{aside.wrote:08x}"'] if aside.wrote else []
    lines += ["own = true"] if aside.own else []
    lines += toml.entry("order", [*aside.order]) if aside.order else []
    lines += toml.entry("absent", [*aside.absent]) if aside.absent else []
    strangers = [toml.dotted(path) for path in aside.strangers]
    lines += toml.entry("strangers", strangers) if strangers else []
    for path, value in aside.translated.items():
        lines += [f"\n[[{manager}.translated]]", f"key = {toml.string(toml.dotted(path))}"]
        lines += [f"value = {toml.inline(value)}"]
    for table in ("conda", "ranges"):
        for key, value in getattr(aside, table).items():
            said = {**dict(zip(KEY, key, strict=True)), VALUES[table]: value}
            lines += [f"\n[[{manager}.{table}]]"]
            lines += [f"{name} = {toml.string(text)}" for name, text in said.items() if text]
    for path, one in aside.shared.items():
        lines += [f"\n[[{manager}.shared]]", f"key = {toml.string(toml.dotted(path))}"]
        sides = {"stood": one.stood, "instead": one.instead}
        for key, value in sides.items():
            lines += toml.entry(key, value) if value is not MISSING else []
    for block in aside.blocks:
        lines += [f"\n[[{manager}.blocks]]", f"after = {toml.string(block.after)}"]
        lines += [f"before = {toml.string(block.before)}", f"text = {_verbatim(block.text)}"]
    for layout in aside.layouts:
        lines += [f"\n[[{manager}.layouts]]", f"header = {toml.string(layout.header)}"]
        lines += [f'instead = "{layout.instead:08x}"', f"text = {_verbatim(layout.text)}"]
    for path, value in aside.kept.items():
        lines += [f"\n[[{manager}.kept]]", f"key = {toml.string(toml.dotted(path))}"]
        lines += [f"value = {toml.inline(value)}"]
    for path, instead in aside.conflicts.items():
        lines += [f"\n[[{manager}.conflicts]]", f"key = {toml.string(toml.dotted(path))}"]
        lines += [f'instead = "{instead:08x}"']
    for name, stood in aside.files.items():
        lines += [f"\n[[{manager}.files]]", f"path = {toml.string(name)}"]
        lines += [f'instead = "{stood.instead:08x}"', f"text = {_verbatim(stood.text)}"]
    lines += [f"\n[{manager}.natives]", f'became = "{aside.became:08x}"'] if aside.natives else []
    for name, text in aside.natives.items():
        lines += [f"{toml.key(name)} = {_verbatim(text)}"]
    return "".join(f"{line}\n" for line in lines)


def _verbatim(text: str) -> str:
    """A text in a form that can be read, where TOML allows it."""
    plain = all(char in "\n\t" or (char >= " " and char != "\x7f") for char in text)
    return f"'''\n{text}'''" if plain and "''" not in text else toml.string(text)
