"""What all tests share: where things are, and how expected outputs are accepted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.labelled import Labelled

PROJECT = Path(__file__).resolve().parent.parent

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write expected outputs anew, then fail those tests")


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What somebody has configured for themselves is not what is tested."""
    from tei_tools.cli.convert import command
    from tei_tools.cli.settings import OWN_VARIABLES, keys_of

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        for name in (*OWN_VARIABLES, *(key.variable for key in keys_of(command))):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def programs_heed_signals() -> Iterator[None]:
    """Where the tests run with signals ignored (``nohup pytest &``), programs that they start heed them still."""
    ignored = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:  # handlers of ours become the default in what is started, ignored signals stay ignored there
        signal.signal(number, lambda number, frame: None)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled texts and fixtures that stands beside the project on some machines."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared (labelled texts of other people), which is not here")
    return folder


@pytest.fixture(scope="session")
def labelled(shared: Path) -> Labelled:
    """The labelled texts beside the project, and how they were read."""
    from tests.labelled import read_labelled

    if not (shared / "gold").is_dir():
        pytest.skip("needs ../shared/gold (labelled texts of other people), which is not here")
    return read_labelled(shared / "gold")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A wheel built from the source tree, with the build backend that is installed."""
    if any(find_spec(name) is None for name in ("build", "hatchling", "babel")):
        pytest.skip("needs build, hatchling and babel to build a wheel with")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(project)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("tei_tools-*.whl")
    return built


@pytest.fixture(scope="session")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel, and what it needs from this environment."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    install += ["--no-compile", str(wheel)]
    subprocess.run(install, capture_output=True, check=True)
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", find], capture_output=True, text=True, check=True).stdout.strip())
    # A line in a .pth file adds a folder without reading the .pth files in it: an editable install stays out.
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


Expect = Callable[[Path, bytes], None]


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """``expect(path, content)``: the file at ``path`` holds exactly ``content``.

    With ``--accept`` the file is written instead and the test fails, so that
    nobody accepts unread: look at the difference, then run once more without.
    """
    accepted: list[str] = []

    def compare(path: Path, content: bytes) -> None:
        found = path.read_bytes() if path.exists() else None
        if found == content:
            return
        if request.config.getoption("--accept"):
            path.write_bytes(content)
            accepted.append(str(path.relative_to(PROJECT)))
            return
        name = path.relative_to(PROJECT)
        if found is None:
            pytest.fail(f"{name} is missing; pytest --accept writes it")
        assert content.decode() == found.decode(), f"{name} differs; if the new one is right: pytest --accept"

    request.addfinalizer(lambda: pytest.fail(f"accepted, read them: {', '.join(accepted)}") if accepted else None)
    return compare
