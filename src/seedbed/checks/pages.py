"""What people read about a check: in `docs/doctor.md` as Markdown, in the terminal as text."""

from __future__ import annotations

import re

from seedbed.checks.check import HOW
from seedbed.checks.registry import FAMILIES, all_checks, family_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.checks.check import Check

_LINK = re.compile(r"\[[^\]]*\]\((https?://[^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")

INTRO = """\
# Doctor

<!-- Made from src/seedbed/checks/ by 'python -m tools.doctor page'. -->

`seedbed doctor` finds out what is wrong with a project, and fixes what it can fix safely. It works
in every project, not only in those that seedbed made: there, it checks what applies. In a
subfolder, it finds the project's folder above, up to the top of the git repository or your home
folder.

```sh
seedbed doctor                       # check the project you are in
seedbed doctor --fix                 # show what can be fixed safely, then fix it
seedbed doctor --select SB1,SB304    # run only these; SB1 stands for all that begin with it
seedbed doctor --ignore SB105        # leave one out
seedbed doctor --explain SB304       # read about one check
seedbed doctor ~/projects/*/         # check many projects
```

| Status | Meaning |
|---|---|
| 0 | nothing is wrong, or there is only advice |
| 1 | something is wrong |
| 2 | the command line cannot be read; for example, no check has such a code |
| 3 | nothing was found, but some checks could not tell, or there is no project |

`--json` prints one JSON document. `--sarif` prints SARIF 2.1.0, which code scanning services read.
There is no settings file: to leave out a check for good, pass `--ignore` wherever you call
`seedbed doctor`.

A check with nothing to look at is skipped, such as one about notebooks where there are none. It
doesn't count as passed, and `--json` lists it under `skipped`.

A folder is a project if it has a manifest (`pyproject.toml`, `pixi.toml`, or `environment.yml`) or
a lock. In any other folder, doctor checks only the machine, says so, and exits with status 3, or 1
if something is wrong. The error code in `--json` is then `no-project`.

Some checks need others to pass first. For example, nobody can tell whether the environment matches
a lock that is missing. Such a check is then listed as not run.

Doctor asks the project's manager. Like every command of that manager, this may run code of the
project, such as the build backend that it names. Don't run it in a folder that you don't trust.
"""


def page() -> str:
    """The text of `docs/doctor.md`."""
    parts = [INTRO, "\n## All checks\n\n| Code | Finds | Family |\n|---|---|---|\n"]
    for code, check in all_checks().items():
        note = " (advice)" if check.advice else ""
        title = family_of(code).title
        parts.append(f"| [{code}](#{code.lower()}) | {check.page.title}{note} | {title} |\n")
    used = {family_of(code).start for code in all_checks()}
    for family in FAMILIES:
        if family.start in used:
            parts.append(f"\n## {family.title}\n")
        parts += [
            f"\n{explained(check)}"
            for code, check in all_checks().items()
            if code.startswith(family.start)
        ]
    return "".join(parts)


def explained(check: Check) -> str:
    """What is to be said of a check, as Markdown with a heading; lines have 100 columns at most."""
    why, how = _parts(check)
    how[0] = f"*{HOW}* {how[0][:1].lower()}{how[0][1:]}"
    parts = [f"### {check.code}", f"**{check.page.title}**", *why, *how]
    return "\n\n".join(_wrapped(part) for part in parts if part) + "\n"


def told(check: Check) -> list[str]:
    """The same as paragraphs of plain text, not wrapped; the first one is the title."""
    why, how = _parts(check)
    how[0] = f"{HOW} {how[0][:1].lower()}{how[0][1:]}"
    parts = [f"{check.code}: {check.page.title}", *why, *how]
    return [plainly(part) for part in parts if part]


def plainly(text: str) -> str:
    """A text without marks of Markdown: code in quotes, and addresses in the place of links."""
    return _CODE.sub(r"'\1'", _LINK.sub(r"\1", text))


def _parts(check: Check) -> tuple[list[str], list[str]]:
    """What says why a check matters and when it runs, and what says how to mend it."""
    why = check.page.why.split("\n\n")
    if check.advice:
        why.append("This is advice: nothing is broken, and the exit status stays 0.")
    if check.requires:
        why.append(f"It runs only if {_listed(check.requires)} passed.")
    return why, check.page.how.split("\n\n")


def _listed(codes: tuple[str, ...]) -> str:
    *some, last = codes
    return f"{', '.join(some)} and {last}" if some else last


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)
