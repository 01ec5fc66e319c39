"""What a fresh environment holds before anything is installed in it, as its maker writes it.

The same program makes one with the same Python in a folder for the moment. Its path there ends
with the path of the real one: quoted or not, what stands before that is cut off.
"""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import suppress

from seedbed.host import process
from seedbed.host.scanning import paths_in
from seedbed.host.signals import Raised
from seedbed.model.found import LINK
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Self

_LARGEST = 1 << 26
_LIMIT = 120.0
_PATIENCE = 10.0
"""Seconds that an unfinished environment is waited for."""


@record
class Scaffold:
    """A fresh environment.

    Attributes:
        files: the sha256 of its files by path, as they would be in the real one's place.
        links: its links, with where they lead.
        settings: the text of its `pyvenv.cfg`.
        records: the texts of all `.dist-info/RECORD` files, also of inner ones, by path.
        scripts: the bytes of its scripts that name an interpreter in their first line, by path.
    """

    files: Mapping[str, str]
    links: Mapping[str, str]
    settings: str
    records: Mapping[str, str] = {}
    scripts: Mapping[str, bytes] = {}


class Ahead:
    """Fresh environments, of which the usual one is made while something else is going on.

    At the end, also of what is interrupted, those that were begun are waited for a moment: the
    folder of one is removed only once it is made.
    """

    def __init__(self) -> None:
        self._begun: dict[tuple[str, ...], _Begun] = {}
        self._signals = Raised()

    def __enter__(self) -> Self:
        self._signals.__enter__()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            for one in self._begun.values():
                one.end()
        finally:
            self._signals.__exit__(kind)

    def begin(self, root: str, maker: Sequence[str], env: Mapping[str, str]) -> None:
        """Begin to make one; the arguments are those of `fresh`."""
        with Raised(starting=True):  # raised meanwhile, a signal would leave one that nobody knows
            self._begun[root, *maker] = _Begun(root, maker, env)

    def fresh(self, root: str, maker: Sequence[str], env: Mapping[str, str]) -> Scaffold | None:
        """One that was begun, or another one; as `fresh` gives it."""
        begun = self._begun.get((root, *maker))
        return begun.wait() if begun else fresh(root, maker, env)


class _Begun:
    def __init__(self, root: str, maker: Sequence[str], env: Mapping[str, str]) -> None:
        self._found: Scaffold | None = None
        self._done = threading.Event()  # a join that is interrupted takes its thread for ended
        threading.Thread(target=self._make, args=(root, maker, env), daemon=True).start()

    def _make(self, root: str, maker: Sequence[str], env: Mapping[str, str]) -> None:
        try:
            self._found = fresh(root, maker, env)
        finally:
            self._done.set()

    def end(self) -> None:
        self._done.wait(_PATIENCE)

    def wait(self) -> Scaffold | None:
        while not self._done.wait(0.2):
            pass
        return self._found


def fresh(root: str, maker: Sequence[str], env: Mapping[str, str]) -> Scaffold | None:
    """A fresh environment; None where its maker fails, or its path would be too long.

    Args:
        root: the absolute path by which the real one was made.
        maker: the program that makes it, with its arguments but for the folder.
        env: its variables.
    """
    from tempfile import TemporaryDirectory

    from seedbed.host.timed import ask_within

    with suppress(OSError), TemporaryDirectory(prefix="seedbed-") as made:
        top = os.path.realpath(made)
        folder = top + os.path.splitdrive(root)[1]
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        reply = ask_within(_LIMIT, [*maker, folder], env, top)
        if reply is not None and reply.status == 0:
            return _read(folder, top)
    return None


def _read(folder: str, top: str) -> Scaffold:
    files, links, settings, records, scripts = {}, {}, "", {}, {}
    for path, kind in paths_in(folder).items():
        place = os.path.join(folder, path)
        if kind == LINK:
            links[path] = os.readlink(place).removeprefix(top)
            continue
        with open(place, "rb") as file:
            data = file.read(_LARGEST).replace(top.encode(), b"")
        files[path] = hashlib.sha256(data).hexdigest()
        if data.startswith(b"#!"):
            scripts[path] = data
        if path == "pyvenv.cfg":
            settings = data.decode("utf-8", "replace")
        elif path.endswith(".dist-info/RECORD"):
            records[path] = data.decode("utf-8", "replace")
    return Scaffold(files=files, links=links, settings=settings, records=records, scripts=scripts)


def python_of_program(path: str) -> str:
    """The interpreter that a script names in its first line; empty for none."""
    try:
        with open(path, "rb") as file:
            first = file.readline(4096)
    except OSError:
        return ""
    named = os.fsdecode(first[2:].strip()) if first.startswith(b"#!") else ""
    return named if os.path.isabs(named) and os.access(named, os.X_OK) else ""


def makers(name: str, python: str, *, seeds: Collection[str], uv: str = "") -> list[str]:
    """The program that makes environments like one, with its arguments; empty where it is not here.

    Args:
        name: `uv`, `virtualenv`, or `venv`.
        python: the interpreter that the environment stands on.
        seeds: the distributions that it puts in. uv would take them from its cache or an index,
            where nobody knows which ones they should be, so it makes one without them.
        uv: the path of uv; empty where it is not here.
    """
    if name == "uv":
        words = ["venv", "--no-project", "--no-config", "--offline", "--python", python]
        return [uv, *words] if uv else []
    if name == "virtualenv":
        script = process.find("poetry") or process.find("virtualenv")
        own = python_of_program(os.path.realpath(script)) if script else ""
        words = ["--no-download", "--no-periodic-update", *_without(seeds)]
        return [own, "-I", "-m", "virtualenv", *words, "--python", python] if own else []
    return [python, "-I", "-m", "venv", *([] if seeds else ["--without-pip"])]


def _without(seeds: Collection[str]) -> list[str]:
    """The options by which virtualenv leaves out what it puts in otherwise."""
    return (
        [f"--no-{one}" for one in ("pip", "setuptools") if one not in seeds]
        if seeds
        else ["--no-seed"]
    )
