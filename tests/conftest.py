"""Settings and fixtures that every test shares."""

from __future__ import annotations

import os
import shutil
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gpu_machines import NVML, Machine, build
from gpu_runs import project
from hypothesis import Phase, settings
from nix_builds import BUILD
from nix_runs import STUB, Nix
from pixi_runs import Pixi, Real, conda_with, real, served, shared
from places import FIXTURES
from running import cannot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from labs import Lab
    from managed_python import Managed

pytest_plugins = ["attacked", "conda_fixtures", "rare_programs"]

# What a test expects must not hang on the machine that runs it.
os.environ["SEEDBED_DETECT"] = "0"
# A project keeps its packages' bytecode, or each start would compile scikit-learn or PyTorch anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A shell that runs tests in the background makes them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

WITHOUT_SHRINKING = (Phase.explicit, Phase.generate)
# Always the same examples: what a run says is about the change, not about luck. Making a bad
# example small takes minutes, so it is told as it was found; `shrink` makes the same one small.
# No example has a deadline: a machine that others use too is slow by fits.
settings.register_profile(
    "dev", max_examples=150, deadline=None, derandomize=True, phases=WITHOUT_SHRINKING
)
# The same examples, and more of them: CI has the time.
settings.register_profile(
    "ci", max_examples=300, deadline=None, derandomize=True, phases=WITHOUT_SHRINKING
)
settings.register_profile("shrink", max_examples=400, deadline=None, derandomize=True)
# To search for what nobody thought of: `make test-search`.
settings.register_profile("search", max_examples=3000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


class NamesFailures:
    """Names each failure as it happens: a run takes minutes, and its report comes at the end."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self.reporter = reporter

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the name of a test that failed, and the first line of the reason."""
        if not report.failed:
            return
        crash = getattr(report.longrepr, "reprcrash", None)
        reason = str(crash.message if crash else report.longrepr).partition("\n")[0]
        self.reporter.write_line("")
        self.reporter.write_line(f"FAILED {report.nodeid} ({report.when}): {reason[:200]}")


@pytest.hookimpl(trylast=True)  # the reporter is made in this hook, too
def pytest_configure(config: pytest.Config) -> None:
    """Let the process that prints name failures; those that only run tests print nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(reporter, pytest.TerminalReporter) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(NamesFailures(reporter))


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """Return a function that gives the path of a program which the test cannot do without.

    Where the program is missing the test is skipped, but in CI (`CI=true`), which installs all
    of them, it fails: a skipped test must not look like a passed one.
    """

    def find(program: str) -> str:
        found = shutil.which(program)
        if found is None:
            sentence = f"{program} is not installed"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{sentence}, and CI must have it: see .ci/run")
            pytest.skip(sentence)
        return found

    return find


@pytest.fixture(
    scope="module",
    params=["nix", pytest.param("newer-nix", marks=pytest.mark.slow)],
)
def nix(
    request: pytest.FixtureRequest,
    need: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Nix:
    """Nix with a store of its own: the system's, and the newer one that `.ci/newer-nix` gave.

    The environment variable NEWER_NIX is the path of the latter.
    """
    if request.param == "nix":
        program = need("nix")
    else:
        program = os.environ.get("NEWER_NIX", "")
        if not program:
            cannot("NEWER_NIX does not name the program that .ci/newer-nix unpacks")
    return Nix(program, tmp_path_factory.mktemp("nix"))


@pytest.fixture(scope="module")
def real_nix_inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real inputs; of nixpkgs its library, with the stand-in's packages."""
    named = os.environ.get("SEEDBED_NIX_INPUTS", "")
    if not named:
        pytest.skip(
            "SEEDBED_NIX_INPUTS names no folder with uv2nix, pyproject.nix, build-system-pkgs and"
            " nixpkgs.lib: whether the flakes evaluate with the real ones was not checked"
        )
    folder = Path(named).absolute()
    nixpkgs = tmp_path_factory.mktemp("real") / "nixpkgs"
    shutil.copytree(STUB, nixpkgs)
    shutil.rmtree(nixpkgs / "lib")
    shutil.copytree(folder / "nixpkgs.lib" / "lib", nixpkgs / "lib")
    return {"nixpkgs": nixpkgs, **{name: folder / path.name for name, path in BUILD.items()}}


@pytest.fixture(scope="session")
def pixi(tmp_path_factory: pytest.TempPathFactory) -> Pixi:
    """The real Pixi, for what needs no packages. Tests skip without it, in CI too."""
    program = real("pixi", r"pixi (\d+\.\d+\.\d+)", (0, 71))
    folder = tmp_path_factory.mktemp("pixi")
    return Pixi(program, folder / "home", folder / "caches")


@pytest.fixture(scope="session")
def pixi_with_channel(
    pixi: Pixi, channel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pixi]:
    """The real Pixi, with a channel of what projects need in conda-forge's place."""
    with served(channel) as address:
        home = tmp_path_factory.mktemp("pixi-home")
        yield Pixi(pixi.program, home, channel / "caches", address)


@pytest.fixture(scope="session")
def pixi_with_pytorch(
    pixi: Pixi, channel_with_pytorch: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pixi]:
    """The real Pixi, with a channel that has PyTorch, too."""
    with served(channel_with_pytorch) as address:
        home = tmp_path_factory.mktemp("pixi-home")
        yield Pixi(pixi.program, home, channel_with_pytorch / "caches", address)


@pytest.fixture(scope="session")
def micromamba(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Real]:
    """The real micromamba, with the first channel. Tests skip without it, in CI too."""
    program = real("micromamba", r"(\d+\.\d+\.\d+)", (2, 0))
    home = tmp_path_factory.mktemp("micromamba")
    with served(request.getfixturevalue("channel")) as address:
        (home / ".mambarc").write_text(f"channel_alias: {address}\n")
        yield Real(program, home, MAMBA_ROOT_PREFIX=str(home / "root"))


@pytest.fixture(scope="session")
def conda(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Real]:
    """The real conda, with that channel, and no micromamba before it. Tests skip without it."""
    found = real("conda", r"conda (\d+\.\d+\.\d+)", (24, 9))
    home = tmp_path_factory.mktemp("conda")
    with served(request.getfixturevalue("channel")) as address:
        yield conda_with(address, found, home)


@pytest.fixture(scope="session")
def conda_with_pytorch(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Real]:
    """The real conda, with a channel that has PyTorch, too."""
    found = real("conda", r"conda (\d+\.\d+\.\d+)", (24, 9))
    home = tmp_path_factory.mktemp("conda")
    with served(request.getfixturevalue("channel_with_pytorch")) as address:
        yield conda_with(address, found, home)


@pytest.fixture(scope="session")
def for_all(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all workers of pytest share."""
    top = tmp_path_factory.getbasetemp()
    return top if worker_id == "master" else top.parent


@pytest.fixture(scope="session")
def channel(for_all: Path) -> Iterator[Path]:
    """The folder of a channel that all workers share."""
    import wheel_channel  # only for what needs it

    with shared(for_all / "channel", wheel_channel.build) as folder:
        yield folder


@pytest.fixture(scope="session")
def channel_with_pytorch(for_all: Path, channel: Path) -> Iterator[Path]:
    """The same for one that has PyTorch, too."""
    import pytorch_channel

    with shared(for_all / "pytorch", pytorch_channel.install) as installed:
        build = partial(pytorch_channel.build, base=channel, installed=installed)
        with shared(for_all / "pytorch-channel", build) as folder:
            yield folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Path:
    """A library that stands in for those of NVIDIA's driver."""
    need("gcc")
    return build(tmp_path_factory.mktemp("library"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine for `seedbed gpu` to look at, without anything."""
    return Machine(tmp_path / "machine")


@pytest.fixture
def h200(machine: Machine, library: Path) -> Machine:
    """The machine with a GPU that was recorded."""
    return machine.nvidia().library(NVML, library)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A project for CUDA 13.0, with the lock for that, of the release that was recorded."""
    lock = tmp_path / "lock"
    text = (FIXTURES / "gpu" / "locks" / "uv-sources.lock").read_text()
    lock.write_text(text.replace("2.13.0", "2.11.0"))
    return project(tmp_path / "digits", lock, accelerator="cuda", version="13.0")


@pytest.fixture(scope="session")
def lab_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which a small program stands in for JupyterLab."""
    import labs  # only for what needs it

    return labs.stand_in(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def lab(lab_environment: Path, tmp_path: Path) -> Iterator[Lab]:
    """A project with a copy of it."""
    import labs

    one = labs.with_stand_in(lab_environment, tmp_path)
    yield one
    one.end()


@pytest.fixture(scope="session")
def kept_python(
    tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]
) -> Iterator[Managed]:
    """A project on a Python that uv installed."""
    import managed_python  # only for what needs it

    need("uv")
    with managed_python.installed(tmp_path_factory.mktemp("interpreter")) as found:
        yield found


@pytest.fixture
def managed(kept_python: Managed, monkeypatch: pytest.MonkeyPatch) -> Managed:
    """The same as it was installed, with its project as the folder; its archive is known."""
    kept_python.restore()
    kept_python.use(monkeypatch)
    return kept_python
