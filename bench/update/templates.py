"""What newer templates change: one record a template."""

from __future__ import annotations

from dataclasses import dataclass

from bench.update.edits import BOT, CI, CODE, HOOKS, IGNORE, MANIFEST, README, SETTINGS

EXTRAS = "github,pre-commit,vscode"
"""The extras of every project before its update."""


@dataclass(frozen=True)
class Template:
    """One newer template.

    Attributes:
        name: its name.
        changes: what today's template says otherwise than the one before: the path of a file, a
            text in it, and what stood in its place; an empty text for what the old one had more.
        settings: the choices of `seedbed update --set`, for what is another choice.
    """

    name: str
    changes: tuple[tuple[str, str, str], ...] = ()
    settings: tuple[str, ...] = ()


TEMPLATES = (
    Template(
        "words",
        changes=(
            (README, "## Layout", "## Where things are"),
            (README, "| `tests/` | its tests |", "| `tests/` | the tests |"),
            (
                README,
                "$ uv add pandas                         # add a package that your code imports",
                "$ uv add polars  # a package",
            ),
            (README, "results: numbers and two pictures.", "results: numbers and pictures."),
            (README, "MIT; see [LICENSE](LICENSE).", "MIT."),
            (f"{CODE}/data.py", "0.15 / 0.85", "0.2 / 0.85"),
            (f"{CODE}/data.py", ") -> tuple[NDArray[np.int64], ", ") -> tuple[Rows, "),
            (f"{CODE}/runs.py", "replacing(", "anew("),
            (f"{CODE}/train.py", "parse, replacing", "parse, anew"),
            (f"{CODE}/train.py", "with replacing(", "with anew("),
            (f"{CODE}/model.py", "min_samples_leaf=config.leaf", "min_samples_leaf=1"),
            (f"{CODE}/evaluate.py", "predict(run", "read(run"),
            (f"{CODE}/report.py", "draw_learning(", "draw_history("),
            ("tests/test_data.py", '"""', "'''"),
        ),
    ),
    Template(
        "pins",
        changes=(
            (CI, "timeout-minutes: 30", "timeout-minutes: 20"),
            (CI, "timeout-minutes: 15", "timeout-minutes: 10"),
            (CI, "      - run: uv run poe workflows\n", ""),
            (CI, 'python: "3.14"', 'python: "3.13"'),
            (CI, "- run: uv run poe train --epochs 2", "- run: uv run poe train --epochs 1"),
            (HOOKS, "rev: v6.0.0", "rev: v5.0.0"),
            (HOOKS, "rev: v2.4.3", "rev: v2.4.0"),
            (HOOKS, "      - id: check-toml\n", ""),
            (BOT, '    groups:\n      python:\n        patterns: ["*"]\n', ""),
            (MANIFEST, '"numpy>=2.1"', '"numpy>=2.0"'),
            (MANIFEST, '"pytest>=8.4"', '"pytest>=8.3"'),
            (MANIFEST, 'minversion = "8.4"', 'minversion = "8.3"'),
            (MANIFEST, "line-length = 100", "line-length = 90"),
            (MANIFEST, '"PERF", "PGH"', '"PGH"'),
            (SETTINGS, '    "files.trimTrailingWhitespace": true,\n', ""),
            (IGNORE, "/dist/\n", "/dist/\n/.eggs/\n"),
            (IGNORE, ".env\n", ""),
        ),
    ),
    Template("more", settings=(f"extras={EXTRAS},direnv,docs",)),
    Template("less", settings=("extras=",)),
    Template("poetry", settings=("manager=poetry",)),
    Template("pixi", settings=("manager=pixi",)),
)
