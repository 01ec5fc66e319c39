"""What the user picked: the frozen value at the start of everything."""

from __future__ import annotations

from seedbed import __version__
from seedbed.errors import unknown_choice, usage_error
from seedbed.model import line_length, versions
from seedbed.model.cooldown import check_cooldown
from seedbed.model.names import check_name, check_package, default_package
from seedbed.model.questions import BY_FIELD, TABLE
from seedbed.model.record import record, replace
from seedbed.model.versions import check_accelerator, check_python, check_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PLATFORMS = (
    "linux-64",
    "linux-aarch64",
    "linux-ppc64le",
    "osx-64",
    "osx-arm64",
    "win-64",
    "win-arm64",
)
PLATFORM_NAMES = {
    "aarch64-darwin": "osx-arm64",
    "aarch64-linux": "linux-aarch64",
    "darwin": "osx-arm64",
    "linux-arm64": "linux-aarch64",
    "linux-x86_64": "linux-64",
    "mac": "osx-arm64",
    "macos": "osx-arm64",
    "osx": "osx-arm64",
    "windows": "win-64",
    "x86_64-darwin": "osx-64",
    "x86_64-linux": "linux-64",
}
"""What others call some of them."""
"""The platforms that a project can name, spelled as conda and Pixi spell them."""
DEFAULT_PLATFORMS = ("linux-64", "linux-aarch64", "osx-arm64", "win-64")

GENERATED, OWN = "generated", "own"
PIXI_TOML, POETRY_1, ENVIRONMENT = "pixi.toml", "poetry-1", "environment"
NATIVE = (PIXI_TOML, POETRY_1, ENVIRONMENT)
"""Layouts of adopted projects whose manifest has no `[project]`: the manager reads another form."""
LAYOUTS = (GENERATED, OWN, *NATIVE)
DEV, DEFAULT = "dev", "default"
"""The environments that people work in: what seedbed generates, and what Pixi has without."""

_LINE_BREAKS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ")


@record
class Author:
    """A person. Either part may be empty, not both."""

    name: str = ""
    email: str = ""


@record
class Choices:
    """What the user picked, each in the terms of the command line.

    Attributes:
        name: the project's name, as it would stand in a package index (PEP 508).
        package: the import package.
        description: one sentence or more; any text.
        authors: the people to name.
        license: the license.
        python: the range of Python versions (PEP 440), such as `>=3.11`.
        manager: the tool that locks and installs packages.
        manager_version: the range of its versions that may work on the project, in its own
            notation, such as `>=0.75`; empty for all that read what seedbed writes.
        nix: how the project uses Nix.
        framework: the machine-learning framework.
        framework_version: the framework's version range (PEP 440), such as `>=1.7,<2`; empty for
            seedbed's own.
        accelerator: the hardware to train on.
        accelerator_version: the version of CUDA or ROCm, such as `13.0`; empty for the best fit.
        lint: the linters and formatters.
        line_length: how many characters a line of code may have, such as `100`.
        platforms: the platforms that the lock covers.
        channels: conda channels, the one with the highest priority first.
        cooldown: the age that a release must have before a lock takes it, in days, such as `7d`;
            empty for none.
        system_packages: programs and libraries that are not Python packages, each by its name,
            perhaps with what others call it: `NAME:nix=ATTRIBUTE:conda=NAME`.
        extras: the extras, sorted.
        layout: who laid the project out, one of `LAYOUTS`. Of a project that was adopted, seedbed
            generates only what was asked for, and its manifest is the user's.
        environment: the environment that people work in, where the manager has several; an adopted
            project's manifest may have no `dev`.
    """

    name: str
    package: str
    description: str = ""
    authors: tuple[Author, ...] = ()
    license: str = "mit"
    python: str = versions.DEFAULT
    manager: str = "uv"
    manager_version: str = ""
    nix: str = "none"
    framework: str = "sklearn"
    framework_version: str = ""
    accelerator: str = "auto"
    accelerator_version: str = ""
    lint: str = "ruff"
    line_length: str = line_length.DEFAULT
    platforms: tuple[str, ...] = DEFAULT_PLATFORMS
    channels: tuple[str, ...] = ()
    cooldown: str = ""
    system_packages: tuple[str, ...] = ()
    extras: tuple[str, ...] = ("github", "pre-commit")
    layout: str = GENERATED
    environment: str = DEV

    @property
    def is_adopted(self) -> bool:
        """Whether the project was there before seedbed."""
        return self.layout != GENERATED


ADOPTED = ("system_packages",)
"""The choices of an adopted project, beside how it is managed and its extras."""
UNASKED = ("layout", "environment")
"""The fields that answer no question: they say how an adopted project is."""
STORED = tuple(
    field
    for field in Choices.__annotations__
    if field not in UNASKED and BY_FIELD[field].place == TABLE
)
"""The fields that `[tool.seedbed]` holds, in their order there; the others stand in `[project]`."""


def make_choices(name: str, **picked: object) -> Choices:
    """Choices for a project, checked as far as they can be without knowing the layers.

    Args:
        name: the project's name.
        picked: fields of `Choices`; those left out get their defaults. `oldest` may be among them,
            the oldest Python that the project can be made for.

    Raises:
        SeedbedError: for a name, package, Python range, platform, cooldown, or line length that
            cannot be.
    """
    check_name(name)
    oldest = str(picked.pop("oldest", versions.MINORS[0]))
    package = str(picked.pop("package", "") or default_package(name))
    check_package(package, name)
    choices = replace(Choices(name=name, package=package), **picked)
    _check_platforms(choices.platforms)
    if choices.system_packages:
        from seedbed.model.system_names import normalised  # only for what needs it

        choices = replace(choices, system_packages=normalised(choices.system_packages))
    _check_text("description", choices.description)
    for author in choices.authors:
        _check_text("author", author.name)
        check_email(author.email)
    framework, accelerator = choices.framework_version, choices.accelerator_version
    return replace(
        choices,
        authors=tuple(replace(one, name=_one_line(one.name)) for one in choices.authors),
        framework_version=framework and check_version(framework, "framework-version"),
        accelerator_version=accelerator and check_accelerator(accelerator, "accelerator-version"),
        cooldown=check_cooldown(choices.cooldown),
        line_length=line_length.check_line_length(choices.line_length),
        python=check_python(choices.python, oldest),
        platforms=tuple(sorted(set(choices.platforms))),
        extras=tuple(sorted(set(choices.extras))),
    )


def _check_platforms(platforms: tuple[str, ...]) -> None:
    for platform in platforms:
        if platform not in PLATFORMS:
            raise unknown_choice("platform", platform, PLATFORMS, PLATFORM_NAMES)
    if not platforms:
        raise usage_error(
            "A project needs at least one platform.",
            f"Name one with --platform, such as {DEFAULT_PLATFORMS[0]}.",
            code="no-platform",
        )


def check_email(email: str) -> None:
    """Refuse what is neither empty nor an e-mail address.

    Raises:
        SeedbedError: shows one.
    """
    local, at, domain = email.rpartition("@")
    plain = email.isprintable() and email.isascii() and not set(email) & set(' ,;:<>()[]"\\')
    if email and not (at and local and domain and plain and "@" not in local):
        raise usage_error(
            f"{email!r} is not an email address.",
            "Write it like 'ada@example.org', or leave it out.",
            code="bad-email",
        )


def to_table(choices: Choices, version: str = __version__) -> dict[str, object]:
    """The `[tool.seedbed]` table of a project.

    Args:
        choices: what it holds.
        version: the seedbed that the project's files come from.
    """
    if choices.is_adopted:
        return _adopted_table(choices, version)
    table: dict[str, object] = {"version": version}
    for field in STORED:
        value = getattr(choices, field)
        table[BY_FIELD[field].key] = list(value) if isinstance(value, tuple) else value
    return table


def _adopted_table(choices: Choices, version: str) -> dict[str, object]:
    """The same for a project that was adopted: what differs from the defaults.

    Where `[project]` is missing, the table has the name and the range of Python versions.
    """
    table: dict[str, object] = {"version": version, "layout": choices.layout}
    if choices.layout in NATIVE:
        table |= {"name": choices.name, "python": choices.python}
    table |= {"manager": choices.manager, "nix": choices.nix}
    for field in ADOPTED:
        value = getattr(choices, field)
        if value and value != getattr(Choices, field):
            table[BY_FIELD[field].key] = list(value) if isinstance(value, tuple) else value
    table["extras"] = list(choices.extras)
    return table


def from_table(table: Mapping[str, object]) -> dict[str, object]:
    """The fields of `Choices` that a `[tool.seedbed]` table holds."""
    found: dict[str, object] = {"layout": table["layout"]} if "layout" in table else {}
    for field in STORED:
        value = table.get(BY_FIELD[field].key)
        if value is not None:
            found[field] = tuple(value) if isinstance(value, list) else value
    return found


def _one_line(name: str) -> str:
    """A name with spaces for control characters: in a package's metadata they would end the field.

    Metadata is lines of `Field: value`; hatchling writes a name into it as it is.
    """
    return name.translate(_LINE_BREAKS)


def _check_text(option: str, text: str) -> None:
    """Refuse bytes that were no text on the command line; Python smuggles them in (PEP 383)."""
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise usage_error(
            f"--{option} {text!a} is not text in this terminal's encoding.",
            "Check that the terminal and the locale use UTF-8.",
            code="bad-text",
        )
