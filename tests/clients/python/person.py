"""The person of a context, as pycognito has it."""

import os

from pycognito import Cognito


def person(context, username=None):
    return Cognito(
        context["pool"],
        context["client"],
        client_secret=context.get("secret"),
        username=username or context["username"],
        boto3_client_kwargs={"endpoint_url": os.environ["AWS_ENDPOINT_URL"], "region_name": context["region"]},
    )
