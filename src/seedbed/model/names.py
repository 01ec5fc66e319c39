"""Project and package names: which are possible, and which would do harm."""

from __future__ import annotations

import sys
from functools import lru_cache

from seedbed.errors import usage_error

LONGEST = 100
"""Characters in a name: file systems stop at 255 bytes, and editors and indexes add to it."""

_ALNUM = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_NAME = _ALNUM | frozenset("-_.")
_WINDOWS = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³"]
)
_CHANNEL_SCHEMES = frozenset(("https", "http", "file", "s3", "gs", "oci"))
_TAKEN = frozenset(["test", "tests", "src", "docs", "runs", "build", "dist", "conftest", "setup"])
"""Import names that the project's own folders and files use, besides the standard library's."""


@lru_cache(maxsize=1024)
def canonical(name: str) -> str:
    """The name as package indexes compare it (PEP 503): lowercase, single hyphens."""
    dashed = name.lower().replace("_", "-").replace(".", "-")
    while "--" in dashed:
        dashed = dashed.replace("--", "-")
    return dashed


def default_package(name: str) -> str:
    """The import package of a project: `My.Net-2` becomes `my_net_2`, `3d-net` `py_3d_net`."""
    package = canonical(name).replace("-", "_")
    return f"py_{package}" if package[:1].isdigit() else package


def requirement_name(text: str) -> str:
    """The canonical name that a requirement (PEP 508) begins with, or an empty string."""
    length = next((n for n, char in enumerate(text.lower()) if char not in _NAME), len(text))
    name = text[:length].rstrip("-_.")
    return canonical(name) if name and name[0].lower() in _ALNUM else ""


def check_name(name: str) -> None:
    """Refuse what cannot be a project's name.

    Raises:
        SeedbedError: says what is wrong with the name, and which one would do.
    """
    fault = _name_fault(name)
    if fault:
        suggestion = suggest(name)
        instead = f"Try '{suggestion}', or give another one with --name." if suggestion else ""
        raise usage_error(
            f"{_shown(name)} cannot be a project's name: {fault}.",
            instead or "Use letters, digits, '-', '_' and '.', as in 'my-project'.",
            code="bad-name",
        )


def _name_fault(name: str) -> str:
    if not name:
        return "it is empty"
    if len(name) > LONGEST:
        return f"it has {len(name)} characters, but the limit is {LONGEST}"
    if any(ord(char) < 32 or ord(char) == 127 for char in name):
        return "it contains control characters"
    lower = name.lower()
    if not any(char.isalnum() for char in name):
        return "it has no letter or digit"
    if not _NAME.issuperset(lower):
        odd = next(char for char in lower if char not in _NAME)
        return f"it contains {odd!r}, but only ASCII letters, digits, '-', '_' and '.' are allowed"
    if lower[0] not in _ALNUM or lower[-1] not in _ALNUM:
        return "it must begin and end with a letter or digit"
    if is_windows_device(name):
        return "Windows reserves that name for a device"
    return ""


def channel_fault(channel: str) -> str:
    """Why a text names no conda channel, as the end of a sentence; empty when it may name one.

    A channel is a name such as `conda-forge` or `my-org/label/dev`, an address, or a path.
    """
    if not channel.strip() or not channel.isprintable():
        return "it contains control characters" if channel.strip() else "it is empty"
    if "://" in channel:
        return _address_fault(channel)
    if "::" in channel:
        return "it names a package, not a channel"
    if channel.startswith(("./", "../", "/", "~/")) or channel[1:3] in {":\\", ":/"}:
        return ""
    plain = all(part and _NAME.issuperset(part.lower()) for part in channel.split("/"))
    if plain and (channel[0].lower() in _ALNUM or channel[0] == "_"):
        return ""
    return "a channel name has only ASCII letters, digits, '-', '_', '.', and '/'"


def _address_fault(channel: str) -> str:
    from urllib.parse import urlsplit  # few give an address

    fault = address_fault(channel)
    if fault:
        return fault
    parts = urlsplit(channel)
    if parts.scheme not in _CHANNEL_SCHEMES:
        return f"channels cannot use {parts.scheme!r}"
    from seedbed.model.credentials import secret_in

    return "it contains a password or a token" if secret_in(channel) else ""


def address_fault(address: str) -> str:
    """Why a text is no address that a program could fetch, as the end of a sentence."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # refused when it is none
    except ValueError:
        return "its address cannot be read"
    if any(char.isspace() for char in address):
        return "its address contains a space"
    if parts.scheme == "file":
        return "" if parts.path.strip("/") else "it has no path"
    if not parts.scheme or not host.strip("."):
        return "it has no host"
    return "" if _is_host(host) else f"{host!r} is not a host"


def _is_host(host: str) -> bool:
    """Whether it is a name, or a number that is an address."""
    if ":" not in host and not host.rpartition(".")[2].isdecimal():
        return _NAME.issuperset(host)
    from ipaddress import ip_address

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def check_channel(channel: str) -> None:
    """Refuse what names no conda channel.

    Raises:
        SeedbedError: says why.
    """
    fault = channel_fault(channel)
    if fault:
        raise usage_error(
            f"{_shown(channel)} is not a conda channel: {fault}.",
            "Give a name such as 'conda-forge', an address such as 'https://example.org/channel', "
            "or a path such as './channel'.",
            code="bad-channel",
        )


def is_windows_device(name: str) -> bool:
    """Whether Windows keeps a file's name for a device, with whatever extension."""
    return name.lower().partition(".")[0].rstrip(" ") in _WINDOWS


def suggest(name: str) -> str:
    """A possible name that is close to `name`, or an empty string."""
    lower = "".join(char if char in _NAME else "-" for char in name.lower())[:LONGEST]
    tried = canonical(lower).strip("-")
    return tried if not _name_fault(tried) else ""


def check_package(package: str, name: str) -> None:
    """Refuse an import package that Python could not import, or that would hide another.

    Raises:
        SeedbedError: says what is wrong, and that `--package` gives another.
    """
    import_name = package.lower()
    if len(package) > LONGEST:
        fault = f"it has {len(package)} characters, but the limit is {LONGEST}"
    elif not (package.isascii() and package.isidentifier()):
        fault = "it is not a Python identifier of ASCII letters, digits, and '_'"
    elif _is_keyword(package) or _is_keyword(package.capitalize()):
        fault = "it is a Python keyword"
    elif is_windows_device(package):
        fault = "Windows reserves that name for a device"
    elif import_name.startswith("__"):
        fault = "Python reserves names that begin with two underscores"
    elif import_name in _TAKEN:
        fault = "the project's own folders use that name"
    elif import_name in {module.lower() for module in sys.stdlib_module_names}:
        fault = "it would hide a module of Python's standard library"
    else:
        return
    raise usage_error(
        f"{_shown(package)} cannot be the import package of {_shown(name)}: {fault}.",
        f"Give another one with --package, such as '{_other(package)}'.",
        code="bad-package",
    )


def check_not_a_dependency(name: str, package: str, dependencies: dict[str, str]) -> None:
    """Refuse a project that would hide what it depends on.

    Args:
        name: the project's name.
        package: its import package.
        dependencies: canonical names of its dependencies to the modules that they provide.

    Raises:
        SeedbedError: names the dependency.
    """
    if canonical(name) in dependencies:
        raise usage_error(
            f"The project cannot be called {_shown(name)}: it depends on a package with that name.",
            "Give it another name.",
            code="bad-name",
        )
    for dependency, module in dependencies.items():
        if package.lower() == module.lower():
            raise usage_error(
                f"{_shown(package)} cannot be the import package: it would hide {dependency}, "
                "which the project depends on.",
                f"Give another one with --package, such as '{_other(package)}'.",
                code="bad-package",
            )


def _is_keyword(word: str) -> bool:
    from keyword import iskeyword

    return iskeyword(word)


def _other(package: str) -> str:
    kept = "".join(char for char in package.lower() if char in _ALNUM or char == "_").strip("_")
    return f"my_{kept}"[:LONGEST] if kept else "my_package"


def _shown(name: str) -> str:
    text = name if len(name) <= 60 else name[:57] + "..."
    return ascii(text) if not text.isprintable() else f"'{text}'"
