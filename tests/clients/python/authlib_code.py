"""Authlib leads a person through the sign-in pages: authorization code with PKCE and nonce, userInfo, refresh, sign-out. The pages are filled
in as a browser does, by their forms."""

import html
import os
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
import requests

from context import run

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]


class Forms:
    """As much of a browser as the pages need. Python finds no `<prefix>.localhost`: the same pages are below the service's own address."""

    def __init__(self, prefix):
        self.path, self.session = f"/d/{prefix}", requests.Session()

    def go(self, url, form=None):
        """Opens an address, or sends a form to it; follows redirects among the pages. Gives the page, or the address that it leads to."""
        parts = urlsplit(url)
        path = parts.path if parts.path.startswith(self.path) else self.path + parts.path
        at = f"{ENDPOINT}{path}?{parts.query}"
        answer = self.session.request("POST" if form else "GET", at, data=form, allow_redirects=False, timeout=60)
        to = answer.headers.get("location")
        if to and to.startswith("/"):
            return self.go(to)
        return to or answer.text

    def sign_in(self, url, username, password):
        """Signs in where a page asks for it; gives where the browser is sent back to."""
        shown = self.go(url)
        if not shown.startswith("<"):
            return shown
        action = html.unescape(re.search(r'<form[^>]* action="([^"]+)"', shown)[1])
        csrf = re.search(r'name="_csrf" value="([^"]+)"', shown)[1]
        return self.go(action, {"username": username, "password": password, "_csrf": csrf})


def script(context):
    found = requests.get(f"{ENDPOINT}/{context['pool']}/.well-known/openid-configuration", timeout=60).json()
    keys = jwk.KeySet.import_key_set(requests.get(found["jwks_uri"], timeout=60).json())
    app, browser = context["app"], Forms(context["prefix"])
    method = "client_secret_basic" if app["secret"] else "none"
    client = OAuth2Session(
        app["id"], app["secret"], redirect_uri=context["callback"], scope="openid email",
        token_endpoint_auth_method=method, code_challenge_method="S256",
    )
    verifier, nonce = generate_token(48), generate_token()
    url, state = client.create_authorization_url(found["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
    back = browser.sign_in(url, context["username"], context["password"])
    tokens = client.fetch_token(found["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state)
    decoded = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    options = {"iss": {"value": found["issuer"]}, "aud": {"value": app["id"]}}
    claims = CodeIDToken(decoded.claims, decoded.header, options, {"nonce": nonce, "client_id": app["id"], "access_token": tokens["access_token"]})
    claims.validate()
    told = client.get(found["userinfo_endpoint"], timeout=60).json()
    refreshed = client.refresh_token(found["token_endpoint"], refresh_token=tokens["refresh_token"])
    left = browser.go(f"{found['end_session_endpoint']}?{urlencode({'client_id': app['id'], 'logout_uri': context['bye']})}")
    url, state = client.create_authorization_url(found["authorization_endpoint"], code_verifier=verifier, prompt="none")
    after = dict(parse_qsl(urlsplit(browser.go(url)).query))
    return {
        "username": claims["cognito:username"], "told": told["sub"] == claims["sub"], "hash": "at_hash" in claims,
        "refreshed": refreshed["access_token"] != tokens["access_token"], "left": left, "after": after["error"], "state": after["state"] == state,
    }


run(script)
