"""A conda channel with what projects of Pixi and conda need: wheels of a package index, repacked.

conda-forge cannot be had everywhere where tests run; a package index can. On the machine that runs
the tests the packages work, so that a project can be installed and used. For the other platforms of
a project they are empty, which is enough for a lock.
"""

from __future__ import annotations

import configparser
import itertools
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Collection, Iterator, Mapping
from email.message import Message
from email.parser import Parser
from pathlib import Path

import conda_channel
from conda_package import File, Package
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, canonicalize_version, parse_wheel_filename
from rattler import Subdir

from seedbed.layers.library import general_extras, has_builds, load_library, offered
from seedbed.model.choices import DEFAULT_PLATFORMS, make_choices
from seedbed.render.compose import compose

NAME = "conda-forge"
STUBS = (("pandoc", "3.2", "pandoc"), ("graphviz", "12.0", "dot"))
"""Packages that are no wheels, each with a program; what stands in for that says its name."""
MANAGERS = ("pixi", "conda")
BESIDE = ("pandas", "pip", "safetensors")
"""What the README of a project adds to it, what conda's environments have, and JAX's projects."""
HERE = str(Subdir.current())
"""The kind of machine on which the packages work."""
MAPPING = Path("map", "compressed-v0", "compressed_mapping.json")
"""Where Pixi asks for names."""
_SHORT = "{}.{}".format(*sys.version_info)
_NEXT = f"{sys.version_info.major}.{sys.version_info.minor + 1}"
SITE_PACKAGES = f"lib/python{_SHORT}/site-packages"


def build(folder: Path) -> None:
    """Make the channel, in `folder/conda-forge`, and the names that Pixi asks for, in `folder/map`.

    The wheels are fetched with pip, as it is set up on this machine.
    """
    library = load_library()
    # those with builds for accelerators weigh gigabytes: `pytorch_channel` adds them
    small = [one for one in offered(library, "framework") if not has_builds(library, one)]
    requirements, conda_names = wanted(small)
    channel, wheels = folder / NAME, folder / "wheels"
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"]
    subprocess.run([*fetch, "--dest", wheels, *requirements], check=True)
    names: dict[str, str | None] = dict.fromkeys(["python", *(name for name, *_ in STUBS)])
    names.update(repack(wheels, channel, conda_names))
    for subdir in {*DEFAULT_PLATFORMS, HERE}:
        conda_channel.python(channel, subdir)
    for name, version, program in STUBS:
        script = f"#!/bin/sh\necho {program} {version}\n".encode()
        Package(name, version, files=[(f"bin/{program}", script)]).write(channel)
    conda_channel.index(channel)
    mapping = folder / MAPPING
    mapping.parent.mkdir(parents=True)
    mapping.write_text(json.dumps(names))


def repack(wheels: Path, channel: Path, conda_names: Mapping[str, str]) -> Mapping[str, str]:
    """Put the wheels of a folder, which goes, into a channel.

    Args:
        wheels: the folder.
        channel: the channel's.
        conda_names: names of packages to those in conda channels, where they differ.

    Returns:
        The packages' names there, with those that they have on a package index.
    """
    names = {}
    for wheel in wheels.glob("*.whl"):
        package = Wheel(wheel, conda_names)
        names[package.conda_name] = package.name
        package.write(channel)
    shutil.rmtree(wheels)
    return names


class Wheel:
    """A wheel that becomes a conda package.

    Args:
        path: the wheel.
        conda_names: names of packages to those in conda channels, where they differ.
    """

    def __init__(self, path: Path, conda_names: Mapping[str, str]) -> None:
        self.name, version, _, tags = parse_wheel_filename(path.name)
        self.conda_name = conda_names.get(self.name, self.name)
        self._version = str(version)
        self._names = conda_names
        self._pure = all(tag.platform == "any" for tag in tags)
        self._place = "site-packages" if self._pure else SITE_PACKAGES
        with zipfile.ZipFile(path) as archive:
            self._files = {one: archive.read(one) for one in archive.namelist() if one[-1] != "/"}
        (self._about,) = {
            folder
            for folder, _, rest in (one.partition("/") for one in self._files)
            if folder.endswith(".dist-info") and rest == "METADATA"
        }

    def write(self, channel: Path) -> None:
        """Put it into a channel."""
        common = (self.conda_name, self._version)
        depends = list(self._depends())
        files = [*self._content(), self._member("INSTALLER", b"conda\n")]
        programs = list(self._entry_points())
        if self._pure:
            python = {"noarch": "python"}
            Package(*common, "noarch", depends, files, entry_points=programs, more=python).write(
                channel
            )
            return
        files += [(f"bin/{one.partition(' ')[0]}", _script(one)) for one in programs]
        build = {"build": "py{}{}_0".format(*sys.version_info)}
        Package(*common, HERE, depends, files, more=build).write(channel)
        only_there = [self._member("METADATA", b"")]
        for subdir in {*DEFAULT_PLATFORMS} - {HERE}:
            Package(*common, subdir, depends, only_there, more=build).write(channel)

    def _depends(self) -> Iterator[str]:
        yield "python >=3.9" if self._pure else f"python >={_SHORT},<{_NEXT}.0a0"
        for text in self._metadata().get_all("Requires-Dist") or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                name = canonicalize_name(requirement.name)
                # conda does not know that 1.0.0.beta2 and 1.0.0b2 are the same
                spec = ",".join(
                    f"{one.operator}{canonicalize_version(one.version, strip_trailing_zero=False)}"
                    for one in requirement.specifier
                )
                yield f"{self._names.get(name, name)} {spec}".strip()

    def _content(self) -> Iterator[File]:
        """The wheel's files, where conda has them."""
        data = f"{self._about.removesuffix('.dist-info')}.data/"
        for path, content in self._files.items():
            if path == f"{self._about}/RECORD":  # it would name what conda lays elsewhere
                continue
            if not path.startswith(data):
                yield f"{self._place}/{path}", content
                continue
            kind, _, rest = path.removeprefix(data).partition("/")
            if kind == "scripts":
                text = content.replace(b"#!python", b"#!/usr/bin/env python", 1)
                yield f"{'python-scripts' if self._pure else 'bin'}/{rest}", text
            elif kind in {"purelib", "platlib"}:
                yield f"{self._place}/{rest}", content
            elif kind == "data":
                yield rest, content

    def _entry_points(self) -> Iterator[str]:
        """The programs, each as `NAME = MODULE:FUNCTION`."""
        parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
        parser.read_string(self._text("entry_points.txt"))
        if parser.has_section("console_scripts"):
            for name, place in parser.items("console_scripts"):
                yield f"{name} = {place.partition('[')[0].strip()}"

    def _metadata(self) -> Message:
        return Parser().parsestr(self._text("METADATA"))

    def _text(self, name: str) -> str:
        return self._files.get(f"{self._about}/{name}", b"").decode()

    def _member(self, name: str, content: bytes) -> File:
        return f"{self._place}/{self._about}/{name}", content


def wanted(frameworks: Collection[str]) -> tuple[Collection[str], Mapping[str, str]]:
    """What all projects of some frameworks require, and how conda calls what it calls otherwise."""
    library = load_library()
    requirements, names = {*BESIDE}, {}
    extras = general_extras(library)
    for manager, framework in itertools.product(MANAGERS, frameworks):
        choices = make_choices("x-1", manager=manager, framework=framework, extras=extras)
        text = compose(choices, library).files["pyproject.toml"].data.decode()
        manifest = tomllib.loads(text)
        groups = manifest["dependency-groups"].values()
        for some in (manifest["project"].get("dependencies", []), *groups):
            requirements.update(one for one in some if isinstance(one, str))
        names.update(manifest["tool"]["seedbed"].get("conda-names", {}))
    return sorted(requirements), names


def _script(entry_point: str) -> bytes:
    """The text of a program that calls a function."""
    _, _, place = entry_point.partition(" = ")
    module, _, function = place.partition(":")
    name = function.partition(".")[0]
    return (
        f"#!/usr/bin/env python\nimport sys\nfrom {module} import {name}\nsys.exit({function}())\n"
    ).encode()
