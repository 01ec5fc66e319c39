"""What JSON Schemas are written with: each function gives one, closed where it can be."""

from __future__ import annotations

import importlib
import re
import textwrap
from typing import Any

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def text(about: str = "", *, one_of: tuple[str, ...] = (), pattern: str = "") -> Schema:
    """A string; one of some words, or one that fits a pattern."""
    kind: Schema = {"enum": list(one_of)} if one_of else {"type": "string"}
    return _about({**kind, **({"pattern": pattern} if pattern else {})}, about)


def flag(about: str = "") -> Schema:
    """A boolean."""
    return _about({"type": "boolean"}, about)


def number(about: str = "", *, whole: bool = True) -> Schema:
    """A number that is not negative."""
    return _about({"type": "integer" if whole else "number", "minimum": 0}, about)


def many(items: Schema, about: str = "") -> Schema:
    """A list."""
    return _about({"type": "array", "items": items}, about)


def by_name(values: Schema, about: str = "") -> Schema:
    """An object whose keys are names."""
    return _about({"type": "object", "additionalProperties": values}, about)


def maybe(schema: Schema, about: str = "") -> Schema:
    """Null, or something."""
    kind = schema.get("type")
    if isinstance(kind, str) and kind != "object":
        found = {**schema, "type": [kind, "null"]}
    elif "enum" in schema:
        found = {**schema, "enum": [*schema["enum"], None]}
    else:
        found = {"anyOf": [schema, {"type": "null"}]}
    return _about(found, about)


def table(about: str = "", optional: tuple[str, ...] = (), /, **keys: Schema) -> Schema:
    """An object with these keys and no others.

    Args:
        about: what it is.
        optional: the keys that may be missing.
        keys: the keys; an underscore at the end of a name is dropped, one within is kept.
    """
    named = {name.removesuffix("_"): schema for name, schema in keys.items()}
    return closed(named, about, optional)


def closed(keys: dict[str, Schema], about: str = "", optional: tuple[str, ...] = ()) -> Schema:
    """The same for keys that are no identifiers."""
    found: Schema = {
        "type": "object",
        "properties": keys,
        "required": [name for name in keys if name not in optional],
        "additionalProperties": False,
    }
    return _about(found, about)


def variants(*schemas: Schema) -> Schema:
    """One of several kinds of objects."""
    return {"anyOf": list(schemas)}


def titled(title: str, schema: Schema) -> Schema:
    """A schema with a title."""
    return {"title": title, **schema}


def of_record(kind: type, about: str = "", **given: Schema) -> Schema:
    """What a record is in JSON, by the types of its fields and its docstring.

    Args:
        kind: the class.
        about: what it is; its docstring's first sentence if left out.
        given: schemas of fields whose type does not say enough.
    """
    said = attributes(kind)
    keys: dict[str, Schema] = {}
    for name, annotation in kind.__annotations__.items():
        keys[name] = _about(dict(given.get(name) or _of_type(annotation, kind)), said[name])
    first = (kind.__doc__ or "").strip().partition("\n")[0]
    return closed(keys, about or first)


def attributes(kind: type) -> dict[str, str]:
    """What the docstring of a class says of each of its attributes, as sentences."""
    _, _, listed = (kind.__doc__ or "").partition("Attributes:\n")
    rows = re.split(r"\n(?=\w+: )", textwrap.dedent(listed).strip())
    pairs = (" ".join(row.split()).partition(": ")[::2] for row in rows if row)
    return {name: sentence(said) for name, said in pairs}


def sentence(said: str) -> str:
    """A phrase as a sentence."""
    return f"{said[:1].upper()}{said[1:]}"


def _of_type(annotation: str, kind: type) -> Schema:
    """The schema of an annotation, as it stands in the source."""
    if annotation.endswith(" | None"):
        return maybe(_of_type(annotation.removesuffix(" | None"), kind))
    if match := re.fullmatch(r"tuple\[(.+), \.\.\.\]", annotation):
        return many(_of_type(match[1], kind))
    plain = {"str": text, "bool": flag, "int": number}
    if annotation in plain:
        return plain[annotation]()
    return of_record(getattr(importlib.import_module(kind.__module__), annotation))


def _about(schema: Schema, about: str) -> Schema:
    """A schema with a description, in the place of its own."""
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {"description": about, **rest} if about else schema
