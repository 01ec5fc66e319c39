"""Parts that JSON Schemas of several commands have: choices, errors, and what was done."""

from __future__ import annotations

from seedbed.layers.library import SLOTS, load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import ADOPTED, LAYOUTS, PLATFORMS, STORED, Choices
from seedbed.model.questions import BY_FIELD
from tools.schema_kit import Schema, attributes, closed, flag, many, table, text

ROOT = text("The project's folder.")
WRITTEN = flag("Whether files were written; false with --dry-run.")
SYNCED = flag("Whether the lock and the environment were brought up to date.")
CODE = text("The check's code.", pattern=r"^SB\d{3}$")
ERROR = table(
    "Why the command failed, or what is wrong.",
    code=text("A stable name for programs; the exit status alone is coarser."),
    message=text("What is wrong, as a sentence."),
    hint=text("What to do, as a sentence; may be empty."),
)


def choice(field: str) -> Schema:
    """The value of one choice."""
    question = BY_FIELD[field]
    if question.offers in SLOTS:
        value = text(one_of=offered(load_library(), question.offers))
    elif question.offers == "platform":
        value = text(one_of=PLATFORMS)
    else:
        value = text()
    about = attributes(Choices)[field]
    return many(value, about) if question.many else {"description": about, **value}


def choices() -> dict[str, Schema]:
    """The choices that `[tool.seedbed]` stores, by key, and the version before them."""
    version = text("The seedbed that the project's files come from.")
    return {"version": version, **{BY_FIELD[name].key: choice(name) for name in STORED}}


def adopted() -> dict[str, Schema]:
    """The keys of `[tool.seedbed]` in a project that was adopted."""
    own = {
        "version": choices()["version"],
        "layout": text(
            "That the project was there before seedbed, and the form of its manifest: 'own' for "
            "the usual one in pyproject.toml.",
            one_of=LAYOUTS[1:],
        ),
        "name": text("The project's name, if there is no [project]."),
        "python": text("Its range of Python versions, likewise."),
    }
    return {**own, **{BY_FIELD[name].key: choice(name) for name in (*_ADOPTED, *ADOPTED)}}


_ADOPTED = ("manager", "nix", "extras")
_STORED = "The project's choices, as [tool.seedbed] stores them."
_OPTIONAL = ("name", "python", *(BY_FIELD[name].key for name in ADOPTED))
CHOICES: Schema = {
    "description": _STORED,
    "anyOf": [closed(choices()), closed(adopted(), "", _OPTIONAL)],
}
MANAGER = text("The project's manager.", one_of=tuple(MANAGERS))
