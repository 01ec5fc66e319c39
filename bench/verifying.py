"""Verifies environments whose archives are known: a small one, many files, and large files.

The peers are what the system has: `sha256sum` over the same files, and Python's own sha256 in as
many threads as there are processors.
"""

from __future__ import annotations

import base64
import hashlib
import random
import zipfile
from typing import TYPE_CHECKING

from bench.report import MIB, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bench.cases import Command, Setting
    from bench.measure import Case

FILES = 10_000
SIZES = (0, 171, 500, 938, 1735, 3232, 6257, 11720, 18423, 45497, 552529)
"""Bytes that each further tenth of the files has at most, as in scikit-learn's environment.

The largest hundredth of them is left out: the case with large files stands for it.
"""
LARGE = 8
"""Files of the environment with large ones."""
SIZE = 256 * MIB
"""Bytes of each."""
_HASHED = """\
import glob, hashlib, os, sys, threading
paths = [path for path in glob.glob(sys.argv[1] + "/**", recursive=True) if os.path.isfile(path)]
def work():
    while True:
        try:
            path = paths.pop()
        except IndexError:
            return
        with open(path, "rb") as file:
            hashlib.file_digest(file, "sha256")
threads = [threading.Thread(target=work) for _ in range(os.cpu_count() or 1)]
[one.start() for one in threads]
[one.join() for one in threads]
"""


def verifying(setting: Setting) -> list[Case]:
    """Cases that verify, each behind its peer."""
    seedbed = setting.tools["seedbed"]
    draw = random.Random(1)  # noqa: S311  # only has to be the same every time
    small = _made(setting, "small", {"small.py": b"SMALL = True\n"})
    sizes = (_size(draw) for _ in range(FILES))
    many = _made(
        setting,
        "many",
        {f"many/d{n % 200}/f{n}.txt": draw.randbytes(size) for n, size in enumerate(sizes)},
    )
    block = draw.randbytes(MIB)
    large = _made(
        setting,
        "large",
        {f"large/lib{n}.so": bytes([n]) + block * (SIZE // MIB) for n in range(LARGE)},
    )
    record = (seedbed.program, "verify", "--lock", "requirements.txt", "--level", "record")
    listed = "find .venv -type f -print0 | xargs -0 -P2 sha256sum"
    return [
        setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass")),
        setting.case("verify one package", _always(record), folder=small),
        setting.case("sha256sum", _always(("/bin/sh", "-c", listed)), folder=many),
        setting.case("verify 10,000 files", _always(record), folder=many),
        setting.case(
            "sha256 in threads",
            _always((seedbed.python, "-I", "-c", _HASHED, ".venv/lib")),
            folder=large,
        ),
        setting.case("verify 2 GiB", _always(record), folder=large),
    ]


def aims(measured: Sequence[Case]) -> list[Target]:
    """The limits."""
    _, small, summed, many, hashed, large = measured
    return [
        Target("verify one package", small.time * 1000, 150, "ms"),
        Target("verify 10,000 files / sha256sum", many.time / summed.time, 1.5),
        Target("sha256 in threads / verify 2 GiB", hashed.time / large.time, 0.9, at_least=True),
        Target("verify, peak memory", max(many.peak, large.peak) / MIB, 80, "MiB"),
    ]


def _size(draw: random.Random) -> int:
    """The size of a file, in bytes: between two of `SIZES`, and small ones more often."""
    tenth = draw.randrange(len(SIZES) - 1)
    least, most = SIZES[tenth] + 1, SIZES[tenth + 1] + 1
    return int(least * (most / least) ** draw.random()) - 1


def _always(command: Sequence[str | Path]) -> Command:
    return lambda _: command


def _made(setting: Setting, name: str, files: Mapping[str, bytes]) -> Path:
    """An environment with one package, and the requirements file that locks it."""
    project = setting.scratch / f"verified-{name}"
    project.mkdir()
    wheel = project / f"{name}-1.0-py3-none-any.whl"
    _write(wheel, name, files)
    with wheel.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    locked = project / "requirements.txt"
    locked.write_text(f"{name}==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    uv, environment = setting.tools["uv"].program, project / ".venv"
    python = setting.tools["seedbed"].python
    setting.run(uv, "venv", "--quiet", "--no-project", "--python", python, environment)
    offline = ("--no-index", "--find-links", project, "--link-mode", "copy", "--no-cache")
    setting.run(uv, "pip", "sync", "--quiet", "--python", environment, *offline, locked)
    wheel.unlink()
    return project


def _write(wheel: Path, name: str, files: Mapping[str, bytes]) -> None:
    info = f"{name}-1.0.dist-info"
    listed = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = "".join(_rows(listed))
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in {**listed, f"{info}/RECORD": f"{rows}{info}/RECORD,,\n".encode()}.items():
            archive.writestr(zipfile.ZipInfo(path), data)


def _rows(files: Mapping[str, bytes]) -> Iterator[str]:
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        yield f"{path},sha256={digest},{len(data)}\n"
