"""What is installed in a project's environment, and what a framework there sees."""

from __future__ import annotations

import glob
import os
import re

from seedbed.host.reading import standing
from seedbed.host.variables import for_manager
from seedbed.model.machine import Gpu
from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.model.seen import Seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.host.process import Reply

LIMIT = 180.0
"""Seconds that a framework has to say what it sees: on a network disk, its import takes some."""
_LARGEST = 1 << 20
_LARGEST_RECORD = 1 << 28
_FACT = re.compile(r"^(__version__|cuda|hip|rocm|xpu)\b[^=\n]*= *'([^'\n]*)'", re.MULTILINE)


@record
class Installed:
    """A package in an environment.

    Attributes:
        version: as its metadata have it.
        facts: what the module `version` of PyTorch says, such as `cuda` and `hip`; empty for none.
    """

    version: str
    facts: Mapping[str, str]


def python_of(environment: str) -> str:
    """The path of an environment's Python; empty where there is none."""
    names = ("Scripts/python.exe", "python.exe") if os.name == "nt" else ("bin/python",)
    paths = [os.path.join(environment, *name.split("/")) for name in names]
    return next((path for path in paths if os.access(path, os.X_OK)), "")


def minor_of(environment: str) -> str:
    """The minor version of an environment's Python, such as `3.12`; empty where nothing says."""
    for folder in _site_packages(environment):
        if found := re.search(r"python(3\.\d+)t?$", os.path.basename(os.path.dirname(folder))):
            return found[1]
    settings = _text(os.path.join(environment, "pyvenv.cfg"))
    found = re.search(r"^version(?:_info)? *= *(3\.\d+)", settings, re.MULTILINE)
    return found[1] if found else ""


def installed(environment: str, package: str, module: str) -> Installed | None:
    """What is installed of a package, read from its files; None where it is not there."""
    for folder in _site_packages(environment):
        if version := _version(folder, _escaped(package)):
            facts = dict(_FACT.findall(_text(os.path.join(folder, module, "version.py"))))
            return Installed(version=version, facts=facts)
    return None


def beside(environment: str, pattern: str) -> dict[str, str]:
    """The packages of an environment whose names match, each with its version.

    Args:
        environment: its folder.
        pattern: a shell pattern for canonical names, such as `nvidia-*`.
    """
    found = {}
    for folder in _site_packages(environment):
        for path in glob.glob(
            os.path.join(glob.escape(folder), f"{_escaped(pattern)}-*.dist-info")
        ):
            name, _, rest = os.path.basename(path).partition("-")
            found[name.lower().replace("_", "-")] = rest.removesuffix(".dist-info")
    return found


def distributions(environment: str) -> tuple[tuple[str, str], ...]:
    """The distributions of an environment by canonical name, with their versions.

    One of which there are two folders of metadata is named twice.
    """
    found = []
    for folder in _site_packages(environment):
        for name in os.listdir(folder):
            stem, dot, kind = name.rpartition(".")
            if dot and kind == "dist-info" and "-" in stem:
                package, _, version = stem.partition("-")
                found.append((canonical(package), version))
    return tuple(sorted(found))


def installed_over_conda(
    environment: str, conda_name: Callable[[str], str]
) -> list[tuple[str, str]]:
    """The distributions that pip or uv installed of which conda has a record, too.

    Args:
        environment: its folder.
        conda_name: what conda calls a distribution.
    """
    records = _records(environment)
    found = []
    for folder in _site_packages(environment) if records else ():
        for path in glob.glob(os.path.join(glob.escape(folder), "*.dist-info")):
            stem = os.path.basename(path).removesuffix(".dist-info")
            name, _, version = stem.partition("-")
            record = records.get(conda_name(canonical(name)))
            by = _text(os.path.join(path, "INSTALLER")).strip()
            # packages of conda say `conda`, or what built them; then their records list the file
            if (
                record
                and by.startswith(("pip", "uv"))
                and f"/{stem}.dist-info/" not in _whole(record)
            ):
                found.append((canonical(name), version))
    return sorted(found)


def _records(environment: str) -> dict[str, str]:
    """The paths of conda's records, by the names of its packages."""
    pattern = os.path.join(glob.escape(environment), "conda-meta", "*-*-*.json")
    return {os.path.basename(path).rsplit("-", 2)[0]: path for path in glob.glob(pattern)}


def _whole(path: str) -> str:
    try:
        found = standing(path, _LARGEST_RECORD)
    except OSError:
        return ""
    return found.data.decode("utf-8", "replace") if found else ""


def _escaped(name: str) -> str:
    """A package's name, or a pattern for some, as it begins the names of metadata folders."""
    return re.sub(r"[-_.]+", "_", name).lower()


def _version(folder: str, name: str) -> str:
    """The version of a package in a folder; empty where it is not there."""
    for path in sorted(glob.glob(os.path.join(glob.escape(folder), f"{name}-*.dist-info"))):
        if said := re.search(
            r"^Version: *(\S+)", _text(os.path.join(path, "METADATA")), re.MULTILINE
        ):
            return said[1]
    return ""


def ask_framework(python: str, module: str, limit: float = LIMIT) -> Seen:
    """What a framework sees, from a process of the environment's Python.

    Args:
        python: the path of that Python.
        module: the framework's module.
        limit: seconds that it has.
    """
    reply = run_script("framework_probe.py", python, [module], limit)
    if reply is None:
        return Seen(fault="hang")
    answer = answer_in(reply)
    seen = _checked(answer)
    if seen.version or seen.fault:
        return seen
    fault = "crash" if reply.status < 0 else "start"
    return Seen(fault=fault, error=_last_line(reply.said))


def _checked(answer: Mapping[str, Any]) -> Seen:
    """What a framework sees, without what is not as the script has it: others may print, too."""
    listed = answer.get("architectures", ())
    codes = tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()
    found = answer.get("gpus", ())
    gpus = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    texts = {
        name: answer[name]
        for name, default in vars(Seen()).items()
        if isinstance(default, str | bool) and isinstance(answer.get(name), type(default))
    }
    return Seen(**texts, architectures=codes, gpus=tuple(map(_gpu, gpus)))


def _gpu(facts: Mapping[str, Any]) -> Gpu:
    memory = facts.get("memory", 0)
    return Gpu(
        name=str(facts.get("name", "")),
        memory=memory if isinstance(memory, int) else 0,
        capability=str(facts.get("capability", "")),
    )


def run_script(name: str, python: str, arguments: list[str], limit: float) -> Reply | None:
    """What a script of this folder answers, run by another Python; None where it takes too long.

    The Python is isolated: nothing in the current folder stands in for a module.
    """
    from seedbed.host.timed import ask_within

    script = os.path.join(os.path.dirname(__file__), name)
    return ask_within(limit, [python, "-I", script, *arguments], for_manager())


def answer_in(reply: Reply) -> dict[str, Any]:
    """The JSON object that a script printed behind its mark; empty where it printed none."""
    import json

    found = re.findall(rb"^seedbed-probe: (.*)$", reply.out, re.MULTILINE)
    try:
        answer = json.loads(found[-1]) if found else {}
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _site_packages(environment: str) -> list[str]:
    below = "Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"
    return sorted(glob.glob(os.path.join(glob.escape(environment), *below.split("/"))))


def _text(path: str) -> str:
    """What a file holds; empty where it cannot be read."""
    try:
        found = standing(path, _LARGEST, follow=True)
    except OSError:
        return ""
    return found.data.decode("utf-8", "replace") if found else ""
