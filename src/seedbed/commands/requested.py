"""What the words of `seedbed add` ask for."""

from __future__ import annotations

import os

from seedbed.errors import usage_error
from seedbed.host.reading import read_text
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.shared.sides import CONDA, PYPI, meant
from seedbed.model.credentials import secret_in
from seedbed.model.names import canonical
from seedbed.model.project import Dependency
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.errors import SeedbedError
    from seedbed.model.project import Project

_FORMS = "Write it as 'polars', 'polars>=1.0', or 'NAME @ ADDRESS'."
_ADDRESSES = ("git+", "hg+", "svn+", "bzr+")


@record
class Place:
    """Where a requirement belongs: at run time, or in a group, or in an optional feature."""

    group: str = ""
    extra: str = ""

    @property
    def shown(self) -> str:
        """How people are told of it."""
        if self.extra:
            return f"the optional feature '{self.extra}'"
        return f"the group '{self.group}'" if self.group else "[project] dependencies"


@record
class Asked:
    """One thing to add.

    Attributes:
        word: what the manager's own command is given for it.
        item: the requirement; None where only the manager can find out its name.
        path: the folder whose code is used in place, as seen from the project's; empty for none.
        remark: what is to be said of it; may be empty.
    """

    word: str
    item: Dependency | None
    path: str = ""
    remark: str = ""

    @property
    def name(self) -> str:
        """What it is called, as far as that is known."""
        return self.item.name if self.item else self.word


def place_of(values: Mapping[str, Any], project: Project | None = None) -> Place | None:
    """Where options put requirements, in the spelling of the project; None where they don't say.

    Raises:
        SeedbedError: for two places, or a name that is none.
    """
    given = [name for name in ("dev", "group", "extra") if name in values]
    if len(given) > 1:
        raise usage_error(
            f"--{given[0]} and --{given[1]} cannot be combined.",
            "A package goes to one place at a time; run the command once for each.",
            code="bad-usage",
        )
    if not given:
        return None
    name = "dev" if given == ["dev"] else str(values[given[0]])
    if name != name.strip() or not _is_name(name):
        raise usage_error(
            f"--{given[0]} cannot be {name!r}.",
            "Use letters, digits, '-', '_', and '.', as in 'docs'.",
            code="bad-name",
        )
    known = {item.optional if given == ["extra"] else item.group
             for item in (project.dependencies if project else ())}  # fmt: skip
    same = [one for one in known if one and canonical(one) == canonical(name)]
    name = name if name in known or not same else same[0]
    return Place(extra=name) if given == ["extra"] else Place(group=name)


def side_of(values: Mapping[str, Any], title: str, *, channels: bool) -> str:
    """The side that options force: `PYPI`, `CONDA`, or empty.

    Args:
        values: the options, by name.
        title: how the project's manager calls itself.
        channels: whether it installs from conda channels.

    Raises:
        SeedbedError: for both sides, or for conda's where there is none.
    """
    conda = next((name for name in ("conda", "channel") if name in values), "")
    if conda and PYPI in values:
        raise usage_error(
            f"--pypi and --{conda} cannot be combined.", "Leave one of them out.", code="bad-usage"
        )
    if conda and not channels:
        raise usage_error(
            f"{title} does not install from conda channels, so --{conda} cannot be used.",
            "Leave it out, or switch to a manager that does: seedbed update --manager pixi",
            code="no-channels",
        )
    if conda:
        return CONDA
    return PYPI if PYPI in values else ""


def asked_for(
    words: list[str], place: Place, root: str, *, editable: bool, channels: bool
) -> list[Asked]:
    """What some words ask for.

    Args:
        words: requirements, or folders.
        place: where they go.
        root: the project's folder.
        editable: whether each word is a folder whose code is used in place.
        channels: whether the project has conda channels.

    Raises:
        SeedbedError: for a word that is no requirement, or a folder that is no project.
    """
    found = []
    for word in words:
        if editable:
            found.append(_folder(word, place, root))
        else:
            found.append(_requirement(word.strip(), place, channels=channels))
    return found


def _requirement(word: str, place: Place, *, channels: bool) -> Asked:
    from packaging.requirements import InvalidRequirement

    if word.startswith("-"):  # as behind `--`: no manager is to take it for an option
        raise malformed(word, "it begins with a dash")
    if secret := secret_in(word):
        raise usage_error(
            f"The address {secret.address} contains a password or a token.",
            "Leave it out: it would end up in files that others see. Git and the managers find "
            "passwords in their own settings.",
            code="secret-in-address",
        )
    try:
        item = parse_requirement(word, group=place.group, optional=place.extra)
    except InvalidRequirement as error:
        if word.startswith(_ADDRESSES) or "://" in word or word[:1] in {".", "/", "~"}:
            return Asked(word=word, item=None)
        raise malformed(word, str(error)) from None
    if item.url and ":" not in item.url:  # such as `polars@1.2`
        raise malformed(word, "")
    named = meant(item, channels=channels)
    if named == item:
        return Asked(word=word, item=item)
    remark = f"{item.name} is called {named.name} on PyPI."
    return Asked(word=named.requirement, item=named, remark=remark)


def malformed(word: str, why: str) -> SeedbedError:
    """The error for a word that is no requirement."""
    hint = _FORMS
    name, sign, version = word.partition("=")
    if (
        sign
        and not word.startswith("-")
        and not version.startswith("=")
        and name[-1:].isalnum()
        and version
    ):
        hint = f"Did you mean '{name}=={version}'? {_FORMS}"
    elif "@" in word and "://" not in word and word.partition("@")[2][:1].isdigit():
        hint = f"Did you mean '{word.replace('@', '==', 1)}'? {_FORMS}"
    what = " ".join(why.partition("\n")[0].split())
    said = f": {what[:1].lower()}{what[1:]}" if what and word else ""
    return usage_error(f"{word!r} is not a requirement{said}.", hint, code="bad-requirement")


def nameless(word: str) -> SeedbedError:
    """The error for an address without a name, where nothing can find it out."""
    guessed = word.rstrip("/").rpartition("/")[2].partition("@")[0].partition("#")[0]
    guessed = guessed.removesuffix(".git")
    address = word if "://" in word else f"file://{os.path.abspath(word)}"
    example = f"{guessed} @ {address}" if _is_name(guessed) else f"NAME @ {address}"
    return usage_error(
        f"{word!r} does not say what the package is called.",
        f"Write it with its name, such as '{example}'.",
        code="bad-requirement",
    )


def _folder(word: str, place: Place, root: str) -> Asked:
    folder = os.path.abspath(os.path.expanduser(word))
    if os.path.realpath(folder) == os.path.realpath(root):
        raise usage_error(
            "The project cannot depend on itself.",
            "Name the folder of another project.",
            code="bad-requirement",
        )
    relative = os.path.relpath(folder, root).replace(os.sep, "/")
    relative = relative if relative.startswith("..") else f"./{relative}"
    item = Dependency(name=_name_in(folder, word), group=place.group, optional=place.extra)
    return Asked(word=relative, item=item, path=relative)


def _name_in(folder: str, word: str) -> str:
    """The name of the project in a folder."""
    from seedbed.formats.tables import parse

    path = os.path.join(folder, "pyproject.toml")
    if not os.path.isfile(path):
        what = "has no pyproject.toml" if os.path.isdir(folder) else "is not a folder"
        raise usage_error(
            f"{word} {what}, so it cannot be added with --editable.",
            "Name the folder of a Python project.",
            code="bad-requirement",
        )
    match parse(read_text(path), path):
        case {"project": {"name": str(name)}} | {"tool": {"poetry": {"name": str(name)}}}:
            return name
    raise usage_error(
        f"{path} does not say what the project is called.",
        'Add a name under [project], such as: name = "toolkit".',
        code="bad-requirement",
    )


def _is_name(name: str) -> bool:
    plain = name.replace("-", "").replace("_", "").replace(".", "")
    return plain.isascii() and plain.isalnum() and name[:1].isalnum() and name[-1:].isalnum()
