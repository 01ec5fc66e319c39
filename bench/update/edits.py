"""What people change in a generated project: one record an edit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, bytes]
    Step = Callable[[Files], None]

README, MANIFEST, IGNORE = "README.md", "pyproject.toml", ".gitignore"
CI, HOOKS, BOT = ".github/workflows/ci.yml", ".pre-commit-config.yaml", ".github/dependabot.yml"
SETTINGS, ATTRIBUTES = ".vscode/settings.json", ".gitattributes"
CODE = "src/grown_demo"


@dataclass(frozen=True)
class Edit:
    """One edit.

    Attributes:
        name: its name.
        steps: what changes the files of a project, by path.
        moved: where what was edited stands in another template: its name, a key of the manifest,
            and the value there.
    """

    name: str
    steps: tuple[Step, ...]
    moved: tuple[tuple[str, str, str], ...] = ()


def edit(name: str, *steps: Step, moved: tuple[tuple[str, str, str], ...] = ()) -> Edit:
    """Make a record."""
    return Edit(name, steps, moved)


def line(path: str, start: str, new: str) -> Step:
    """Put other lines in the place of the one line that begins with a text; none when empty."""
    return lambda files: _at(files, path, start, lambda _: new)


def after(path: str, start: str, new: str) -> Step:
    """Add lines behind the one line that begins with a text."""
    return lambda files: _at(files, path, start, lambda old: f"{old}\n{new}")


def before(path: str, start: str, new: str) -> Step:
    """Add lines above the one line that begins with a text."""
    return lambda files: _at(files, path, start, lambda old: f"{new}\n{old}")


def behind(path: str, start: str, new: str) -> Step:
    """Add something to the end of the one line that begins with a text."""
    return lambda files: _at(files, path, start, lambda old: old + new)


def end(path: str, new: str) -> Step:
    """Add lines at the end."""

    def step(files: Files) -> None:
        files[path] += f"{new}\n".encode()

    return step


def top(path: str, new: str) -> Step:
    """Add lines at the top."""

    def step(files: Files) -> None:
        files[path] = f"{new}\n".encode() + files[path]

    return step


def swap(path: str, old: str, new: str) -> Step:
    """Put a text in the place of another, wherever that stands."""

    def step(files: Files) -> None:
        _must(old.encode() in files[path], f"{path} does not hold {old!r}")
        files[path] = files[path].replace(old.encode(), new.encode())

    return step


def match(path: str, pattern: str, new: str) -> Step:
    """The same for a regular expression."""

    def step(files: Files) -> None:
        text, count = re.subn(pattern, new, files[path].decode())
        _must(bool(count), f"{path} does not hold {pattern!r}")
        files[path] = text.encode()

    return step


def remove(path: str) -> Step:
    """Remove a file."""

    def step(files: Files) -> None:
        del files[path]

    return step


def add(path: str, text: str) -> Step:
    """Add a file."""

    def step(files: Files) -> None:
        files[path] = text.encode()

    return step


def rewrite(path: str, how: Callable[[bytes], bytes]) -> Step:
    """Write a file in another way."""

    def step(files: Files) -> None:
        files[path] = how(files[path])

    return step


def _at(files: Files, path: str, start: str, how: Callable[[str], str]) -> None:
    lines = files[path].decode().splitlines()
    found = [at for at, one in enumerate(lines) if one.strip().startswith(start)]
    _must(len(found) == 1, f"{len(found)} lines of {path} begin with {start!r}")
    (at,) = found
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    new = how(lines[at].lstrip()).splitlines()
    lines[at : at + 1] = [f"{indent}{one}" if one else one for one in new]
    files[path] = "".join(f"{one}\n" for one in lines).encode()


def _must(holds: bool, why: str) -> None:
    if not holds:
        raise LookupError(f"{why}: mend bench/update/edits.py")


def _sorted(data: bytes) -> bytes:
    lines = data.decode().splitlines()
    lines.sort(key=lambda one: (one.startswith("!"), one))
    return "\n".join([*lines, ""]).encode()


def _grouped(data: bytes) -> bytes:
    lines = data.decode().splitlines()
    python = [one for one in lines if one.startswith(("__pycache__", "*.py", "*.egg", "/build"))]
    rest = [one for one in lines if one not in python]
    return "\n".join(["# ours", *rest, "", "# Python", *python, ""]).encode()


JOB = """\

  deploy:
    runs-on: ubuntu-latest
    needs: test
    steps:
      - run: ./deploy.sh"""
STRICT = "\n[tool.our-checks]\nlevel = 3\n# twice a week\ndays = [1, 4]"

EDITS = (
    # README.md: words, tables, lists, commands
    edit("readme title", line(README, "# grown-demo", "# Grown demo")),
    edit("readme intro", after(README, "# grown-demo", "\nOur digits, for the museum.")),
    edit("readme heading", match(README, "## (Layout|Where things are)", "## The folders")),
    edit("readme row", after(README, "| `docs/`", "| `notebooks/` | looks at the data |")),
    edit("readme row changed", line(README, "| `tests/`", "| `tests/` | tests; ask Ada first |")),
    edit("readme row dropped", line(README, "| `docs/`", "")),
    edit("readme step", after(README, "results: numbers", "The best one is on the museum's page.")),
    edit("readme line", behind(README, "scikit-learn). Each run", " and notes of its own")),
    edit("readme command", after(README, "$ uv add --dev ipython", "$ uv run poe notes  # ours")),
    edit("readme section", end(README, "\n## Thanks\n\nTo Ada.")),
    edit(
        "readme section above",
        before(README, "## License", "## Data\n\nAsk Ada for it.\n"),
    ),
    edit("readme section renamed", swap(README, "\n## Setup\n", "\n## How to start\n")),
    edit("readme badge", top(README, "[![CI](badge.svg)](ci)\n")),
    edit("readme latin-1", rewrite(README, lambda data: data + b"\nGr\xfc\xdfe\n")),
    edit(
        "readme crlf",
        rewrite(README, lambda data: data.replace(b"\n", b"\r\n")),
        end(README, "\r\nOurs.\r"),
    ),
    edit("readme bom", rewrite(README, lambda data: b"\xef\xbb\xbf" + data + b"\nOurs.\n")),
    edit("readme without end", end(README, "\nOurs."), rewrite(README, lambda data: data[:-1])),
    edit("readme all ours", rewrite(README, lambda _: b"# Ours\n\nAll of it.\n")),
    # lists of lines
    edit("ignore a folder", end(IGNORE, "/weights/")),
    edit("ignore at top", top(IGNORE, "# ours\n/scratch/\n")),
    edit("ignore sorted", rewrite(IGNORE, _sorted)),
    edit("ignore grouped", rewrite(IGNORE, _grouped)),
    edit("ignore except", end(IGNORE, "!/runs/README.md"), line(IGNORE, "/runs", "/runs/*")),
    edit("ignore dropped", line(IGNORE, ".DS_Store", "")),
    edit("ignore in the middle", after(IGNORE, "/dist/", "/site/")),
    edit("attributes lfs", end(ATTRIBUTES, "*.csv filter=lfs diff=lfs merge=lfs -text")),
    edit("attributes windows", line(ATTRIBUTES, "* text", "* text=auto")),
    # the workflow
    edit("ci job", end(CI, JOB)),
    edit("ci timeout", match(CI, "timeout-minutes: 1[05]", "timeout-minutes: 25")),
    edit("ci comment", match(CI, "timeout-minutes: 1[05]", r"\g<0> # slow runners")),
    edit("ci step", after(CI, "- run: uv build", "- run: ./check-wheel.sh")),
    edit("ci step first", before(CI, "# --locked", "- run: ./before.sh")),
    edit(
        "ci systems",
        before(CI, "- os: macos-latest", '- os: windows-11-arm\n  python: "3.12"'),
    ),
    edit("ci branch", swap(CI, "[main, master]", "[main, master, develop]")),
    edit("ci cron", after(CI, "pull_request:", "schedule:\n  - cron: '0 4 * * 1'")),
    edit("ci environment", before(CI, "strategy:", "env:\n  OUR_KEY: '1'")),
    edit("ci name", line(CI, "name: CI", "name: Checks")),
    edit("ci runner", line(CI, "runs-on: ubuntu-latest", "runs-on: [self-hosted, gpu]")),
    edit("ci step with key", behind(CI, "- run: uv run poe lint", "\n  env:\n    STRICT: '1'")),
    edit(
        "ci train longer", line(CI, "- run: uv run poe train", "- run: uv run poe train --epochs 9")
    ),
    edit("ci removed", remove(CI)),
    edit("bot daily", swap(BOT, "default-days: 7", "default-days: 14")),
    edit(
        "bot docker",
        end(
            BOT,
            "\n  - package-ecosystem: docker\n    directory: /\n"
            "    schedule:\n      interval: weekly",
        ),
    ),
    # the hooks
    edit(
        "hook of ours",
        end(
            HOOKS,
            "\n  - repo: https://github.com/ours/hooks\n    rev: v1.0\n"
            "    hooks:\n      - id: ours",
        ),
    ),
    edit("hook beside", after(HOOKS, "- id: check-yaml", "- id: check-json")),
    edit("hook newer", match(HOOKS, "rev: v2.4.[03]", "rev: v2.5.0")),
    edit("hook arguments", behind(HOOKS, "- id: check-added-large-files", "\n  args: [--maxkb=9]")),
    edit("hook dropped", line(HOOKS, "- id: check-case-conflict", "")),
    edit("hooks exclude", after(HOOKS, "autoupdate_schedule", "skip: [zizmor]")),
    # the manifest
    edit("requirement", match(MANIFEST, '("numpy>=[0-9.]+",\n)', r'\1    "pandas>=2",\n')),
    edit(
        "requirements apart",
        match(MANIFEST, '("numpy>=[0-9.]+",)\n', r'\1 # arrays\n\n    "pandas",\n'),
    ),
    edit(
        "requirement narrowed",
        match(MANIFEST, '"numpy>=[0-9.]+"', '"numpy>=2.2,<3"'),
        moved=(("pixi", ".tool.pixi.dependencies.numpy", "'>=2.2,<3'"),),
    ),
    edit(
        "requirement dropped",
        swap(MANIFEST, '    "matplotlib>=3.10",\n', ""),
        moved=(
            ("pixi", ".tool.pixi.dependencies.matplotlib-base", ""),
            ("pixi", ".tool.seedbed.conda-names.matplotlib", ""),
        ),
    ),
    edit("tool in group", after(MANIFEST, '"mypy>=', '"ipython>=9",')),
    edit(
        "variable",
        before(MANIFEST, "[tool.poe.tasks.check]", '[tool.poe.env]\nOURS = "1"\n'),
        moved=(("pixi", ".tool.pixi.activation.env.OURS", "'1'"),),
    ),
    edit(
        "task",
        before(
            MANIFEST,
            "[tool.poe.tasks.types]",
            '[tool.poe.tasks.notes]\nhelp = "Our notes"\ncmd = "python -m notes"\n',
        ),
        moved=(
            ("pixi", ".tool.pixi.tasks.notes.cmd", "'python -m notes'"),
            ("pixi", ".tool.pixi.tasks.notes.description", "'Our notes'"),
        ),
    ),
    edit(
        "task changed",
        line(MANIFEST, 'cmd = "python -m pytest"', 'cmd = "python -m pytest -x"'),
        moved=(("pixi", ".tool.pixi.tasks.test.cmd", "'python -m pytest -x'"),),
    ),
    edit("table of ours", end(MANIFEST, STRICT)),
    edit("line length", match(MANIFEST, r"(?m)^line-length = \d+$", "line-length = 120")),
    edit("ruff rule", swap(MANIFEST, '"PIE", ', '"PIE", "ERA", ')),
    edit("ruff ignores", swap(MANIFEST, 'ignore = ["PLR2004"]', 'ignore = ["PLR2004", "PLR0913"]')),
    edit("comment", before(MANIFEST, "[tool.mypy]", "# We like it strict.")),
    edit("version", swap(MANIFEST, 'version = "0.1.0"\nreadme', 'version = "0.4.2"\nreadme')),
    edit(
        "description",
        swap(MANIFEST, 'readme = "README.md"\n', 'description = "Digits"\nreadme = "README.md"\n'),
    ),
    edit("scripts", after(MANIFEST, "grown-demo-train", 'digits = "grown_demo.train:main"')),
    # code
    edit("number", swap(f"{CODE}/data.py", "labels, 0.15)", "labels, 0.2)")),
    edit("line beside", after(f"{CODE}/data.py", "train, validation =", "ours = len(train)")),
    edit("function", end(f"{CODE}/runs.py", "\n\ndef last_run() -> None:\n    pass")),
    edit("import", after(f"{CODE}/train.py", "import sys", "import os")),
    edit("argument", swap(f"{CODE}/config.py", "epochs: int = 20", "epochs: int = 40")),
    edit("body", line(f"{CODE}/evaluate.py", "predicted = load_model", "predicted = ours(images)")),
    edit("model of ours", rewrite(f"{CODE}/model.py", lambda _: b'"""Ours."""\n\nHIDDEN = 3\n')),
    edit("code removed", remove(f"{CODE}/report.py"), remove("tests/test_train.py")),
    edit("test", end("tests/test_data.py", "\n\ndef test_ours() -> None:\n    assert True")),
    edit("module", add(f"{CODE}/ours.py", '"""Ours."""\n')),
    # settings of the editor, and the rest
    edit("setting", after(SETTINGS, '"files.eol"', '"editor.rulers": [100],')),
    edit("setting changed", line(SETTINGS, '"files.eol"', '"files.eol": "auto",')),
    edit(
        "setting with comment",
        line(SETTINGS, '"files.insertFinalNewline"', '"files.insertFinalNewline": true, // please'),
    ),
    edit("setting at end", swap(SETTINGS, "    }\n}\n", '    },\n    "a.b": 1\n}\n')),
    edit("license of ours", rewrite("LICENSE", lambda _: b"All rights reserved.\n")),
    # as formatters and sorters write them
    edit("ci quoted", swap(CI, "runs-on: ubuntu-latest", 'runs-on: "ubuntu-latest"'), end(CI, JOB)),
    edit(
        "ci list in lines",
        swap(CI, "branches: [main, master]", "branches:\n      - main\n      - ours"),
    ),
    edit(
        "ci step moved",
        line(CI, "- run: uv build", ""),
        before(CI, "- run: uv run poe lint", "- run: uv build"),
    ),
    edit("ci commented", before(CI, "- run: uv run poe test", "# slow: see the wiki")),
    edit("hooks in lines", swap(HOOKS, "[--fix, --show-fixes]", "\n          - --fix")),
    edit(
        "settings in two",
        rewrite(SETTINGS, lambda data: data.replace(b"    ", b"  ")),
        after(SETTINGS, '"files.insertFinal', '"a.b": 1,'),
    ),
    edit("readme table aligned", match(README, r"(?m)^\| (`[^`]+`) \| ", r"| \1    | ")),
    edit("rules in lines", match(MANIFEST, r'"A", "ARG", "B", ', '"A",\n    "ARG",\n    "B", ')),
    edit("two requirements", match(MANIFEST, '"numpy>=[0-9.]+",', r'\g<0> "pandas", "scipy",')),
    edit(
        "imports sorted anew",
        swap(f"{CODE}/train.py", "from .evaluate import evaluate\n", ""),
        after(f"{CODE}/train.py", "from .runs", "from .evaluate import evaluate"),
    ),
    edit("variable renamed", swap(f"{CODE}/data.py", "second", "other")),
    edit("docstring", line(f"{CODE}/model.py", '"""The model', '"""Ours: a network."""')),
)
