"""Steps and kernels as forks of one server, each asked for from a process of its own."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from sharing.fork_server import ADDRESS, ASK, serve_forks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are used on Linux only")
PARAMETERS = nbformat.v4.new_code_cell(
    "year: int = 2026", metadata={"tags": ["parameters"]}, id="first"
)


@pytest.fixture(scope="module")
def environment():
    with serve_forks() as environment:
        yield environment


def ask(environment, *words, cwd=None):
    return subprocess.run(
        [*ASK, *map(str, words)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def list_children(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_step_prints_to_the_files_of_who_asked_and_its_exit_code_is_theirs(environment):
    sound = ask(environment, "sharing", "check")
    assert (sound.returncode, sound.stdout) == (0, "")
    assert "826 arrangements" in sound.stderr
    faulty = ask(environment, "sharing", "check", "--data", "/nowhere")
    assert faulty.returncode == 1
    assert "raw/reports.csv: is missing from /nowhere/raw" in faulty.stderr


def test_a_step_runs_in_the_folder_of_who_asked(environment, tmp_path):
    done = ask(environment, "sharing", "check", "--data", "here", cwd=tmp_path)
    assert f"is missing from {tmp_path}/here/raw" in done.stderr


def test_without_a_server_a_step_is_a_process_of_its_own(environment):
    alone = {name: value for name, value in environment.items() if name != ADDRESS}
    done = ask(alone, "sharing", "check", "--data", "/nowhere")
    assert done.returncode == 1
    assert "raw/reports.csv: is missing" in done.stderr


def test_a_server_that_is_gone_is_an_error_and_not_a_silent_success(environment, tmp_path):
    done = ask(environment | {ADDRESS: str(tmp_path / "gone")}, "sharing", "check")
    assert done.returncode != 0


def test_a_notebook_runs_in_a_kernel_that_has_the_libraries_already(environment, tmp_path):
    source, target = tmp_path / "source.ipynb", tmp_path / "target.ipynb"
    cell = nbformat.v4.new_code_cell(
        "import sys\nprint('statsmodels.api' in sys.modules, year)", id="second"
    )
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[PARAMETERS, cell], metadata=kernel), source)
    run = (
        "from pathlib import Path; from sharing.notebooks import run_notebook; "
        f"run_notebook(Path({str(source)!r}), Path({str(target)!r}), {{'year': 2015}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", run], env=environment, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    printed = nbformat.read(target, as_version=4).cells[-1].outputs[0].text
    assert printed == "True 2015\n"


def test_a_fork_ends_with_the_process_that_asked_for_it(environment, tmp_path):
    server = find_server(environment)
    before = set(list_children(server))
    asking = subprocess.Popen([*ASK, "kernel", "-f", tmp_path / "connection.json"], env=environment)
    wait_until(lambda: set(list_children(server)) - before)
    (fork,) = set(list_children(server)) - before
    wait_until((tmp_path / "connection.json").exists)
    asking.kill()
    asking.wait()
    wait_until(lambda: not Path(f"/proc/{fork}").exists())


def test_who_hangs_up_within_a_request_leaves_the_server_to_the_others(environment):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(environment[ADDRESS])
        connection.sendall(b'{"name": ')
    assert ask(environment, "sharing", "check").returncode == 0


def test_no_fork_outlives_the_server(tmp_path):
    with serve_forks() as environment:
        asking = subprocess.Popen(
            [*ASK, "kernel", "-f", tmp_path / "connection.json"], env=environment
        )
        wait_until((tmp_path / "connection.json").exists)
        (fork,) = list_children(find_server(environment))
    assert not Path(f"/proc/{fork}").exists()
    assert asking.wait(timeout=10) != 0


def find_server(environment):
    """The server's process, which its kernels are told of as their parent."""
    folder = environment["JUPYTER_PATH"].split(":")[0]
    specification = json.loads(Path(folder, "kernels", "python3", "kernel.json").read_text())
    return specification["argv"][-1].split("=")[1]
