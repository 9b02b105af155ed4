"""Reads the development outbox as a person reads her mail and her text messages."""

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


def texts(outbox, number):
    """The bodies of all text messages to the number, oldest first."""
    parts = (file.read_text(encoding="utf-8").partition("\n\n") for file in sorted(Path(outbox).glob("*.sms")))
    return [body for head, _, body in parts if f"To: {number}" in head.splitlines()]


def next_code(outbox, address, known):
    """Waits until there are more than `known` mails to the address; gives the code of the newest."""
    return code_in(newest(lambda: mails(outbox, address), known).get_body(("plain",)).get_content())


def next_text_code(outbox, number, known):
    """The same for text messages."""
    return code_in(newest(lambda: texts(outbox, number), known))


def newest(messages, known):
    deadline = time.monotonic() + PATIENCE_S
    while len(messages()) <= known:
        if time.monotonic() > deadline:
            raise TimeoutError(f"message {known + 1} did not come")
        time.sleep(0.05)
    return messages()[-1]


def code_in(text):
    return re.search(r"\b\d{6,8}\b", text).group()
