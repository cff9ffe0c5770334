"""A mail server that takes every mail and forgets it, fast enough not to be what is measured.

`python -m tests.benchmarks.sink` prints its port on loopback, and serves until its input ends. `NOOP` tells
how many mails it took.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
_OK = b"250 ok\r\n"


class Session(asyncio.Protocol):
    taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an isinstance: uvloop's are of no class of asyncio's.
        self.transport = cast("asyncio.Transport", transport)
        self.buffer = b""
        self.is_in_data = False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        while self.buffer:
            mark = b"\r\n.\r\n" if self.is_in_data else b"\r\n"
            end = self.buffer.find(mark)
            if end < 0:
                return
            line, self.buffer = self.buffer[:end], self.buffer[end + len(mark) :]
            if self.is_in_data:
                self.is_in_data = False
                Session.taken += 1
                self.transport.write(_OK)
            else:
                self.obey(line[:4].upper())

    def obey(self, verb: bytes) -> None:
        self.is_in_data = verb == b"DATA"
        self.transport.write(
            f"250 {Session.taken}\r\n".encode() if verb == b"NOOP" else _ANSWERS.get(verb, _OK)
        )
        if verb == b"QUIT":
            self.transport.close()


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)
    await ended.wait()


def main() -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve())
    else:
        uvloop.run(serve())


@contextmanager
def running_sink(cores: set[int] | None = None) -> Iterator[int]:
    """The port of a sink in a process of its own, bound to these cores."""
    command = [sys.executable, "-m", "tests.benchmarks.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if cores:
            os.sched_setaffinity(process.pid, cores)
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


if __name__ == "__main__":
    main()
