"""What Pixi's own commands write into a project's manifest, to the letter (Pixi 0.77.0)."""

from __future__ import annotations

from seedbed.model.choices import make_choices
from seedbed.model.record import record
from seedbed.render.compose import compose

NAME = "pyproject.toml"
FRESH = compose(make_choices("x-1", manager="pixi")).files[NAME].data.decode()
"""A manifest as it is generated today."""
OLDER = (
    ('"numpy>=2.1"', '"numpy>=2.0"'),
    ('numpy = ">=2.1"', 'numpy = ">=2.0"'),
    ('"pytest>=8.4"', '"pytest>=8.3"'),
    ('pytest = ">=8.4"', 'pytest = ">=8.3"'),
    ('cmd = "python -m pytest"', 'cmd = "python -m pytest -q"'),
    ("line-length = 100", "line-length = 99"),
    ('requires-pixi = ">=0.71"', 'requires-pixi = ">=0.70"'),
)
"""What a newer template says, and what an older one said."""
SITE = "http://127.0.0.1:8765"


@record
class Command:
    """A command, and what becomes of the manifest.

    Attributes:
        line: its words, behind `pixi`.
        gone: lines of the manifest that go.
        new: lines that come in their place, or else at the end of the table that is named.
        table: the line that the new ones stand behind, where none go.
        solves: whether Pixi solves the project's packages for it.
    """

    line: tuple[str, ...]
    gone: str = ""
    new: str = ""
    table: str = ""
    solves: bool = True

    def done(self, text: str) -> str:
        """A manifest after the command."""
        if self.gone:
            assert text.count(self.gone) == 1, (self.gone, text)
            return text.replace(self.gone, self.new)
        assert text.count(self.table) == 1, (self.table, text)
        return text.replace(self.table, f"{self.table}{self.new}")


def _plain(*line: str, gone: str = "", new: str = "", table: str = "") -> Command:
    return Command(line=line, gone=gone, new=new, table=table, solves=False)


def _packages(*line: str, gone: str = "", new: str = "", table: str = "") -> Command:
    return Command(line=line, gone=gone, new=new, table=table)


RUN = 'tyro = ">=1.0.16"\n'
DEV = 'zizmor = ">=1.20"\n'
PROJECT = '    "tyro>=1.0.16",\n'
GROUP = '    "zizmor>=1.20",\n'
ITSELF = 'x-1 = { path = ".", editable = true }\n'
ENVIRONMENTS = '[tool.pixi.environments]\ndev = ["dev"]\n'
BELOW = f"{DEV}\n"
TASKS = f"{ENVIRONMENTS}\n"

COMMANDS = {
    "add": _packages("add", "pandas", table=RUN, new='pandas = ">=3.1.1,<4"\n'),
    "add =": _packages("add", "joblib=1.6", table=RUN, new='joblib = "1.6.*"\n'),
    "add a range": _packages("add", "joblib>=1.6,<2", table=RUN, new='joblib = ">=1.6,<2"\n'),
    "add a channel's": _packages(
        "add", "conda-forge::joblib",
        table=RUN, new='joblib = { version = ">=1.6.0,<2", channel = "conda-forge" }\n',
    ),
    "add --feature": _packages(
        "add", "--feature", "dev", "joblib", table=DEV, new='joblib = ">=1.6.0,<2"\n'
    ),
    "add --feature new": _packages(
        "add", "--feature", "docs", "sphinx>=8.2",
        table=BELOW, new='[tool.pixi.feature.docs.dependencies]\nsphinx = ">=8.2"\n\n',
    ),
    "add --platform": _packages(
        "add", "--platform", "linux-64", "pandas",
        gone="[tool.seedbed]\n",
        new='[tool.pixi.target.linux-64.dependencies]\npandas = ">=3.1.1,<4"\n\n[tool.seedbed]\n',
    ),
    "add --pypi": _packages(
        "add", "--pypi", "requests", table=PROJECT, new='    "requests>=2.34.2,<3",\n'
    ),
    "add --pypi --feature": _packages(
        "add", "--pypi", "--feature", "dev", "requests>=2.30,<3",
        table=GROUP, new='    "requests>=2.30,<3",\n',
    ),
    "add --pypi --platform": _packages(
        "add", "--pypi", "--platform", "linux-64", "requests>=2.30",
        gone="[tool.seedbed]\n",
        new='[tool.pixi.target.linux-64.pypi-dependencies]\nrequests = ">=2.30"\n\n'
        "[tool.seedbed]\n",
    ),
    "add --pypi --git": _packages(
        "add", "--pypi", "toolkit", "--git", "file:///srv/toolkit",
        table=PROJECT, new='    "toolkit @ git+file:///srv/toolkit",\n',
    ),
    "add --pypi --editable": _packages(
        "add", "--pypi", "--editable", "toolkit @ file:///srv/toolkit",
        table=ITSELF, new='toolkit = { path = "/srv/toolkit", editable = true }\n',
    ),
    "remove --feature": _packages("remove", "--feature", "dev", "zizmor", gone=DEV),
    "import conda-env": _packages(
        "import", "env.yml",
        table=TASKS, new='[tool.pixi.environments.other]\nno-default-feature = true\n'
        'channels = ["conda-forge"]\n\n[tool.pixi.environments.other.dependencies]\n'
        'python = "3.12.*"\npandas = ">=3"\n\n',
    ),
    "import pypi-txt": _packages(
        "import", "req.txt", "--format", "pypi-txt", "--feature", "dev",
        table=GROUP, new='    "requests>=2.30,<3",\n    "rich>=13",\n',
    ),
    "task add": _plain(
        "task", "add", "hello", "echo hi",
        table=TASKS, new='[tool.pixi.tasks]\nhello = "echo hi"\n\n',
    ),
    "task add --arg": _plain(
        "task", "add", "greet", "echo Hello {{ who }}", "--arg", "who", "--arg", "greeting=hi",
        table=TASKS, new='[tool.pixi.tasks]\ngreet = '
        '{ cmd = "echo Hello {{ who }}", args = ["who", "greeting=hi"] }\n\n',
    ),
    "task add --cwd": _plain(
        "task", "add", "serve", "python -m http.server", "--cwd", "docs",
        table=TASKS,
        new='[tool.pixi.tasks]\nserve = { cmd = "python -m http.server", cwd = "docs" }\n\n',
    ),
    "task add --env": _plain(
        "task", "add", "seeded", "python seeded.py", "--env", "SEED=1", "--env", "B=2",
        table=TASKS, new='[tool.pixi.tasks]\nseeded = '
        '{ cmd = "python seeded.py", env = { SEED = "1", B = "2" } }\n\n',
    ),
    "task add --depends-on": _plain(
        "task", "add", "all", "echo done", "--depends-on", "lint", "--depends-on", "test",
        table=TASKS,
        new='[tool.pixi.tasks]\nall = { cmd = "echo done", depends-on = ["lint", "test"] }\n\n',
    ),
    "task add --description": _plain(
        "task", "add", "hello", "echo hi", "--description", "Say hi",
        table=TASKS,
        new='[tool.pixi.tasks]\nhello = { cmd = "echo hi", description = "Say hi" }\n\n',
    ),
    "task add --platform": _plain(
        "task", "add", "hello", "echo hi", "--platform", "linux-64",
        gone="[tool.seedbed]\n",
        new='[tool.pixi.target.linux-64.tasks]\nhello = "echo hi"\n\n[tool.seedbed]\n',
    ),
    "task add --feature": _plain(
        "task", "add", "hello", "echo hi", "--feature", "dev",
        table=BELOW, new='[tool.pixi.feature.dev.tasks]\nhello = "echo hi"\n\n',
    ),
    "task alias": _plain(
        "task", "alias", "both", "lint", "test",
        table=TASKS, new='[tool.pixi.tasks]\nboth = [{ task = "lint" }, { task = "test" }]\n\n',
    ),
    "task alias --description": _plain(
        "task", "alias", "both", "lint", "test", "--description", "Both",
        table=TASKS, new='[tool.pixi.tasks]\nboth = '
        '{ depends-on = [{ task = "lint" }, { task = "test" }], description = "Both" }\n\n',
    ),
    "channel add": _packages(
        "workspace", "channel", "add", f"{SITE}/mine",
        gone='channels = ["conda-forge"]\n', new=f'channels = ["conda-forge", "{SITE}/mine"]\n',
    ),
    "channel add --prepend": _packages(
        "workspace", "channel", "add", f"{SITE}/mine", "--prepend",
        gone='channels = ["conda-forge"]\n', new=f'channels = ["{SITE}/mine", "conda-forge"]\n',
    ),
    "channel add --priority": _packages(
        "workspace", "channel", "add", f"{SITE}/mine", "--priority", "5",
        gone='channels = ["conda-forge"]\n',
        new=f'channels = ["conda-forge", {{ channel = "{SITE}/mine", priority = 5 }}]\n',
    ),
    "channel add --feature": _packages(
        "workspace", "channel", "add", f"{SITE}/mine", "--feature", "dev",
        table=f"{RUN}\n", new=f'[tool.pixi.feature.dev]\nchannels = ["{SITE}/mine"]\n\n',
    ),
    "platform remove": _packages(
        "workspace", "platform", "remove", "win-64", gone=', "win-64"]\nrequires', new="]\nrequires"
    ),
    "platform add": _packages(
        "workspace", "platform", "add", "gpu=linux-64", "--cuda", "12.0",
        gone='"win-64"]\nrequires',
        new='"win-64", { name = "gpu", platform = "linux-64", cuda = "12.0" }]\nrequires',
    ),
    "platform edit": _packages(
        "workspace", "platform", "edit", "linux-64", "--glibc", "2.34",
        gone='platforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]\nrequires',
        new='platforms = [{ platform = "linux-64", glibc = "2.34" }, '
        '"linux-aarch64", "osx-arm64", "win-64"]\nrequires',
    ),
    "platform move": _packages(
        "workspace", "platform", "move", "win-64", "--before", "linux-64",
        gone='platforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]\nrequires',
        new='platforms = ["win-64", "linux-64", "linux-aarch64", "osx-arm64"]\nrequires',
    ),
    "platform add --feature": _packages(
        "workspace", "platform", "add", "--feature", "dev", "win-64",
        table=f"{RUN}\n", new='[tool.pixi.feature.dev]\nplatforms = ["win-64"]\n\n',
    ),
    "environment add": _packages(
        "workspace", "environment", "add", "extra", "--feature", "dev",
        table=ENVIRONMENTS, new='extra = ["dev"]\n',
    ),
    "environment add, alone": _packages(
        "workspace", "environment", "add", "extra", "--feature", "dev", "--no-default-feature",
        table=ENVIRONMENTS, new='extra = { features = ["dev"], no-default-feature = true }\n',
    ),
    "environment remove": _packages(
        "workspace", "environment", "remove", "dev", gone=f"{ENVIRONMENTS}\n"
    ),
    "description set": _plain(
        "workspace", "description", "set", "A project",
        table='    "tyro>=1.0.16",\n]\n', new='description = "A project"\n',
    ),
    "requires-pixi set": _plain(
        "workspace", "requires-pixi", "set", ">=0.75",
        gone='requires-pixi = ">=0.70"\n', new='requires-pixi = ">=0.75"\n',
    ),
}  # fmt: skip
"""Commands after which an update is to leave all that they wrote as it is."""


def older(text: str) -> str:
    """A manifest as an older template had it."""
    for new, old in OLDER:
        assert text.count(new) == 1, (new, text)
        text = text.replace(new, old)
    return text
