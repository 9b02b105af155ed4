"""A real mail server (aiosmtpd) that keeps what comes as files in the folder named on the command line.

Prints its port once it listens; ends when its standard input does.
"""

import sys
from itertools import count
from pathlib import Path

from aiosmtpd.controller import Controller


class Keep:
    """Writes each mail to a file of its own."""

    def __init__(self, folder):
        self.folder, self.number = Path(folder), count()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802, the library's name
        (self.folder / f"{next(self.number):04}.eml").write_bytes(envelope.content)
        return "250 kept"


# The library asks its own controller for the port that it was given, so one that is free must be found first.
controller = Controller(Keep(sys.argv[1]), hostname="127.0.0.1", port=int(sys.argv[2]))
controller.start()
print("listening", flush=True)
sys.stdin.read()
controller.stop()
