"""Reads the development outbox as a person reads her mail."""

import email
import re
import time
from email import policy
from pathlib import Path

PATIENCE_S = 20


def mails(outbox, address):
    """All mails to the address, oldest first."""
    parsed = (email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(Path(outbox).glob("*.eml")))
    return [mail for mail in parsed if mail["To"] == address]


def next_code(outbox, address, known):
    """Waits until there are more than `known` mails to the address; gives the code of the newest."""
    deadline = time.monotonic() + PATIENCE_S
    while len(mails(outbox, address)) <= known:
        if time.monotonic() > deadline:
            raise TimeoutError(f"mail {known + 1} did not come")
        time.sleep(0.05)
    return re.search(r"\b\d{6,8}\b", mails(outbox, address)[-1].get_body(("plain",)).get_content()).group()
