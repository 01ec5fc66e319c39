"""Reinstalls packages in environments of conda and Pixi, from what the lock names."""

from __future__ import annotations

import os
from contextlib import suppress

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host import process
from seedbed.host.disk import remove
from seedbed.host.folders import drop
from seedbed.host.variables import for_manager
from seedbed.managers.caches import cache_of
from seedbed.managers.conda import programs
from seedbed.managers.registry import load_driver
from seedbed.verify.values import CHANGED, LINKED, METADATA, SCRIPT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from seedbed.commands.verifying.archives import Archives
    from seedbed.commands.verifying.found import Verification
    from seedbed.verify.pairing import Candidate
    from seedbed.verify.values import Difference

    Wanted = Mapping[str, Candidate]

UV, PIXI, CONDA = "uv", "Pixi", "conda"
"""What installs packages, as people call it."""
_BY_FORMAT = {"pixi": PIXI, "conda-lock": CONDA, "explicit": CONDA}


def program_of(found: Verification) -> str:
    """What installs the packages of an environment, by its lock."""
    return _BY_FORMAT.get(found.format, UV)


def by_pixi(found: Verification, conda: Wanted, titles: Sequence[str]) -> None:
    """Let Pixi reinstall packages, without what its cache has of them.

    Its cache holds the unpacked files that environments have hard links to, and Pixi does not look
    into them again. What it downloads instead has to have the lock's hash.

    Args:
        found: what was found.
        conda: the conda packages with their archives.
        titles: all packages, wheels among them.

    Raises:
        SeedbedError: when Pixi can't.
    """
    from seedbed.managers.pixi.driver import manifest_of

    root, name = os.path.dirname(found.lock), os.path.basename(found.environment)
    if os.path.realpath(os.path.join(root, ".pixi", "envs", name)) != found.environment:
        raise SeedbedError(
            f"Pixi can't repair {found.environment}: it's no environment of {root}.",
            "Delete it, then make it again.",
            code="repair-failed",
            status=ENVIRONMENT,
        )
    pixi = load_driver("pixi").program()
    home = os.path.expanduser("~")
    _drop([os.path.join(cache_of("pixi", os.environ, home, {}), "pkgs")], conda.values())
    names = [title.partition(" ")[0] for title in titles]
    words = [pixi, "reinstall", "--manifest-path", manifest_of(root), "--frozen"]
    drop_changed(found, titles)
    _run(PIXI, [*words, "--environment", name, *names], "install these packages again")


def by_conda(found: Verification, archives: Archives, wanted: Wanted) -> None:
    """Let conda remove packages and install them again, without what its caches have of them.

    Explicit addresses with a hash need no solver, so nothing else changes.

    Args:
        found: what was found.
        archives: gets the archives.
        wanted: the packages with their archives.

    Raises:
        SeedbedError: when an archive can't be had, or conda can't install it.
    """
    import json
    from tempfile import TemporaryDirectory

    conda = next((one for one in programs.candidates() if programs.name_of(one) == CONDA), "")
    names = [title.partition(" ")[0] for title in wanted]
    addresses = [f"{one.address}#sha256:{one.sha256}" for one in wanted.values()]
    if not conda:
        raise SeedbedError(
            "Only conda can reinstall single packages from their archives, and it isn't on PATH.",
            f"Delete {found.environment}, then run 'seedbed sync'.",
            code="repair-failed",
            status=ENVIRONMENT,
        )
    with TemporaryDirectory(prefix="seedbed-") as folder:
        for one in wanted.values():  # nothing is removed before all archives were seen
            archives.save(one, folder)
    said = process.ask([conda, "info", "--json"], programs.variables())
    try:
        folders = json.loads(said.out)["pkgs_dirs"]
    except (ValueError, KeyError, TypeError):
        folders = []
    _drop([one for one in folders if isinstance(one, str)], wanted.values())
    drop_changed(found, wanted.keys())
    common = ["--yes", "--quiet", "--prefix", found.environment]
    _run(CONDA, [conda, "remove", "--force", *common, *names], "remove these packages")
    again = [conda, "install", "--no-deps", *common, *addresses]
    _run(CONDA, again, "install these packages again")


def drop_changed(found: Verification, titles: Collection[str]) -> None:
    """Remove the changed files of packages that are installed again.

    Those that install would do so, too, but conda runs scripts of a package before, and uv starts
    the environment's Python, which reads `.pth` files. They first remove all that a RECORD lists,
    no matter whose files these are.

    Args:
        found: what was found.
        titles: the packages.
    """
    paths = [
        one.path
        for one in found.differences
        if one.package in titles and one.path and _goes_first(one)
    ]
    # where only some packages are verified, nobody has looked for those
    paths += [
        f"bin/.{title.partition(' ')[0]}-{when}-{what}.sh"
        for title in titles
        if title in found.conda
        for when in ("pre", "post")
        for what in ("link", "unlink")
    ]
    for path in paths:
        with suppress(OSError):  # the next look tells
            drop(os.path.join(found.environment, path))


def _goes_first(one: Difference) -> bool:
    """Whether a file that differs must be gone before anything is installed."""
    is_record = one.kind == METADATA and one.path.endswith("/RECORD")
    return is_record or one.kind in {CHANGED, LINKED, SCRIPT}


def _run(program: str, words: list[str], what: str) -> None:
    """Run a program that installs packages.

    Args:
        program: how people call it.
        words: the program, with its arguments.
        what: what it is to do, as the rest of a sentence.

    Raises:
        SeedbedError: when it fails.
    """
    kept = programs.variables() if program == CONDA else for_manager()
    reply = process.ask(words, kept)
    if reply.status == 0:
        return
    said = reply.said.decode("utf-8", "replace").strip().splitlines()
    raise SeedbedError(
        f"{program} couldn't {what}: {said[-1] if said else f'exit status {reply.status}'}",
        "Run 'seedbed verify' to see what's left.",
        code="repair-failed",
        status=ENVIRONMENT,
    )


def _drop(caches: Iterable[str], archives: Iterable[Candidate]) -> None:
    """Remove what caches have of some packages, unpacked."""
    stems = [one.file.removesuffix(".conda").removesuffix(".tar.bz2") for one in archives]
    for cache in filter(os.path.isabs, caches):
        for stem in stems:
            if stem and os.path.basename(stem) == stem:
                with suppress(OSError):  # a cache of all users; the next look tells
                    remove(os.path.join(cache, stem))
