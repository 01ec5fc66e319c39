"""A conda channel made of stub packages, for tests that no real channel can be had for.

A package here has a name, a version and a few lines of Python, so that a whole channel is made in
milliseconds. The stub of Python is a virtual environment of the interpreter that runs the tests.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conda_package import File, Link, Package
from rattler import Channel, GenericVirtualPackage, Subdir, install, solve
from rattler.index import index_fs

if TYPE_CHECKING:
    from rattler import RepoDataRecord
    from rattler.platform import SubdirLiteral

SYSTEM = {"linux": "__glibc >=2.17", "osx": "__osx >=11.0", "win": "__win"}
"""What a program built for a system asks of it."""


def package(
    channel: Path,
    name: str,
    version: str,
    *,
    subdir: str = "noarch",
    depends: Sequence[str] = (),
    files: Sequence[File] = (),
    links: Sequence[Link] = (),
    **more: str,
) -> None:
    """Put one package into a channel.

    Args:
        channel: the channel's folder.
        name: the package's name.
        version: its version.
        subdir: the machines that it is for.
        depends: what it needs.
        files: path in the environment, content.
        links: path in the environment, target.
        more: further keys of its `index.json`.
    """
    Package(name, version, subdir, depends, files, links, more=more).write(channel)


def python(channel: Path, subdir: str) -> None:
    """Put a stub of Python into a channel; on this kind of machine it is a working one."""
    version = "{}.{}.{}".format(*sys.version_info)
    short = "{}.{}".format(*sys.version_info)
    host = Path(sys.base_prefix, "bin", f"python{short}")
    packages = f"lib/python{short}/site-packages"
    settings = f"home = {host.parent}\ninclude-system-site-packages = false\nversion = {version}\n"
    package(
        channel,
        "python",
        version,
        subdir=subdir,
        depends=[SYSTEM[subdir.partition("-")[0]]],
        files=[("pyvenv.cfg", settings.encode()), (f"{packages}/README.txt", b"a stub\n")],
        links=[(f"bin/python{short}", str(host)), ("bin/python", f"python{short}")],
        python_site_packages_path=packages,
    )


def module(channel: Path, name: str, version: str, imported: str) -> None:
    """Put a package with one empty module into a channel."""
    text = f'__version__ = "{version}"\n'.encode()
    package(
        channel,
        name,
        version,
        depends=["python >=3.9"],
        files=[(f"site-packages/{imported}.py", text)],
        noarch="python",
    )


def channel_for(
    folder: Path, specs: Iterable[str], subdirs: Iterable[str], modules: Mapping[str, str]
) -> Path:
    """A channel that has all packages which some specs ask for, in the versions that they name.

    Args:
        folder: where to make it.
        specs: such as `numpy >=2.1`.
        subdirs: the kinds of machines that Python is there for.
        modules: name of a package to its module, where they differ.
    """
    versions: dict[str, set[str]] = {}
    for spec in specs:
        name, _, wanted = spec.partition(" ")
        versions.setdefault(name, set()).update(re.findall(r"\d+(?:\.\d+)*", wanted) or {"1.0"})
    versions.pop("python", None)
    for name, found in versions.items():
        for version in found:
            module(folder, name, version, modules.get(name, name.replace("-", "_")))
    for subdir in subdirs:
        python(folder, subdir)
    return index(folder)


def index(channel: Path) -> Path:
    """Write the channel's list of packages."""
    (channel / "noarch").mkdir(parents=True, exist_ok=True)
    asyncio.run(index_fs(channel, write_zst=False, write_shards=False))
    return channel


def solved(
    channel: Path, specs: Iterable[str], subdir: SubdirLiteral, virtual: Mapping[str, str]
) -> list[RepoDataRecord]:
    """The packages that together are what some specs ask for.

    Args:
        channel: the channel's folder.
        specs: such as `numpy >=2.1`.
        subdir: the kind of machine.
        virtual: what the machine has, such as `__cuda` in version `12.0`.

    Raises:
        rattler.exceptions.SolverError: when there are none.
    """
    return asyncio.run(
        solve(
            [Channel(channel.as_uri())],
            sorted(specs),
            platforms=[Subdir(subdir), Subdir("noarch")],
            virtual_packages=[_virtual(name, version) for name, version in virtual.items()],
        )
    )


def installed(records: list[RepoDataRecord], prefix: Path, cache: Path) -> Path:
    """The Python of an environment with some packages, which is made."""
    asyncio.run(install(records, prefix, cache_dir=cache, show_progress=False))
    return prefix / "bin" / "python"


def _virtual(name: str, version: str) -> GenericVirtualPackage:
    from rattler import BuildString, PackageName, Version

    return GenericVirtualPackage(PackageName(name), Version(version), BuildString("0"))
