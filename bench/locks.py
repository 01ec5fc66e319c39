"""`seedbed lock diff` of two locks of 5,000 lines each, in which every third package differs.

Those of uv and of Pixi, and from one to the other. Pixi's is YAML, of which a library reads a few
thousand lines in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.report import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.cases import Setting
    from bench.measure import Case

LINES = 5000
_PLATFORMS = ("linux-64", "osx-arm64", "win-64")
_WHEELS = 12
"""Wheels of each package in the lock of uv; most packages have fewer, some many more."""


def comparing(setting: Setting) -> list[Case]:
    """Cases that compare two locks; what differs is printed."""
    seedbed = setting.tools["seedbed"]
    folder = setting.scratch / "locks"
    folder.mkdir()
    for number in range(2):
        (folder / f"uv-{number}.lock").write_text("".join(_uv(number)))
        (folder / f"pixi-{number}.lock").write_text("".join(_pixi(number)))

    def case(name: str, old: str, new: str) -> Case:
        # the exit status of a difference is 1, which counts as a failure when it is measured
        script = f'"$1" lock diff {old} {new} || [ $? = 1 ]'
        words = ("/bin/sh", "-c", script, "sh", seedbed.program)
        return setting.case(name, lambda _: words, folder=folder)

    return [
        setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass")),
        case("lock diff of uv", "uv-0.lock", "uv-1.lock"),
        case("lock diff of pixi", "pixi-0.lock", "pixi-1.lock"),
        case("lock diff of both", "uv-0.lock", "pixi-1.lock"),
    ]


def aims(measured: list[Case]) -> list[Target]:
    """What the times are to be."""
    return [Target(f"{case.name}, 5,000 lines", case.time, 0.5, "s") for case in measured[1:]]


def _version(package: int, number: int) -> str:
    return f"{package % 7}.{package % 5 + number * (package % 3 == 0)}.0"


def _digest(*parts: object) -> str:
    from hashlib import sha256

    return sha256(repr(parts).encode()).hexdigest()


def _uv(number: int) -> Iterator[str]:
    yield 'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n'
    yield '\n[[package]]\nname = "net"\nversion = "0.1"\nsource = { editable = "." }\n'
    yield 'dependencies = [{ name = "package-0" }]\n'
    for package in range(LINES // (_WHEELS + 10)):
        version = _version(package, number)
        yield f'\n[[package]]\nname = "package-{package}"\nversion = "{version}"\n'
        yield 'source = { registry = "https://index.example/simple" }\n'
        yield f'dependencies = [\n    {{ name = "package-{package + 1}" }},\n]\n'
        yield "wheels = [\n"
        for wheel in range(_WHEELS):
            name = f"package_{package}-{version}-cp3{wheel}-cp3{wheel}-manylinux_2_28_x86_64.whl"
            digest = _digest(package, version, wheel)
            yield f'    {{ url = "https://files.example/packages/{digest[:2]}/{name}", '
            yield f'hash = "sha256:{digest}", size = 123456 }},\n'
        yield "]\n"


def _pixi(number: int) -> Iterator[str]:
    count = LINES // 45
    yield "version: 6\nenvironments:\n"
    for environment in ("default", "dev"):
        yield f"  {environment}:\n    channels:\n    - url: https://channel.example/conda-forge/\n"
        yield "    packages:\n"
        for platform in _PLATFORMS:
            yield f"      {platform}:\n"
            yield from (f"      - conda: {_url(one, number, platform)}\n" for one in range(count))
    yield "packages:\n"
    for platform in _PLATFORMS:
        for package in range(count):
            yield f"- conda: {_url(package, number, platform)}\n"
            digest = _digest(package, _version(package, number), platform)
            yield f"  sha256: {digest}\n  md5: {digest[:32]}\n  depends:\n"
            yield f"  - python >=3.12,<3.13.0a0\n  - package-{package + 1} >=0\n"
            yield "  - __glibc >=2.17,<3.0.a0\n  license: MIT\n  license_family: MIT\n"
            yield f"  purls:\n  - pkg:pypi/package-{package}\n  size: 123456\n"
            yield "  timestamp: 1700000000000\n"


def _url(package: int, number: int, platform: str) -> str:
    file = f"package-{package}-{_version(package, number)}-py312h{package:07x}_0.conda"
    return f"https://channel.example/conda-forge/{platform}/{file}"
