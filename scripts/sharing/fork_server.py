"""Run steps of a build, and notebooks' kernels, as forks of one process that holds the libraries.

Importing pandas, statsmodels and Altair takes longer than most steps, so the server imports them
once and forks itself for whoever asks. This file is also the program that asks: started by its
path, it imports no more than the standard library, hands its words, folder, environment and open
files to the server, and ends as the fork ends::

    python -I -S fork_server.py sharing check
    python -I -S fork_server.py kernel -f connection.json

Where no server runs, it becomes the plain process instead. Forks are used on Linux only: elsewhere
a process that has loaded Apple's or Microsoft's numerical libraries does not survive a fork.
"""

import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

ADDRESS = "SHARING_FORK_SERVER"
PLAIN = {"sharing": "sharing.cli", "kernel": "ipykernel_launcher"}
ENTRIES = {"sharing": "sharing.cli:app", "kernel": "ipykernel.kernelapp:launch_new_instance"}
BESIDES = ("ipykernel.kernelapp", "papermill", "vl_convert")
# Steps run side by side, one a core: a second thread of one step would wait for the other's.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
ASK = (sys.executable, "-I", "-S", str(Path(__file__).resolve()))
Environment = dict[str, str]


@contextmanager
def serve_forks() -> Iterator[Environment]:
    """A server for as long as the block lasts; gives the environment in which it is asked.

    In that environment every Jupyter kernel named ``python3`` is a fork of the server too.
    """
    environment = ONE_THREAD | os.environ
    if sys.platform != "linux":
        yield environment
        return
    with tempfile.TemporaryDirectory() as folder:
        address = f"{folder}/server"
        server = subprocess.Popen(
            [sys.executable, "-m", "sharing.fork_server", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment,
        )
        server.stdout.readline()  # It listens; whoever asks before it has imported all waits.
        try:
            yield environment | {
                ADDRESS: address,
                "JUPYTER_PATH": _name_kernel(folder, server.pid),
            }
        finally:
            server.stdin.close()
            server.wait()


def _name_kernel(folder: str, server: int) -> str:
    """Write the specification by which Jupyter starts a kernel, and give the path it looks in."""
    # A kernel that knows its parent ends with it, and does not say how to stop it by hand.
    parent = f"--IPKernelApp.parent_handle={server}"
    specification = {
        "argv": [*ASK, "kernel", "-f", "{connection_file}", parent],
        "display_name": "Python 3 (forked)",
        "language": "python",
    }
    file = Path(folder) / "kernels" / "python3" / "kernel.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(specification), encoding="utf-8")
    return os.pathsep.join(filter(None, [folder, os.environ.get("JUPYTER_PATH")]))


def ask(name: str, words: list[str]) -> int:
    """Have the server run ``name`` with ``words``; its exit code, once it has ended."""
    address = os.environ.get(ADDRESS)
    if address is None:
        os.execv(sys.executable, [sys.executable, "-m", PLAIN[name], *words])
    request = {
        "name": name,
        "words": words,
        "folder": str(Path.cwd()),
        "environment": dict(os.environ),
    }
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        message = json.dumps(request).encode() + b"\n"
        sent = socket.send_fds(connection, [message], [0, 1, 2])
        connection.sendall(message[sent:])
        # Whether this process is interrupted or killed, the server sees the connection end.
        return int(connection.recv(16) or b"1")


def main(address: str) -> None:
    """Listen, import, and fork for whoever asks, until standard input ends."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        print("listening", flush=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _import_all()
        _Server(listener).serve()


class _Server:
    """The forks that run, each with the connection of the process that asked for it."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener, self.selector = listener, selectors.DefaultSelector()
        self.selector.register(sys.stdin, selectors.EVENT_READ)
        self.selector.register(listener, selectors.EVENT_READ, self._start)
        self.running: dict[int, tuple[int, socket.socket]] = {}

    def serve(self) -> None:
        """Answer until standard input ends, then end every fork."""
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    for process in list(self.running):
                        self._finish(process)
                    return
                key.data()

    def _start(self) -> None:
        connection, _ = self.listener.accept()
        try:
            request, files = _receive(connection)
        except ConnectionError:
            connection.close()
            return
        process = os.fork()
        if process == 0:
            self.listener.close()
            for _, other in [*self.running.values(), (0, connection)]:
                other.close()
            _become(request, files)
        for file in files:
            os.close(file)
        self.running[process] = os.pidfd_open(process), connection
        for end in self.running[process]:
            self.selector.register(end, selectors.EVENT_READ, partial(self._finish, process))

    def _finish(self, process: int) -> None:
        """The fork ended, or the process that asked did: then the fork ends with it."""
        if process not in self.running:
            return
        ended, connection = self.running.pop(process)
        for end in (ended, connection):
            self.selector.unregister(end)
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError):
                kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        with suppress(OSError), connection:
            connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        os.close(ended)


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The request, one line of JSON, and the standard files that came with it."""
    message, files, _, _ = socket.recv_fds(connection, 65_536, 3)
    while not message.endswith(b"\n"):
        more = connection.recv(65_536)
        if not more:
            raise ConnectionError("The process that asked for a fork ended within its request.")
        message += more
    return json.loads(message), files


def _become(request: dict[str, Any], files: list[int]) -> NoReturn:
    """In the fork: take over the files, folder, environment and words, and run to the end."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        sys.argv = [request["name"], *request["words"]]
        module, function = ENTRIES[request["name"]].split(":")
        getattr(importlib.import_module(module), function)()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _import_all() -> None:
    import sharing

    for module in pkgutil.walk_packages(sharing.__path__, "sharing."):
        importlib.import_module(module.name)
    for name in BESIDES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(ask(sys.argv[1], sys.argv[2:]) if sys.argv[1] in PLAIN else main(sys.argv[1]))
