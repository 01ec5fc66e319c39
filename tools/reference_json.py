"""The page about the JSON documents, from their schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.markdown_kit import code, codes, heading, page, plain, table
from tools.schemas import ANY, MANIFEST, schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRO = """\
With `--json`, a command prints one JSON document on standard output and nothing else, whether it
succeeds or fails, and asks no questions. All documents have the same envelope:
"""
AFTER = """\
Adding a key doesn't change the version of the envelope, so ignore keys that you don't know. The
version changes only if a program that reads the old one would fail. The exit status is the same as
without `--json`; [Exit status and errors](errors.md) lists it, and all error codes.
"""
SCHEMAS = """\
## Schemas

A [JSON Schema](https://json-schema.org/) (2020-12) of each document comes with seedbed.
`seedbed schema status` prints that of `seedbed status --json`, and `seedbed schema` lists them all.
They have all keys of this version of seedbed, and no others. `envelope` fits the document of every
command, with any result.
"""
TABLE = "\\[tool.seedbed\\]"
_FOLDER = "../../src/seedbed/data/schemas"


def documents() -> str:
    """The text of the page."""
    found = schemas()
    parts = [
        heading("JSON documents", "the JSON Schemas"),
        INTRO,
        _table(_rows(found[ANY], "")),
        AFTER,
        SCHEMAS,
    ]
    for name, schema in found.items():
        if name in {ANY, MANIFEST}:
            continue
        file = f"{name}.schema.json"
        parts += [f"## seedbed {name}", f"Schema: [{file}]({_FOLDER}/{file})."]
        _, *kinds = schema["properties"]["result"]["anyOf"]
        for kind in kinds:
            if len(kinds) > 1:
                parts.append(f"**{plain(kind['title'])}**")
            start = "result[]" if kind.get("type") == "array" else "result"
            inner = kind["items"] if kind.get("type") == "array" else kind
            parts.append(_table(_rows(inner, start)))
    return page(*parts)


def _table(rows: Iterator[tuple[str, str, str]]) -> str:
    return table(("Key", "Type", "Meaning"), rows)


def _rows(schema: dict[str, Any], start: str) -> Iterator[tuple[str, str, str]]:
    """A row for each key below a schema."""
    for key, one in schema.get("properties", {}).items():
        path = f"{start}.{key}" if start else key
        kind = _kind(one)
        if key not in schema.get("required", ()):
            kind += "; may be missing"
        said = plain(one.get("description", ""))
        yield code(path), kind, said.replace(TABLE, "[`[tool.seedbed]`](settings.md)")
        if key != "choices" or "version" not in one.get("properties", {}):
            yield from _below(one, path)


def _below(schema: dict[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    """The rows of what a list or an object holds; those of its kinds one after the other."""
    if "items" in schema:
        yield from _below(schema["items"], f"{path}[]")
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from _below(schema["additionalProperties"], f"{path}.*")
    elif "properties" in schema:
        yield from _rows(schema, path)
    for one in schema.get("anyOf", ()):
        yield from _below(one, path)


def _kind(schema: dict[str, Any]) -> str:
    """The type of a value, in a word or two."""
    if "const" in schema:
        return code(str(schema["const"]).lower())
    if "enum" in schema:
        words = [word for word in schema["enum"] if word]
        return codes(words) + (" or null" if None in schema["enum"] else "")
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    kind = schema.get("type", "any value")
    if kind == "array" or (isinstance(kind, list) and "array" in kind):
        return _listed(schema) + (" or null" if isinstance(kind, list) else "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _listed(schema: dict[str, Any]) -> str:
    inner = schema.get("items", {})
    return (
        f"list of {_kind(inner)}" if "enum" in inner else f"list of {inner.get('type', 'object')}s"
    )
