"""boto3: a person uses each code that she is sent, in messages that a function writes."""

from context import run
from every_code import Reader, use_every_code
from inbox import mails, texts


def messages(context):
    outbox = context["outbox"]

    def messages_to(to):
        if to.startswith("+"):
            return texts(outbox, to)
        return [mail.get_body(("plain",)).get_content() for mail in mails(outbox, to)]

    told = use_every_code(context, Reader(messages_to))
    people = ("grace", "kim")
    subjects = [mail["Subject"] for name in people for mail in mails(outbox, f"{name}.{context['email']}")]
    return told | {"verified": sorted(told["verified"]), "subjects": subjects, "texts": texts(outbox, context["phone"])}


run(messages)
