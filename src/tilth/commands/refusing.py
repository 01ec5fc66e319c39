"""Tells of manifests that the manager would refuse, before it is started or they are written.

What cannot be judged is taken for good.
"""

from __future__ import annotations

from tilth.errors import FAILURE, TilthError
from tilth.managers import MANAGERS, load_dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tilth.managers import Driver, Refusal
    from tilth.tree import File

    Texts = Mapping[str, str]


def texts(files: Mapping[str, File]) -> dict[str, str]:
    """The texts of `pyproject.toml` and its like; other files are of no concern here."""
    return {
        path: file.data.decode(errors="replace").replace("\r\n", "\n")
        for path, file in files.items()
        if path.endswith((".toml", ".yml"))
    }


def check_new(manager: str, files: Texts) -> None:
    """Refuse to make a project that its manager would not read.

    Raises:
        TilthError: names the rule.
    """
    refusal = _refused(manager, files)
    if refusal:
        raise TilthError(
            f"{MANAGERS[manager].title} would refuse this project's {refusal}: {refusal.rule}.",
            "Choose otherwise, and please report it: tilth should not have got that far.",
            code="manifest-refused",
        )


def check_update(
    manager: str, before: Texts, after: Texts, driver: Callable[[], Driver], root: str
) -> None:
    """Refuse an update after which the manager would not read the manifest.

    Args:
        manager: the one that the project is to have.
        before: the project's files as they stand there.
        after: those that will stand there.
        driver: gives the manager's driver; it is asked only in doubt.
        root: the project's folder.

    Raises:
        TilthError: names the file, the rule, and the line where it is the user's own.
    """
    refusal = _refused(manager, after)
    if not refusal:
        return
    stands = _refused(manager, before)
    if stands and stands.rule == refusal.rule:
        check_stands(manager, before, driver, root)
        return
    raise TilthError(
        f"Nothing was changed: {MANAGERS[manager].title} would refuse the new {refusal.path}: "
        f"{refusal.rule}.",
        "Change that where it stands now, then run the same command again.",
        code="manifest-refused",
    )


def check_stands(
    manager: str, files: Texts, driver: Callable[[], Driver], root: str, status: int = FAILURE
) -> None:
    """Refuse to go on with a manifest that the manager does not read.

    A newer manager may have other rules: where its program is there, that has the last word.

    Raises:
        TilthError: names the file, the rule and the line.
    """
    refusal = _refused(manager, files)
    if not refusal or _reads(driver, root):
        return
    raise TilthError(
        f"{MANAGERS[manager].title} refuses {refusal}: {refusal.rule}.",
        "Mend it, then run the same command again.",
        code="manifest-refused",
        status=status,
    )


def _refused(manager: str, files: Texts) -> Refusal | None:
    dialect = load_dialect(manager)
    return dialect.refused({path: files[path] for path in filter(dialect.is_manifest, files)})


def _reads(driver: Callable[[], Driver], root: str) -> bool:
    try:
        return driver().reads(root)
    except TilthError:  # there is none to ask
        return False
