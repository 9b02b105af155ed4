"""Authlib: a program's own token, and a person's refresh and revocation, at the endpoints that discovery names."""

import os

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
import requests

from context import run


def script(context):
    document = f"{os.environ['AWS_ENDPOINT_URL']}/{context['pool']}/.well-known/openid-configuration"
    endpoints = requests.get(document, timeout=30).json()
    token_endpoint = endpoints["token_endpoint"]
    program = context["program"]

    kinds = {}
    for method in ["client_secret_basic", "client_secret_post"]:
        session = OAuth2Session(program["id"], program["secret"], token_endpoint_auth_method=method)
        kinds[method] = session.fetch_token(token_endpoint, grant_type="client_credentials")["token_type"]

    app = OAuth2Session(context["client"], token_endpoint_auth_method="none")
    refresh_token = context["tokens"]["RefreshToken"]
    tokens = app.refresh_token(token_endpoint, refresh_token=refresh_token)
    revoked = app.revoke_token(endpoints["revocation_endpoint"], refresh_token, body="")
    try:
        app.refresh_token(token_endpoint, refresh_token=refresh_token)
        ended = None
    except OAuthError as error:
        ended = error.error
    return {"kinds": kinds, "identified": "id_token" in tokens, "revoked": revoked.status_code, "ended": ended}


run(script)
