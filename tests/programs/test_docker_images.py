"""What the extra `docker` writes, before the real tools: hadolint, and Buildah where it builds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from poetry_runs import lock
from running import PLAIN
from uv import find_uv_bin

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pixi_runs import Pixi

LIBRARY = load_library()
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
BASE = "localhost/base"
UV = "localhost/uv"
INSIDE = """\
set -e
id --user
python -m my_net.train --epochs 1 > /dev/null
ls runs/*/model.skops > /dev/null
find ENVIRONMENT src -name '*.py' -size +0 | wc -l
find ENVIRONMENT src -name '*.pyc' | wc -l
du --summarize --block-size=1 --apparent-size ENVIRONMENT | cut -f 1
if touch src/new 2> /dev/null; then echo writable; fi
if [ -d tests ] || [ -d .git ]; then echo too much; fi
"""


def test_hadolint_finds_nothing_in_any_combination(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    hadolint, count = need("hadolint"), 0
    for manager in MANAGERS:
        for framework in offered(LIBRARY, "framework"):
            for accelerator in offered(LIBRARY, "accelerator"):
                for packages in ((), ("ffmpeg", "mytool:conda=:debian=")):
                    picked = {
                        "manager": manager,
                        "framework": framework,
                        "accelerator": accelerator,
                        "system_packages": packages,
                        "extras": ("docker", "docs", "jupyter"),
                    }
                    try:
                        tree = compose(made("My.Net-2", picked), LIBRARY)
                    except SeedbedError:  # the two cannot be combined
                        continue
                    data = tree.files["Dockerfile"].data
                    (tmp_path / f"Dockerfile{count}").write_bytes(data)
                    count += 1
    assert count > 80
    found = subprocess.run(
        [hadolint, *sorted(path.name for path in tmp_path.iterdir())],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


class Buildah:
    """Buildah, with a store of its own and a base that Debian's packages make."""

    def __init__(self, program: str, root: Path) -> None:
        self.root = root
        self._program = program

    def run(self, *arguments: str, cwd: Path | None = None) -> str:
        """What a command of Buildah prints; it must succeed."""
        places = ("--root", str(self.root / "store"), "--runroot", str(self.root / "state"))
        command = [self._program, *places, "--storage-driver", "overlay", *arguments]
        done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def make(
        self,
        image: str,
        added: dict[str, str],
        base: str = "scratch",
        opened: Sequence[str] = (),
        **variables: str,
    ) -> None:
        """Make an image of files and archives, with some folders open to all users."""
        container = self.run("from", "--pull-never", base).strip()
        for source, target in added.items():
            self.run("add", "--quiet", container, source, target)
        if opened:
            chmod = ("--", "chmod", "a+x", *opened)
            self.run("run", "--isolation", "chroot", container, *chmod)
        settings = [part for one in variables.items() for part in ("--env", "=".join(one))]
        if settings:
            self.run("config", *settings, container)
        self.run("commit", "--quiet", container, image)
        self.run("rm", container)

    def build(self, project: Path, **bases: str) -> str:
        """Build the image `localhost/mine` of a project on other bases; what Buildah prints."""
        offline = ("--isolation", "chroot", "--network", "host", "--pull-never", "--layers")
        given = [part for one in bases.items() for part in ("--build-arg", "=".join(one))]
        return self.run("bud", *offline, *given, "--tag", "localhost/mine", ".", cwd=project)

    def inside(self, script: str) -> str:
        """What a script prints in a new container of the image, as the image's own user."""
        container = self.run("from", "--pull-never", "localhost/mine").strip()
        host = ("--isolation", "chroot", "--network", "host")
        printed = self.run("run", *host, container, "--", "bash", "-c", script)
        self.run("rm", container)
        return printed

    def inspect(self, image: str, what: str) -> str:
        """A value of an image, as a template of Go names it."""
        return self.run("inspect", "--type", "image", "--format", what, image).strip()

    def size(self, image: str) -> int:
        """The bytes in an image's layers."""
        listed = json.loads(self.run("images", "--json", image))
        number, unit = listed[0]["size"].split()
        return int(float(number) * {"KB": 1e3, "MB": 1e6, "GB": 1e9}[unit])


@pytest.fixture(scope="module")
def buildah(
    need: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Buildah]:
    """Buildah, and the two images that the Dockerfiles of uv and Poetry start from."""
    program, mmdebstrap = need("buildah"), need("mmdebstrap")
    if os.geteuid() != 0:
        pytest.skip("only root can mount what images are made of")
    root = tmp_path_factory.mktemp("buildah")
    archive = root / "base.tar"
    packages = "--include=ca-certificates,python3,python3-venv"
    subprocess.run(
        [mmdebstrap, "--quiet", "--variant=minbase", packages, "bookworm", archive], check=True
    )
    found = Buildah(program, root)
    # a machine may have certificates of its own
    trusted = dict.fromkeys(("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"), CERTIFICATES)
    found.make(
        BASE,
        {str(archive): "/", CERTIFICATES: CERTIFICATES},
        PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        **trusted,
    )
    found.make(UV, {find_uv_bin(): "/uv"})
    yield found
    found.run("rm", "--all")
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for place in reversed([one for one in mounts if one.startswith(f"{root}/")]):
        subprocess.run(["umount", place], check=True)
    shutil.rmtree(root, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_an_image_is_built_and_trains(
    manager: str, buildah: Buildah, need: Callable[[str], str], tmp_path: Path
) -> None:
    made_it = seedbed(
        "new", "my-net", *PLAIN, "--manager", manager, "--with", "docker", cwd=tmp_path
    )
    assert made_it.returncode == 0, made_it.stderr
    project = tmp_path / "my-net"
    if manager == "uv":
        subprocess.run([find_uv_bin(), "lock"], cwd=project, capture_output=True, check=True)
    else:
        lock(need("poetry"), project, tmp_path / "settings")

    check(buildah, project, ".venv", BASE=BASE, **({"UV": UV} if manager == "uv" else {}))


@pytest.mark.slow
def test_an_image_of_pixi(buildah: Buildah, pixi_with_channel: Pixi, tmp_path: Path) -> None:
    made_it = seedbed(
        "new", "my-net", *PLAIN, "--manager", "pixi", "--with", "docker", cwd=tmp_path
    )
    assert made_it.returncode == 0, made_it.stderr
    project = tmp_path / "my-net"
    pixi_with_channel.run("lock", cwd=project)
    # the channel's Python is a link to that of this machine; the settings name the channel
    version = "python{}.{}".format(*sys.version_info)
    places = [f"{sys.base_prefix}/bin/{version}", f"{sys.base_prefix}/lib/{version}"]
    places += map(str, Path(sys.base_prefix, "lib").glob("libpython*.so*"))
    settings = {str(pixi_with_channel.home / "config.toml"): "/etc/pixi/config.toml"}
    # such a link may lead into root's home
    opened = [str(one) for one in Path(sys.base_prefix).parents]
    buildah.make(
        "localhost/with-channel", {**settings, **{one: one for one in places}}, BASE, opened
    )
    buildah.make("localhost/pixi", {pixi_with_channel.program: "/usr/local/bin/pixi"})

    check(
        buildah,
        project,
        ".pixi/envs/default",
        BASE="localhost/with-channel",
        PIXI="localhost/pixi",
    )
    entry = buildah.inspect("localhost/mine", "{{.OCIv1.Config.Entrypoint}}")
    assert entry == "[/app/entrypoint.sh]"
    active = buildah.inside("/app/entrypoint.sh printenv CONDA_PREFIX")
    assert active == "/app/.pixi/envs/default\n"


def check(buildah: Buildah, project: Path, environment: str, **bases: str) -> None:
    """Build an image, look into it, train in it, and build it again after a change in the code.

    Args:
        buildah: what builds.
        project: its folder.
        environment: the path of the environment, in the project.
        bases: the images that stand in for those of registries.
    """
    (project / "src" / "my_net" / ".env").write_text("PASSWORD=hunter2\n", encoding="utf-8")
    (project / "runs").mkdir()

    buildah.build(project, **bases)

    assert buildah.inspect("localhost/mine", "{{.OCIv1.Config.User}}") == "1000"
    command = buildah.inspect("localhost/mine", "{{.OCIv1.Config.Cmd}}")
    assert command == "[python -m my_net.train]"
    script = INSIDE.replace("ENVIRONMENT", environment)
    user, sources, compiled, size, *more = buildah.inside(script).splitlines()
    assert user == "1000"
    assert int(compiled) > 1000
    assert int(compiled) >= int(sources) * 0.95
    assert more == []
    assert buildah.inside("find /app/src -name .env") == ""
    limit = (buildah.size(bases["BASE"]) + int(size)) * 1.05
    assert buildah.size("localhost/mine") <= limit

    (project / "src" / "my_net" / "more.py").write_text('"""More."""\n', encoding="utf-8")
    again = buildah.build(project, **bases)

    # after a change in the code, only the layers of the code are made
    steps, _, rest = again.rpartition("COPY src src")
    assert "RUN --mount" in steps
    assert steps.count("Using cache") >= 6
    assert "Using cache" not in rest
    assert buildah.inside("python -c 'import my_net.more; print(my_net.more.__doc__)'") == "More.\n"
