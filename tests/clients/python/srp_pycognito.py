"""pycognito signs a person in by SRP and checks the tokens against the pool's published keys."""

import os

from context import run
from pycognito import Cognito


def srp(context):
    user = Cognito(
        context["pool"],
        context["client"],
        username=context["username"],
        access_key="unused",
        secret_key="unused",
        boto3_client_kwargs={"endpoint_url": os.environ["AWS_ENDPOINT_URL"], "region_name": context["region"]},
    )
    user.authenticate(password=context["password"])
    return {"sub": user.id_claims["sub"], "issuer": user.id_claims["iss"], "token_use": user.access_claims["token_use"]}


run(srp)
