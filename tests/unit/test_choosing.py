"""Which preset suits which answers: all of them, and those that exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chosen import COMMANDS
from places import ROOT

from seedbed.commands.choose import choose
from seedbed.commands.presets import list_presets
from seedbed.errors import SeedbedError
from seedbed.layers.choosing import (
    completed,
    decide,
    every_answer,
    matters,
    possible_answers,
    rules,
)
from seedbed.layers.library import load_choosing
from seedbed.model.answers import ASKED

if TYPE_CHECKING:
    from seedbed.commands.presets import Preset

PAGE = ROOT / "docs" / "choosing.md"

# existing project, Nix, NixOS, system packages, accelerator: what is decided; `*` is any answer,
# and `on conda-forge` an accelerator that conda-forge has builds for
TABLE = """
none    no         no   no   *               uv
none    no         no   yes  on-conda-forge  global-python-ml
none    no         no   yes  elsewhere       refused
none    yes,mixed  no   no   *               pythonml
none    yes,mixed  no   yes  on-conda-forge  flake-python-ml
none    yes,mixed  no   yes  elsewhere       pythonml
none    yes,mixed  yes  *    *               nixos-pythonml
poetry  no         no   no   *               poetry
poetry  no         no   yes  *               refused
poetry  yes,mixed  *    *    *               python-nix
conda   no         no   *    on-conda-forge  conda
conda   yes,mixed  no   *    on-conda-forge  conda-flake
conda   *          no   *    elsewhere       refused
conda   yes,mixed  yes  *    *               refused
*       no         yes  *    *               refused
"""
ON_CONDA_FORGE = ("auto", "cpu", "cuda", "metal")
"""The accelerators that conda-forge has builds for."""


def _fits(cell: str, answer: str) -> bool:
    if cell in {"on-conda-forge", "elsewhere"}:
        return (answer in ON_CONDA_FORGE) == (cell == "on-conda-forge")
    return cell == "*" or answer in cell.split(",")


def _decided(answers: dict[str, str]) -> str:
    try:
        return decide(answers).preset
    except SeedbedError:
        return "refused"


def test_the_whole_table() -> None:
    rows = [line.split() for line in TABLE.strip().splitlines()]
    columns = ("existing", "nix", "nixos", "system-packages", "accelerator")
    count = 0
    for answers in every_answer():
        (wanted,) = (
            row[-1]
            for row in rows
            if all(_fits(cell, answers[name]) for cell, name in zip(row, columns, strict=False))
        )
        assert _decided(answers) == wanted, answers
        count += 1
    assert count == 216


def test_no_answers_suit_two_presets() -> None:
    for answers in every_answer():
        if _decided(answers) != "refused":
            assert sum(rule.suits(answers) for rule in rules()) == 1, answers


def test_rules_speak_of_questions_and_answers_that_there_are() -> None:
    known = {question.name: possible_answers(question) for question in ASKED}
    rows = [rule.answers for rule in rules()]
    rows += [row["between"] for row in load_choosing()["contradictions"]]
    for row in rows:
        for name, answers in row.items():
            assert set(answers) <= set(known[name]), row
    for row in load_choosing()["contradictions"]:
        assert len(row["between"]) == 2, row


def test_every_reason_is_two_or_three_sentences() -> None:
    for rule in rules():
        assert 1 <= rule.why.count(". ") <= 2, rule.why


def test_every_preset_has_a_known_shareability() -> None:
    levels = load_choosing()["shareability"]
    assert list(levels) == ["Best", "High", "Moderate"]
    assert {one.name: one.shareability for one in list_presets()} == {
        "uv": "High",
        "pythonml": "Moderate",
        "nixos-pythonml": "Moderate",
        "uv2nix": "Moderate",
        "global-python-ml": "Best",
        "flake-python-ml": "High",
        "poetry": "High",
        "python-nix": "Moderate",
        "conda": "Moderate",
        "conda-flake": "Moderate",
    }


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (
            {"nixos": "yes", "nix": "no"},
            "--nixos and --nix no cannot be combined: NixOS always comes with Nix.",
            "Write --nix yes, or --nix mixed if others in your team don't use Nix.",
        ),
        (
            {"existing": "conda", "nixos": "yes"},
            (
                "--existing conda and --nixos cannot be combined: conda's programs don't start on "
                "NixOS."
            ),
            "Leave out --existing conda, and start a new project with uv, which works on NixOS.",
        ),
        (
            {"existing": "conda", "accelerator": "rocm"},
            (
                "--existing conda and --accelerator rocm cannot be combined: conda-forge has no "
                "builds for GPUs from AMD or Intel."
            ),
            "Leave out --existing conda, and start a new project with uv, which can install them.",
        ),
        (
            {"existing": "poetry", "system-packages": "yes"},
            (
                "--existing poetry and --system-packages yes cannot be combined: Poetry installs "
                "only Python packages, and without Nix, nothing brings the others."
            ),
            (
                "Write --nix mixed to get system packages from Nix, or leave out --existing poetry "
                "to start a new project with Pixi."
            ),
        ),
        (
            {"system-packages": "yes", "accelerator": "xpu"},
            (
                "--system-packages yes and --accelerator xpu cannot be combined: without Nix, both "
                "would come from conda-forge, which has no builds for GPUs from AMD or Intel."
            ),
            (
                "Write --nix mixed to get system packages from Nix, or --system-packages no to "
                "install them with your system's package manager."
            ),
        ),
    ],
)
def test_answers_that_exclude_each_other_are_both_named(
    given: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(SeedbedError) as caught:
        choose(given)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert (caught.value.code, caught.value.status) == ("choices-exclude", 2)


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (
            {"nix": "mxed"},
            "--nix cannot be 'mxed'.",
            "Did you mean 'mixed'? Choose from: no, yes, mixed.",
        ),
        (
            {"existing": "pipenv"},
            "--existing cannot be 'pipenv'.",
            (
                "Choose from: none, poetry, conda. Answer 'none' for a project that uses anything "
                "else."
            ),
        ),
        (
            {"system-packages": ""},
            "--system-packages cannot be ''.",
            (
                "Choose from: no, yes. You name the packages when you create the project: seedbed "
                "new NAME --system-package ffmpeg"
            ),
        ),
        (
            {"existing": "mamba"},
            "--existing cannot be 'mamba'.",
            (
                "Did you mean 'conda'? Choose from: none, poetry, conda. Answer 'none' for a "
                "project that uses anything else."
            ),
        ),
        (
            {"nix": "maybe"},
            "--nix cannot be 'maybe'.",
            "Choose from: no, yes, mixed.",
        ),
        (
            {"accelerator": "nvidia"},
            "--accelerator cannot be 'nvidia'.",
            "Did you mean 'cuda'? Choose from: auto, cpu, cuda, metal, rocm, xpu.",
        ),
        (
            {"accelerator": "cudda"},
            "--accelerator cannot be 'cudda'.",
            "Did you mean 'cuda'? Choose from: auto, cpu, cuda, metal, rocm, xpu.",
        ),
    ],
)
def test_what_cannot_be_answered(given: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        choose(given)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert (caught.value.code, caught.value.status) == ("unknown-choice", 2)


def test_what_is_not_given_has_a_default() -> None:
    assert completed({}) == {
        "nix": "no",
        "nixos": "no",
        "existing": "none",
        "system-packages": "no",
        "accelerator": "auto",
    }
    assert completed({"nixos": "yes"})["nix"] == "yes"
    assert completed({"nixos": "yes", "nix": "mixed"})["nix"] == "mixed"


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, ["nix", "nixos", "existing", "system-packages", "accelerator"]),
        ({"nix": "no"}, ["existing", "system-packages", "accelerator"]),
        ({"nixos": "yes"}, ["existing", "accelerator"]),
        ({"nix": "mixed", "nixos": "yes"}, ["existing", "accelerator"]),
        ({"nix": "yes", "nixos": "no", "existing": "poetry"}, ["accelerator"]),
        (
            {"nix": "no", "existing": "poetry"},
            ["system-packages", "accelerator"],
        ),
        ({"nix": "no", "existing": "conda"}, ["accelerator"]),
        ({"existing": "poetry", "accelerator": "cpu"}, ["nix", "nixos", "system-packages"]),
    ],
)
def test_a_question_without_effect_is_not_asked(given: dict[str, str], asked: list[str]) -> None:
    assert [one.name for one in ASKED if one.name not in given and matters(one, given)] == asked


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ({}, "seedbed new NAME --preset uv"),
        ({"accelerator": "cpu"}, "seedbed new NAME --preset uv --accelerator cpu"),
        (
            {"accelerator": "cuda"},
            "seedbed new NAME --preset uv --framework pytorch --accelerator cuda",
        ),
        (
            {"nix": "mixed", "accelerator": "rocm"},
            "seedbed new NAME --preset pythonml --accelerator rocm",
        ),
        ({"nix": "yes", "existing": "poetry"}, "seedbed new NAME --preset python-nix"),
        (
            {"nix": "yes", "existing": "poetry", "accelerator": "xpu"},
            "seedbed new NAME --preset python-nix --framework pytorch --accelerator xpu",
        ),
    ],
)
def test_the_command_names_the_accelerator_and_a_framework_that_uses_it(
    given: dict[str, str], command: str
) -> None:
    assert choose(given).command == command


def test_every_preset_goes_with_every_accelerator_of_its_rules() -> None:
    first = {
        (decide(answers).preset, answers["accelerator"]): answers
        for answers in every_answer()
        if _decided(answers) != "refused"
    }
    assert sorted(choose(answers).command for answers in first.values()) == sorted(COMMANDS)


def test_another_framework_is_explained() -> None:
    assert choose({"accelerator": "cuda"}).why == (
        "PyPI has every package you need, and nobody uses Nix. uv installs Python and the "
        "packages, and one lock covers Linux, macOS, and Windows. This preset trains with "
        "scikit-learn, which has no builds for NVIDIA (CUDA), so the command picks PyTorch instead."
    )


def test_only_presets_that_can_use_the_accelerator_are_shown_beside_it() -> None:
    assert [(one.preset, one.shareability) for one in choose({"accelerator": "rocm"}).others] == [
        ("poetry", "High"),
        ("pythonml", "Moderate"),
        ("nixos-pythonml", "Moderate"),
        ("uv2nix", "Moderate"),
        ("python-nix", "Moderate"),
    ]
    assert len(choose({}).others) == len(list_presets()) - 1


def test_the_page_has_the_decision_table() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    presets = {preset.name: preset for preset in list_presets()}
    columns = ("existing", "nix", "nixos", "system-packages", "accelerator")
    rows = {
        name: [
            "| "
            + " | ".join(
                (
                    *(", ".join(rule.answers.get(column, ())) for column in columns),
                    f"`{name}`",
                    presets[name].shareability,
                )
            ).replace("  ", " ")
            + " |"
            for rule in rules()
            if rule.preset == name
        ]
        for name in presets
    }
    wanted = [" ".join(row.split()) for name in presets for row in rows[name]]
    start = page.index(
        "| Existing project | Nix | NixOS | System packages | Accelerator | Preset | Shareability |"
    )
    found = page[start + 2 : start + 2 + len(wanted)]
    assert sorted(found) == sorted(wanted)
    assert page[start + 2 + len(wanted)] == ""


def test_the_page_asks_as_the_terminal_does() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    start = page.index("| Question | Option | Answers | If you don't say |") + 2
    found = [row.split(" | ")[:2] for row in page[start : start + len(ASKED)]]
    assert found == [[f"| {question.ask}", f"`--{question.name}`"] for question in ASKED]


def test_the_page_has_what_excludes_each_other() -> None:
    asked = {question.name: question for question in ASKED}
    wanted = [
        "| "
        + " and ".join(
            " or ".join(f"`{asked[name].typed(value)}`" for value in values)
            for name, values in row["between"].items()
        )
        + f" | {row['why']} |"
        for row in load_choosing()["contradictions"]
    ]
    page = PAGE.read_text(encoding="utf-8").splitlines()
    start = page.index("| These two | Because |")
    assert page[start + 2 : start + 3 + len(wanted)] == [*wanted, ""]


def test_the_page_has_the_levels_of_shareability() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for level, meaning in load_choosing()["shareability"].items():
        names = ", ".join(f"`{one.name}`" for one in _by_level(level))
        assert f"| {level} | {meaning} | {names} |\n" in page


def test_the_page_has_the_questions_with_their_answers() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for question in ASKED:
        answers = ", ".join(f"`{one}`" for one in possible_answers(question))
        if not question.is_flag:
            assert f"| `--{question.name}` | {answers} | `{question.default}`" in page


def _by_level(level: str) -> list[Preset]:
    return [
        one
        for name in ("uv", *(one.preset for one in choose({}).others))
        for one in list_presets()
        if one.name == name and one.shareability == level
    ]
