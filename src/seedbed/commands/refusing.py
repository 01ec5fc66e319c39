"""Finds manifests that the manager would refuse, before it starts or they are written.

What cannot be judged is taken for good.
"""

from __future__ import annotations

import os

from seedbed.errors import FAILURE, SeedbedError
from seedbed.host.paths import is_link
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seedbed.managers.protocols import Dialect, Driver
    from seedbed.model.tree import File

    Files = Mapping[str, File]


def check_new(manager: str, files: Files) -> None:
    """Refuse to make a project that its manager would not read.

    Raises:
        SeedbedError: names the rule.
    """
    dialect = load_dialect(manager)
    texts = _texts(dialect, files)
    refusal = dialect.refused(texts, texts)
    if refusal:
        raise SeedbedError(
            f"{MANAGERS[manager].title} would refuse this project's {refusal.place}: "
            f"{refusal.rule}.",
            "Pick other options, and please report this: it is a bug in seedbed.",
            code="manifest-refused",
        )


def check_update(
    manager: str, before: Files, after: Files, driver: Callable[[], Driver], root: str
) -> str:
    """Refuse an update after which the manager would not read the manifest.

    One that leaves the manifest as it is goes on, whatever stands there.

    Args:
        manager: the one that the project is to have.
        before: the project's files as they stand there.
        after: those that will stand there.
        driver: gives the manager's driver; it is asked only in doubt.
        root: the project's folder.

    Returns:
        What is to be said of a manifest that the manager refuses and the update leaves alone.

    Raises:
        SeedbedError: names the file and the rule, and the line where that stands there already.
    """
    dialect = load_dialect(manager)
    stand, new = _texts(dialect, before), _texts(dialect, after)
    refusal = dialect.refused(new, stand)
    if not refusal:
        return ""
    mine = dialect.refused(stand, stand)
    if mine and _without_positions(mine.rule) == _without_positions(refusal.rule):
        try:
            check_stands(manager, stand, driver, root)
        except SeedbedError as error:
            if new != stand:
                raise
            return f"{error.message} Fix it before you sync."
        return ""
    where = f" (line {refusal.line} of the file as it is now)" if refusal.line else ""
    who = refusal.who or MANAGERS[manager].title
    raise SeedbedError(
        f"Nothing was changed: {who} would refuse the new {refusal.path}: {refusal.rule}{where}.",
        f"Fix that in {refusal.path}, then run the same command again.",
        code="manifest-refused",
    )


def check_writable(root: str) -> None:
    """Refuse choices that the manifest could not store: then the next update would undo them.

    Raises:
        SeedbedError: when the manifest is a link, through which nothing is written.
    """
    path = os.path.join(root, "pyproject.toml")
    if is_link(path):
        raise SeedbedError(
            f"Nothing was changed: {path} is a link, and seedbed doesn't write through links.",
            "Replace the link with the file itself, then run the same command again.",
            code="manifest-link",
        )


def check_toml(before: Files, after: Files) -> None:
    """Refuse to write TOML that one of its common readers would not read.

    Args:
        before: the project's files as they stand there.
        after: those that will stand there.

    Raises:
        SeedbedError: names the file, and what the reader says.
    """
    from seedbed.formats.other_reader import refusal

    for path, file in after.items():
        stands = before.get(path)
        if not path.endswith(".toml") or (stands and stands.data == file.data):
            continue
        why = refusal(_text(file))
        if why and not (stands and refusal(_text(stands))):
            raise SeedbedError(
                f"Nothing was changed: tomlkit, which Poetry and others use to read TOML, would "
                f"refuse the new {path}: {why}.",
                f"Write that table of {path} either as sections or as dotted keys, then run the "
                "same command again.",
                code="manifest-refused",
            )


def check_stands(
    manager: str,
    stand: Mapping[str, str],
    driver: Callable[[], Driver],
    root: str,
    status: int = FAILURE,
) -> None:
    """Refuse to go on with a manifest that the manager does not read.

    A newer manager may have other rules: where its program is there, that has the last word.

    Args:
        manager: the one that the project has.
        stand: the texts of its manifest files, by path.
        driver: gives the manager's driver; it is asked only in doubt.
        root: the project's folder.
        status: the exit status of the error.

    Raises:
        SeedbedError: names the file, the rule and the line.
    """
    refusal = load_dialect(manager).refused(stand, stand)
    if not refusal or _reads(driver, root):
        return
    raise SeedbedError(
        f"{refusal.who or MANAGERS[manager].title} refuses {refusal.place}: {refusal.rule}.",
        "Fix it, then run the same command again.",
        code="manifest-refused",
        status=status,
    )


def _without_positions(rule: str) -> str:
    """A rule without the positions in arrays, which an update may move."""
    import re

    return re.sub(r"\[\d+\]", "", rule)


def _texts(dialect: Dialect, files: Files) -> dict[str, str]:
    return {path: _text(file) for path, file in files.items() if dialect.is_manifest(path)}


def _text(file: File) -> str:
    return file.data.decode(errors="replace").replace("\r\n", "\n")


def _reads(driver: Callable[[], Driver], root: str) -> bool:
    try:
        return driver().reads(root)
    except SeedbedError:  # there is none to ask
        return False
