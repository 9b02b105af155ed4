"""boto3: a person uses each code that a function has decrypted and sent. They are lines of the file `sent`."""

import html
import json
from pathlib import Path

from context import run
from every_code import Reader, use_every_code


def senders(context):
    def messages_to(to):
        sent = map(json.loads, Path(context["sent"]).read_text(encoding="utf-8").splitlines())
        # Temporary passwords are escaped, as at AWS.
        return [html.unescape(each["says"]) for each in sent if each["to"] == to]

    told = use_every_code(context, Reader(messages_to))
    by_service = [file.name for file in Path(context["outbox"]).glob("*.*")]
    return told | {"verified": sorted(told["verified"]), "by_service": by_service}


run(senders)
