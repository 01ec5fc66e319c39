"""`conda-lock.yml`, read by line: https://conda.github.io/conda-lock/output/."""

from __future__ import annotations

import re

from seedbed.accelerators.builds import by_conda, by_requirements, by_version

_FACT = re.compile(r"^\s*(name|version|manager|platform|url): *(\S+)", re.MULTILINE)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.builds import Build, Framework
    from seedbed.locks import Target


def read(text: str, framework: Framework, target: Target) -> list[Build]:
    """The build that an environment from the lock gets on a machine.

    Raises:
        ValueError: when it is no lock.
    """
    _, listed, packages = text.partition("\npackage:")
    if not listed:
        raise ValueError("it lists no packages")
    found, wheels = [], {}
    for block in re.split(r"^- ", packages, flags=re.MULTILINE)[1:]:
        facts = dict(_FACT.findall(block))
        if facts.get("platform") != target.subdir:
            continue
        version = facts.get("version", "").strip("'\"")
        if facts.get("manager") == "pip":
            wheels[facts.get("name", "")] = version
        elif (facts.get("manager"), facts.get("name")) == ("conda", framework.conda):
            build = facts.get("url", "").rpartition("-")[2]
            found.append(by_conda(version, build, is_mac=target.is_mac))
    for version in (wheels[name] for name in framework.names if name in wheels):
        said = by_version(version)
        if framework.package != "torch":
            said = by_requirements(version, wheels, framework, is_mac=target.is_mac)
        found.append(said)
    return found
