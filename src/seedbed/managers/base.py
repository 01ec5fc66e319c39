"""The managers: one row of data for each."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False


@record
class Manager:
    """What may be said of a manager without running it.

    Attributes:
        name: how it is chosen; also its program's name.
        title: how it calls itself.
        oldest: the oldest version that projects are made for.
        lock_file: the lock that it makes.
        lock: what people type to make or renew the lock.
        sync: what people type to make the environment.
        run: what people type before the name of a task.
        home: where it is to be had.
        login: how people give it their password for a package index or a channel, as words that
            `{host}` goes into.
        add: how people add a package, as the rest of a sentence that `{package}` goes
            into, and `{conda}`, its name in conda channels.
        add_list: what people type to add what a `requirements.txt` lists, as words that `{file}`
            goes into; empty where there is no such command.
        add_environment: the same for conda's `environment.yml`.
        first: what has to be typed before the first task; empty when running it does all.
        locks: whether it always has a lock; without, one is made where another program can.
        uses_channels: whether it installs from conda channels.
        named_platforms: whether one kind of machine can be in its lock twice, by other names.
        tasks: who runs the project's tasks: `poe`, or `pixi` itself.
        edits: what its own commands do to the manifest as a project wants it: `add`, `remove`, and
            with these words behind them, `add editable` and `remove extra`; else seedbed edits.
        renews: whether its sync renews a lock that does not fit the manifest.
        new_groups: whether a group that people add is installed without being asked for.
        features: whether its files can hold an optional feature.
        requires: the dotted key of its manifest that says which versions of it may read the
            project; empty where there is none.
        ranges: in which notation: one of `managers/shared/ranges.py`.
        with_cooldown: the oldest version for projects with a cooldown, where that is newer.
        feature: what to say of an optional feature, which none of them installs without being asked
            for: a sentence without its period, into which `{extra}` goes.
    """

    name: str
    title: str
    oldest: str
    lock_file: str
    lock: str
    sync: str
    run: str
    home: str
    login: str
    add: str
    add_list: str = ""
    add_environment: str = ""
    first: str = ""
    locks: bool = True
    uses_channels: bool = False
    named_platforms: bool = False
    tasks: str = "poe"
    edits: tuple[str, ...] = ()
    renews: bool = True
    new_groups: bool = True
    features: bool = True
    requires: str = ""
    ranges: str = ""
    with_cooldown: str = ""
    feature: str = ""

    def floor(self, cooldown: str) -> str:
        """The oldest version that reads what seedbed writes for a project with such a cooldown."""
        return (cooldown and self.with_cooldown) or self.oldest


_CONDA = (
    "micromamba create --override-channels --prefix ./.conda --file environment.yml "
    "--file environment-dev.yml && "
    ".conda/bin/python -m pip --isolated install --no-deps --no-build-isolation --editable ."
)
"""What makes the environment, and what puts the project itself into it."""

MANAGERS = {
    manager.name: manager
    for manager in (
        Manager(
            name="uv",
            title="uv",
            oldest="0.8",
            with_cooldown="0.9.17",  # the first whose `exclude-newer` takes an age
            lock_file="uv.lock",
            lock="uv lock",
            sync="uv sync",
            run="uv run poe",
            home="https://docs.astral.sh/uv/getting-started/installation/",
            login="uv auth login {host}",
            add="run 'uv add {package}'",
            add_list="uv add -r {file}",
            edits=("add", "add editable", "remove", "remove extra"),
            requires="tool.uv.required-version",
            ranges="pep440",
            new_groups=False,
            feature="A plain 'uv sync' leaves out the optional feature '{extra}': run 'uv sync "
            "--extra {extra}'",
        ),
        Manager(
            name="pixi",
            title="Pixi",
            oldest="0.71",  # the first with named platforms
            lock_file="pixi.lock",
            lock="pixi lock",
            sync="pixi install --environment dev",
            run="pixi run",
            home="https://pixi.sh/latest/installation/",
            login="pixi auth login {host}",
            add="run 'pixi add --pypi {package}', then 'pixi lock'",
            add_list="pixi import --format pypi-txt --feature default {file}",
            add_environment="pixi import --format conda-env --feature default {file}",
            uses_channels=True,
            named_platforms=True,
            tasks="pixi",
            requires="tool.pixi.workspace.requires-pixi",
            ranges="conda",
            feature="Pixi installs the optional feature '{extra}' in an environment of its own: "
            "run 'pixi install --environment {extra}'",
        ),
        Manager(
            name="poetry",
            title="Poetry",
            oldest="2.2.1",  # 2.2 refuses optional groups without dependencies
            lock_file="poetry.lock",
            lock="poetry lock",
            sync="poetry sync",
            run="poetry run poe",
            home="https://python-poetry.org/docs/#installation",
            login="poetry config http-basic.NAME USER, where NAME is the source",
            add="run 'poetry add {package}'",
            edits=("add", "remove"),  # it would write the absolute path of what is editable
            requires="tool.poetry.requires-poetry",
            ranges="poetry",
            renews=False,
            first="poetry lock && poetry sync",
            feature="Poetry installs the optional feature '{extra}' only on demand: run 'poetry "
            "sync --extras {extra}'",
        ),
        Manager(
            name="conda",
            title="conda",
            oldest="2.0",  # micromamba's; the driver knows those of mamba and conda
            lock_file="conda-lock.yml",
            lock="conda-lock lock --file environment.yml --file environment-dev.yml",
            sync=_CONDA,
            run="micromamba run --prefix ./.conda poe",
            home="https://mamba.readthedocs.io/en/latest/installation/micromamba-installation.html",
            login="micromamba auth login {host}",
            add="put {package} under dependencies in pyproject.toml and {conda} in "
            "environment.yml, then run 'seedbed sync'",
            first=_CONDA,
            locks=False,
            renews=False,
            uses_channels=True,
            features=False,
            feature="conda's files have no optional features, so '{extra}' stays out of the "
            "environment: to work with it, add the package without --extra",
        ),
    )
}
"""The managers that seedbed can drive."""
