"""A real mail server (aiosmtpd) that keeps what comes as files in the folder named on the command line.

Prints that it listens, and a line for each recipient that it refuses or lets wait; ends when its standard input does. A line there says how it
treats recipients at moody.example from then on: "refuse" (for now), "stall" (no answer until it says something else), "take".
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

from aiosmtpd.controller import Controller

MOODY = "@moody.example"


class Keep:
    """Writes each mail to a file of its own."""

    def __init__(self, folder):
        self.folder, self.number = Path(folder), count()
        self.mood, self.changed = "take", asyncio.Condition()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802, the library's name
        if address.endswith(MOODY) and self.mood != "take":
            print(self.mood, address, flush=True)
        async with self.changed:
            await self.changed.wait_for(lambda: self.mood != "stall" or not address.endswith(MOODY))
        if address.endswith(MOODY) and self.mood == "refuse":
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802, the library's name
        (self.folder / f"{next(self.number):04}.eml").write_bytes(envelope.content)
        return "250 kept"

    async def become(self, mood):
        """Changes how recipients are treated."""
        async with self.changed:
            self.mood = mood
            self.changed.notify_all()


keep = Keep(sys.argv[1])
# The library asks its own controller for the port that it was given, so one that is free must be found first.
controller = Controller(keep, hostname="127.0.0.1", port=int(sys.argv[2]))
controller.start()
print("listening", flush=True)
for line in sys.stdin:
    asyncio.run_coroutine_threadsafe(keep.become(line.strip()), controller.loop).result()
controller.stop()
