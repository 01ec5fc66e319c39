"""The extra `jupyter`: what it adds under each manager, and that its notebook runs."""

from __future__ import annotations

import json
import os
import tomllib
from typing import Any

import pytest
from generated_projects import ALL_EXTRAS, Generated, make

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose
from seedbed.update.files import merge_file

LIBRARY = load_library()
NOTEBOOK = "notebooks/first.ipynb"
TASKS = {
    "jupyter": "python -m jupyterlab",
    "notebook": "python -m jupyter execute notebooks/first.ipynb",
}
TRAINED = ["title", "setup", "about-train", "train", "about-learning", "learning", "about-digits"]
CHECK = """
import base64, sys, nbformat
from nbclient import NotebookClient
text = open("notebooks/first.ipynb", encoding="utf-8").read()
notebook = nbformat.reads(text, as_version=4)
nbformat.validate(notebook)
assert nbformat.writes(notebook) + "\\n" == text, "JupyterLab would save it in another form"
NotebookClient(notebook, resources={"metadata": {"path": "notebooks"}}).execute()
for cell in notebook.cells:
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "image/png" in data:
            assert base64.b64decode(data["image/png"]).startswith(b"\\x89PNG")
        print(cell.id, *sorted(data), output.get("text", "").split("\\n")[0])
"""
"""Runs the notebook as JupyterLab does, and prints what each cell puts out."""


def texts(**choices: Any) -> dict[str, str]:
    """The files of a project with notebooks; its name is My.Net-2."""
    tree = compose(made("My.Net-2", {"extras": ("jupyter",), **choices}), LIBRARY)
    return {path: file.data.decode() for path, file in tree.files.items()}


def cells(notebook: str) -> dict[str, str]:
    """The source of each cell, by its id."""
    return {one["id"]: "".join(one["source"]) for one in json.loads(notebook)["cells"]}


def test_it_is_a_choice() -> None:
    assert "jupyter" in offered(LIBRARY, "extras")
    without = texts(extras=("pre-commit",))
    assert NOTEBOOK not in without
    # the hooks have Ruff format notebooks, whether there are any or not
    assert [path for path, text in without.items() if "jupyter" in text] == [
        ".pre-commit-config.yaml"
    ]
    assert tomllib.loads(without["pyproject.toml"])["tool"]["codespell"]["skip"] == (
        "*.lock,./data,./dist,./runs"
    )


@pytest.mark.parametrize("manager", MANAGERS)
def test_requirements_and_tasks(manager: str) -> None:
    found = texts(manager=manager)
    data = tomllib.loads(found["pyproject.toml"])
    group = data["dependency-groups"]["dev"]
    assert {"jupyterlab>=4.4", "ipykernel>=6.29"} <= set(group)
    tasks = data["tool"]["pixi" if manager == "pixi" else "poe"]["tasks"]
    assert {name: tasks[name]["cmd"] for name in TASKS} == TASKS
    assert ".ipynb_checkpoints/" in found[".gitignore"].splitlines()
    if manager == "pixi":
        conda = data["tool"]["pixi"]["feature"]["dev"]["dependencies"]
        assert {"jupyterlab": conda["jupyterlab"], "ipykernel": conda["ipykernel"]} == {
            "jupyterlab": ">=4.4",
            "ipykernel": ">=6.29",
        }
        assert tasks["jupyter"]["default-environment"] == "dev"
    if manager == "conda":
        lines = found["environment-dev.yml"].splitlines()
        assert {"  - jupyterlab >=4.4", "  - ipykernel >=6.29"} <= set(lines)


@pytest.mark.parametrize("framework", offered(LIBRARY, "framework"))
def test_the_notebook_is_empty_of_output_and_the_same_under_each_manager(framework: str) -> None:
    found = {texts(manager=manager, framework=framework)[NOTEBOOK] for manager in MANAGERS}
    (text,) = found  # or a switch would meet every notebook that was run
    notebook = json.loads(text)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    sources = cells(text)
    if framework == "none":
        assert [*sources] == ["title", "setup", "look"]
        assert "import my_net_2" in sources["setup"].splitlines()
    else:
        assert [*sources] == [*TRAINED, "digits"]
        assert sources["train"] == 'status = train.main(["--epochs", "2"])'
        assert "from my_net_2 import runs, train" in sources["setup"].splitlines()


def test_the_hooks_do_not_spell_check_pictures() -> None:
    both = tomllib.loads(texts(extras=("jupyter", "pre-commit"))["pyproject.toml"])
    assert both["tool"]["codespell"]["skip"] == "*.lock,./data,./dist,./runs,*.ipynb"
    alone = tomllib.loads(texts(extras=("jupyter",))["pyproject.toml"])
    assert "codespell" not in alone["tool"]


@pytest.mark.parametrize("manager", MANAGERS)
def test_ci_runs_the_notebook_after_the_training(manager: str) -> None:
    task = MANAGERS[manager].run
    lines = texts(manager=manager, extras=("github", "jupyter"))[".github/workflows/ci.yml"]
    steps = [line.strip() for line in lines.splitlines() if line.strip().startswith("- run:")]
    at = steps.index(f"- run: {task} train --epochs 2")
    assert steps[at + 1] == f"- run: {task} notebook"


@pytest.mark.parametrize("name", ["jupyter", "notebook-shim", "IPython", "traitlets"])
def test_a_project_does_not_hide_what_runs_its_notebooks(name: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        compose(make_choices(name, extras=("jupyter",)), LIBRARY)
    assert caught.value.code in {"bad-name", "bad-package"}


def test_a_notebook_that_was_run_takes_a_newer_template_and_keeps_its_output() -> None:
    base = texts()[NOTEBOOK]
    output = '"outputs": [{"name": "stdout", "output_type": "stream", "text": ["1\\n"]}]'
    ours = base.replace('"execution_count": null', '"execution_count": 7', 1)
    ours = ours.replace('"outputs": []', output, 1)
    theirs = base.replace('\\"--epochs\\", \\"2\\"', '\\"--epochs\\", \\"3\\"')
    assert len({base, ours, theirs}) == 3
    merged = merge_file(NOTEBOOK, base, ours, theirs)
    assert not merged.conflicts
    assert [*cells(merged.text)] == [*TRAINED, "digits"]  # in their order
    assert '"3"' in cells(merged.text)["train"]
    assert output in merged.text


def test_a_cell_that_both_changed_stays_yours_and_the_notebook_opens() -> None:
    base = texts()[NOTEBOOK]
    ours = base.replace('\\"2\\"', '\\"9\\"')
    theirs = base.replace('\\"2\\"', '\\"3\\"')
    merged = merge_file(NOTEBOOK, base, ours, theirs)
    assert merged.conflicts
    assert merged.text == ours
    assert merged.theirs == theirs
    assert merged.notes == ("you and seedbed changed the same part of the notebook",)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project that trains with scikit-learn, with all extras that meet notebooks."""
    return make("sklearn", tmp_path_factory, f"{ALL_EXTRAS},jupyter")


@pytest.mark.network
def test_the_notebook_runs(project: Generated) -> None:
    said = project.run("uv", "run", "python", "-c", CHECK).splitlines()
    outputs = [line for line in said if line.startswith(("train ", "learning ", "digits "))]
    assert outputs[0].startswith("train epoch 1/2")
    assert "learning image/png text/plain " in outputs
    assert "digits image/png text/plain " in outputs
    assert len([*(project.root / "runs").iterdir()]) == 1  # in the project, not beside the notebook
    assert not (project.root / "notebooks" / "runs").exists()


@pytest.mark.network
def test_linters_read_the_notebook_and_find_nothing(project: Generated) -> None:
    project.run("uv", "run", "poe", "lint")
    project.run("uv", "run", "poe", "workflows")
    path = project.root / NOTEBOOK
    before = path.read_text()
    try:
        path.write_text(before.replace('"import os\\n"', '"import os, sys\\n"'))
        assert "notebooks/first.ipynb" in project.run("uv", "run", "poe", "check", status=1)
    finally:
        path.write_text(before)


@pytest.mark.network
def test_a_cell_that_fails_fails_the_task(project: Generated) -> None:
    path = project.root / NOTEBOOK
    before = path.read_text()
    try:
        path.write_text(before.replace('"import os\\n"', '"import no_such_module\\n"'))
        assert "no_such_module" in project.run("uv", "run", "poe", "notebook", status=1)
    finally:
        path.write_text(before)


@pytest.mark.network
def test_the_package_list_names_what_comes_with_jupyter(project: Generated) -> None:
    """What `brings` lists is there; what is missing belongs to another system."""
    folder = next((project.root / ".venv" / "lib").glob("python*")) / "site-packages"
    there = {name.partition(".")[0] for name in os.listdir(folder)}
    brings = LIBRARY["extras/jupyter"].data["brings"]
    optional = {"jsonpointer", "nest_asyncio2"}  # of some releases
    assert {module for module in brings.values() if module not in there} <= optional


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.parametrize("framework", ["none", "pytorch", "tensorflow", "jax"])
def test_the_notebook_runs_with_every_framework(
    framework: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = make(framework, tmp_path_factory, f"{ALL_EXTRAS},jupyter,docs")
    said = made.run("uv", "run", "python", "-c", CHECK)
    pictures = [line.split()[0] for line in said.splitlines() if " image/png " in line]
    assert pictures == ([] if framework == "none" else ["learning", "digits"])
    # all that reads notebooks; types and pages of the code are the same without one
    made.run("uv", "run", "poe", "check")
    made.run("uv", "run", "poe", "format-check")
    if framework == "none":
        made.run("uv", "run", "poe", "notebook")
        made.run("uv", "run", "poe", "types")
        made.run("uv", "run", "poe", "docs")
