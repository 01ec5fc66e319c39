"""The pages about layers, presets, and the keys of `[tool.seedbed]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seedbed.commands.presets import list_presets
from seedbed.commands.settings import SETTABLE
from seedbed.formats.toml import dumps, inline
from seedbed.layers.library import SLOTS, load_library
from seedbed.model.choices import LAYOUTS, OWN, STORED, Choices, make_choices, to_table
from seedbed.model.questions import BY_FIELD
from tools.markdown_kit import code, codes, heading, listed, page, plain, wrapped
from tools.schema_common import choices as schemas_of_choices
from tools.schema_kit import attributes, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.layers.library import Layer
    from seedbed.model.questions import Question

LAYERS = """\
seedbed renders each project from layers; [Layers](../layers.md) explains the format. This page
lists all of them by slot, with what each adds. `seedbed explain FILE` shows which of them gave a
file of your project.
"""
_ONE = "A project has one of these."
_SLOTS = {
    "core": "`project` is in every project; the others come with layers that need them.",
    "extras": "A project has any number of these.",
    "pairs": "A project has each of these whose choices are all made.",
}
PRESETS = """\
A preset is a named set of choices: `seedbed new PATH --preset NAME`. Options that you add override
it, and `seedbed update` changes everything later. `seedbed presets` prints the same facts in your
terminal.
"""
SETTINGS = """\
`[tool.seedbed]` in `pyproject.toml` records the choices that your project was made with. Only
seedbed reads it. Change a choice with the options of `seedbed update`: then the files, the lock,
and the environment follow. If you edit a key yourself, run `seedbed update` afterward.

A project needs `manager` and `framework`. A missing key has its default, and an unknown key is an
error. The name, the description, the authors, and the range of Python versions are in `[project]`.
"""

SCHEMA = """\
`seedbed schema tool-seedbed` prints the JSON Schema of this table:
[tool-seedbed.schema.json](../../src/seedbed/data/schemas/tool-seedbed.schema.json).
"""


def layers() -> str:
    """The text of the page about layers."""
    library = load_library()
    parts = [heading("All layers", "src/seedbed/data/layers/"), LAYERS]
    for slot in SLOTS:
        parts += [f"## {slot}", _SLOTS.get(slot, _ONE)]
        for layer in library.values():
            if layer.slot == slot:
                text = f"**{plain(layer.data['title'])}**. {plain(layer.data['help'])}."
                parts += [f"### {layer.name}", wrapped(text), listed(_facts(layer))]
    return page(*parts)


def _facts(layer: Layer) -> Iterator[tuple[str, str]]:
    """What a layer needs, what it cannot be combined with, and what it adds."""
    data = layer.data
    if "when" in data:
        yield "For", " with ".join(f"[`{one}`](#{_anchor(one)})" for one in data["when"])
    if "needs" in data:
        yield "Needs", ", ".join(f"[`{one}`](#{_anchor(one)})" for one in data["needs"])
    for conflict in data.get("conflicts", ()):
        yield "Not with", f"{code(conflict['with'])}: {plain(conflict['why'])}"
    if data.get("unasked"):
        yield "Asked", "no; only its option adds it"
    lists = (
        ("Builds for", [*data.get("accelerators", ()), *data.get("builds", ())]),
        ("Packages", [_requirement(one) for one in data.get("dependencies", ())]),
        ("System packages", [_named(one) for one in data.get("system-packages", ())]),
        ("Tasks", data.get("tasks", {})),
        ("Commands", data.get("scripts", {})),
        ("Channels", data.get("channels", ())),
        ("Indexes", [one["name"] for one in data.get("indexes", ())]),
        ("Settings", [f"tool.{name}" for name in data.get("tools", {})]),
        ("Files", sorted(layer.files)),
        ("Sections", sorted(f"{part}/{name}" for part, names in layer.sections.items()
                            for name in names)),
        ("Ignored", data.get("ignore", ())),
        ("Runs automatically", data.get("runs", ())),
    )  # fmt: skip
    for title, words in lists:
        if words:
            yield title, codes(words)


def _anchor(name: str) -> str:
    return "".join(char for char in name if char.isalnum() or char in "-_")


def _requirement(one: dict[str, Any]) -> str:
    extras = f"[{','.join(one['extras'])}]" if one.get("extras") else ""
    return _named({**one, "name": f"{one['name']}{extras}{one.get('spec', '')}"})


def _named(one: dict[str, Any]) -> str:
    return f"{one['name']} ({one['group']})" if one.get("group") else str(one["name"])


def presets() -> str:
    """The text of the page about presets."""
    parts = [heading("Presets", "src/seedbed/data/presets/"), PRESETS]
    for one in list_presets():
        rows = [(title, plain(text)) for title, text in one.facts.items()]
        parts += [
            f"## {one.name}",
            wrapped(f"{plain(one.help)}."),
            listed(rows),
            f"```sh\n{one.command}\n```",
        ]
    return page(*parts)


def settings() -> str:
    """The text of the page about `[tool.seedbed]`."""
    example = dumps({"tool": {"seedbed": to_table(make_choices("digits"))}})
    parts = [
        heading("[tool.seedbed]", "src/seedbed/model/questions.py"),
        SETTINGS,
        f"```toml\n{example.strip()}\n```",
        SCHEMA,
        "## version",
        wrapped(
            "The seedbed whose templates the project's files come from. `seedbed update` writes "
            "it; don't change it."
        ),
    ]
    schemas = schemas_of_choices()
    for field in STORED:
        question = BY_FIELD[field]
        rows = _of_setting(question, schemas[question.key])
        said = sentence(attributes(Choices)[field])
        parts += [f"## {question.key}", wrapped(plain(said)), listed(rows)]
    parts += [
        "## layout",
        wrapped(
            "Only in [adopted projects](../adopting.md): that the project was there before "
            f"seedbed, and the form of its manifest: {codes(LAYOUTS[1:])}. With {code(OWN)}, "
            "`pyproject.toml` has `[project]`; with the others, the manager reads an older form, "
            "and the table has the keys `name` and `python`, too. Such a project has no other "
            "choices than `manager`, `nix`, `extras`, and `system-packages`."
        ),
        "## conda-names",
        wrapped(
            "A table: Python packages with their names on conda channels, for those that seedbed "
            "doesn't know or knows by another name. [Packages](../packages.md#where-it-goes) says "
            "when it is used."
        ),
        "## indexes",
        wrapped(
            "A table: names of package indexes with their addresses, if the project's manager "
            "(Pixi or conda) has no place for the names. seedbed writes it."
        ),
    ]
    return page(*parts)


def _of_setting(question: Question, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    default = getattr(Choices, question.field, None)
    yield "Type", "a list of strings" if question.many else "a string"
    if default is not None:
        shown = list(default) if isinstance(default, tuple) else default
        yield "Default", code(inline(shown))
    allowed = schema.get("enum") or schema.get("items", {}).get("enum", ())
    if allowed:
        yield "Values", codes(allowed)
    yield "Options of `seedbed new`", codes(f"--{one.name}" for one in question.options)
    if question.key in SETTABLE:
        yield "To change it", code(f"seedbed update --set {question.key}=VALUE")
    else:
        yield "To change it", "it cannot be changed later"
