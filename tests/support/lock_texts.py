"""Small locks of uv, Poetry, and Pixi, with packages that a test picks."""

from __future__ import annotations

INDEX = "https://index.example/simple"
CHANNEL = "https://channel.example/conda-forge"


def uv(*packages: str, asked: tuple[str, ...] = (), index: str = INDEX) -> str:
    """A lock of uv's.

    Args:
        packages: each as `NAME VERSION DIGIT NEEDED...`: the digit makes up the hash of its wheel.
        asked: what the project itself asks for.
        index: where they come from.
    """
    needs = ", ".join(f'{{ name = "{name}" }}' for name in asked)
    parts = [
        "version = 1\nrevision = 3\n",
        (
            '[[package]]\nname = "net"\nversion = "0.1.0"\nsource = { editable = "." }\n'
            f"dependencies = [{needs}]\n"
        ),
    ]
    for package in packages:
        name, version, digit, *needed = package.split()
        needs = ", ".join(f'{{ name = "{one}" }}' for one in needed)
        parts.append(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
            f'source = {{ registry = "{index}" }}\ndependencies = [{needs}]\n'
            f'wheels = [\n    {{ url = "https://files.example/{name}-{version}-py3-none-any.whl", '
            f'hash = "sha256:{digit * 64}" }},\n]\n'
        )
    return "\n".join(parts)


def poetry(*packages: str) -> str:
    """A lock of Poetry's, of the same packages."""
    parts = []
    for package in packages:
        name, version, digit, *needed = package.split()
        parts.append(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\noptional = false\n'
            f'groups = ["main"]\nfiles = [\n    {{file = "{name}-{version}-py3-none-any.whl", '
            f'hash = "sha256:{digit * 64}"}},\n]\n'
            + ("\n[package.dependencies]\n" if needed else "")
            + "".join(f'{one} = "*"\n' for one in needed)
        )
    metadata = f'[metadata]\nlock-version = "2.1"\ncontent-hash = "{"0" * 64}"\n'
    return "\n".join([*parts, metadata])


def pixi(**places: tuple[str, ...]) -> str:
    """A lock of Pixi's.

    Args:
        places: by environment and platform, as in `default__linux_64`: what is installed there,
            each as `NAME VERSION BUILD DIGIT NEEDED...`.
    """
    environments: dict[str, list[str]] = {}
    packages: dict[str, str] = {}
    for place, listed in places.items():
        environment, _, platform = place.replace("_", "-").partition("--")
        rows = environments.setdefault(environment, [])
        rows.append(f"      {platform}:\n")
        for package in listed:
            name, version, build, digit, *needed = package.split()
            url = f"{CHANNEL}/{platform}/{name}-{version}-{build}.conda"
            rows.append(f"      - conda: {url}\n")
            needs = "".join(f"  - {one} >=0\n" for one in needed)
            packages[url] = (
                f"- conda: {url}\n  sha256: {digit * 64}\n"
                + (f"  depends:\n{needs}" if needs else "")
                + "  license: MIT\n"
            )
    head = "".join(
        f"  {name}:\n    channels:\n    - url: {CHANNEL}/\n    packages:\n{''.join(rows)}"
        for name, rows in environments.items()
    )
    return f"version: 6\nenvironments:\n{head}packages:\n{''.join(packages.values())}"
