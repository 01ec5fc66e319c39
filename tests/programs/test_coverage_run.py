"""The task `coverage`, run in generated projects: their tests reach enough of their code."""

from __future__ import annotations

import pytest
from generated_projects import Generated, make

pytestmark = pytest.mark.network


@pytest.fixture(scope="module", params=["none", pytest.param("sklearn", marks=pytest.mark.slow)])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project with the extra, and its environment."""
    return make(request.param, tmp_path_factory, "coverage,github,pre-commit")


def test_the_tests_reach_enough(project: Generated) -> None:
    said = project.run("uv", "run", "poe", "coverage")
    assert "Required test coverage of 80.0% reached." in said
    assert (project.root / "htmlcov" / "index.html").is_file()
    project.run("git", "add", "--all")
    added = project.run("git", "ls-files").splitlines()
    assert not [path for path in added if "cov" in path]
    project.run("uv", "run", "poe", "lint")


def test_code_that_no_test_reaches_fails(project: Generated) -> None:
    code = project.root / "src" / "deep_net_1" / "untested.py"
    code.write_text("".join(f"def f{n}():\n    return {n}\n" for n in range(500)))
    try:
        said = project.run("uv", "run", "poe", "coverage", status=1)
        assert "Required test coverage of 80.0% not reached." in said
        assert "src/deep_net_1/untested.py" in said
    finally:
        code.unlink()
