"""Processes that begin at once: forked from one that has imported and read the product already.

Each is a process to the system, with its pid, signals, folder, environment and files, and runs
`python -m MODULE` from the top. Only the imports and the package's own data, which take three
seconds of processor time, are paid once for all of them. Their streams are in the encoding that
PYTHONIOENCODING names. What else depends on how Python itself begins (the encoding of its words,
what is installed) needs a new Python instead.
"""

import asyncio
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import bot.channels
from bot.said.finding import finder_of
from bot.said.guide import load_guide
from intake.plugins import discover
from intake.reading.rules import language, sentence_vector
from intake.reading.rules.learned import builtin_model
from intake.reading.rules.tags import Vocabulary
from tests.house import ROOT

_IMPORTED = ("bot.app", "admin_cli.app")
"""And every channel: the bot imports those that it opens."""
_LONGEST = 1 << 18
"""Bytes of a request: arguments and an environment."""


class Process:
    """A process that was begun; like asyncio's, with the output that was asked for."""

    def __init__(self, pid: int, end: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdout: asyncio.StreamReader | None = None
        self._end = end

    def send_signal(self, number: int) -> None:
        """Raise ProcessLookupError when it has ended, as the system does."""
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, number)

    def kill(self) -> None:
        """It has no time to do anything more."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """It is asked to stop."""
        self.send_signal(signal.SIGTERM)

    def wait_here(self) -> int:
        """Its exit code, once it has ended; everything else waits."""
        if self.returncode is None:
            with os.fdopen(self._end, "rb") as end:
                self.returncode = int(end.read())
        return self.returncode

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        if self.returncode is None:
            loop, ended = asyncio.get_running_loop(), asyncio.Event()
            loop.add_reader(self._end, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._end)
        return self.wait_here()


def begin(
    module: str, *arguments: str, cwd: Path, env: Mapping[str, str], files: tuple[int, int, int]
) -> Process:
    """`python -m module …` on these three files; at a terminal, if its stdin is one."""
    told, end = os.pipe()
    request = {"argv": [module, *arguments], "cwd": str(cwd), "env": dict(env)}
    try:
        socket.send_fds(_server()[0], [json.dumps(request).encode()], [*files, end])
    finally:
        os.close(end)
    pid = b""
    while not pid.endswith(b"\n"):
        letter = os.read(told, 1)
        assert letter, "the process that all are forked from has ended"
        pid += letter
    return Process(int(pid), told)


async def start(
    module: str,
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str],
    stderr: int | None = None,
) -> Process:
    """The same with nobody at the keyboard; its `stdout` is read, its stderr kept where given."""
    nothing = os.open(os.devnull, os.O_RDWR)
    read, write = os.pipe()
    try:
        files = (nothing, write, nothing if stderr is None else stderr)
        process = begin(module, *arguments, cwd=cwd, env=env, files=files)
    finally:
        os.close(nothing)
        os.close(write)
    process.stdout = asyncio.StreamReader(limit=1 << 24)
    protocol = asyncio.StreamReaderProtocol(process.stdout)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(read, "rb"))
    return process


@cache
def _server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The process that forks, and the way to it: it ends with ours, when the socket is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LONGEST)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
    return ours, server


def _serve(control: socket.socket) -> dict[str, Any] | None:
    """Fork one for each request, and tell of each its pid and its exit code.

    Return twice: in each process that was forked, with its request; and here with None, at the end.
    """
    ends: dict[int, int] = {}

    def reap(*_: object) -> None:
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                code = os.waitstatus_to_exitcode(found[1])
                with suppress(BrokenPipeError):  # who asked for it is gone
                    os.write(ends[found[0]], str(code).encode())
                os.close(ends.pop(found[0]))

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who can be asked to stop
    signal.signal(signal.SIGCHLD, reap)
    while True:
        data, files, *_ = socket.recv_fds(control, _LONGEST, 4)
        if not data:
            return None
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # not before it is in `ends`
        pid = os.fork()
        if pid == 0:
            control.close()
            request: dict[str, Any] = json.loads(data)
            _take_place(files[:3], request["env"].get("PYTHONIOENCODING") or "utf-8")
            return request
        ends[pid] = files.pop()
        os.write(ends[pid], f"{pid}\n".encode())
        for each in files:
            os.close(each)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _take_place(files: list[int], encoding: str) -> None:
    """Stand where a process stands that has just begun: its own files, and no handler of ours."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    if os.isatty(files[0]):
        os.login_tty(os.dup(files[0]))
    else:
        for number, each in enumerate(files):
            os.dup2(each, number)
    os.closerange(3, 1024)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), encoding=encoding)
    sys.stdout = _writer(1, encoding)
    sys.stderr = _writer(2, encoding)


def _writer(number: int, encoding: str) -> io.TextIOWrapper:
    """As Python opens it: by lines at a terminal, and for errors always."""
    file = io.BufferedWriter(io.FileIO(number, "w"))
    by_lines = number == 2 or os.isatty(number)
    errors = "backslashreplace" if number == 2 else "strict"
    return io.TextIOWrapper(file, encoding=encoding, errors=errors, line_buffering=by_lines)


def _become(argv: list[str], cwd: str, env: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    sys.path[0] = cwd
    sys.path[1:1] = [each for each in env.get("PYTHONPATH", "").split(os.pathsep) if each]
    sys.argv = argv
    runpy.run_module(argv[0], run_name="__main__", alter_sys=True)


def _main() -> None:
    for name in _IMPORTED:
        importlib.import_module(name)
    list(discover(bot.channels))
    language.warm_up()
    sentence_vector.warm_up()
    finder_of(load_guide())
    builtin_model()
    Vocabulary.builtin()
    gc.freeze()  # no collection of theirs touches, and so copies, the memory that they share
    request = _serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        _become(**request)


if __name__ == "__main__":
    _main()
