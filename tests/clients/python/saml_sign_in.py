"""pysaml2 as a pool's SAML provider: another serialiser and another signer (xmlsec1) than samlify's.

It signs a person in by signed assertions and signed responses; what was altered is refused.
"""

import base64
import os
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request

from context import client, run
from saml2 import BINDING_HTTP_REDIRECT, server
from saml2.authn_context import PASSWORD
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID

KEYS = os.path.join(os.path.dirname(__file__), "..", "node", "saml")
PROVIDER = "http://127.0.0.1:9/pysaml2"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """As much of one as this needs: cookies, and addresses below the service's own."""

    def __init__(self, path):
        self.path = path
        self.cookies = {}
        self.opener = urllib.request.build_opener(NotFollowed)

    def go(self, url, form=None):
        """Follows redirects as long as they stay here; gives the address that leads elsewhere, or the status of the page."""
        parts = urllib.parse.urlsplit(url)
        below = parts.path if parts.path.startswith(self.path) else self.path + parts.path
        address = os.environ["AWS_ENDPOINT_URL"] + below + (f"?{parts.query}" if parts.query else "")
        data = urllib.parse.urlencode(form).encode() if form else None
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            answer = self.opener.open(urllib.request.Request(address, data, {"Cookie": cookies}))
        except urllib.error.HTTPError as error:
            answer = error
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            if "Max-Age=0" in cookie:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        to = answer.headers.get("Location")
        if to and to.startswith("/"):
            return self.go(to)
        return to or answer.status


def provider(pool, answer_at=None):
    """The provider; once it has been asked, with the address that answers go to."""
    us = (
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:amazon:cognito:sp:%s"><SPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="0" '
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="%s"/></SPSSODescriptor></EntityDescriptor>'
    ) % (pool, answer_at)
    service = {
        "endpoints": {"single_sign_on_service": [(f"{PROVIDER}/sso", BINDING_HTTP_REDIRECT)]},
        "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None, "name_form": NAME_FORMAT_URI}},
    }
    config = {
        "entityid": PROVIDER,
        "xmlsec_binary": shutil.which("xmlsec1"),
        "key_file": os.path.join(KEYS, "provider.key.pem"),
        "cert_file": os.path.join(KEYS, "provider.cert.pem"),
        "service": {"idp": service},
        "metadata": {"inline": [us]} if answer_at else {},
    }
    return IdPConfig().load(config)


def parameters(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def flow(context):
    pool, app, prefix, callback = (context[name] for name in ("pool", "app", "prefix", "callback"))
    idp = client("cognito-idp")
    named = {"UserPoolId": pool, "ProviderName": "School"}
    details = {"MetadataFile": str(entity_descriptor(provider(pool)))}
    idp.create_identity_provider(**named, ProviderType="SAML", ProviderDetails=details, AttributeMapping={"email": MAIL})
    idp.update_user_pool_client(
        UserPoolId=pool, ClientId=app, SupportedIdentityProviders=["School"], AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid", "email"], CallbackURLs=[callback],
    )
    query = {"client_id": app, "response_type": "code", "redirect_uri": callback, "scope": "openid email", "state": "s1"}
    authorize = f"/oauth2/authorize?{urllib.parse.urlencode(query)}"

    def answer(alter=lambda xml: xml, **how):
        browser = Browser(f"/d/{prefix}")
        asked = parameters(browser.go(authorize))
        plain = server.Server(config=provider(pool, "http://127.0.0.1:9/unknown"))
        request = plain.parse_authn_request(asked["SAMLRequest"], BINDING_HTTP_REDIRECT).message
        answer_at = request.assertion_consumer_service_url
        response = server.Server(config=provider(pool, answer_at)).create_authn_response(
            {"mail": ["erin@school.example"], "givenName": ["Erin"]}, request.id, answer_at,
            sp_entity_id=f"urn:amazon:cognito:sp:{pool}", name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="erin"), authn={"class_ref": PASSWORD, "authn_auth": PROVIDER},
            sign_alg=RSA_SHA256, digest_alg=SHA256, **how,
        )
        xml = alter(str(response))
        form = {"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": asked["RelayState"]}
        back = browser.go(answer_at, form)
        if not isinstance(back, str):
            return back
        told = parameters(back)
        return told.get("error_description") or ("code" in told and told["state"])

    def cleared(xml):
        return re.sub(r"\berin@", "eve@", xml)

    answers = {
        "assertion_signed": answer(sign_assertion=True, sign_response=False),
        "response_signed": answer(sign_assertion=False, sign_response=True),
        "both_signed": answer(sign_assertion=True, sign_response=True),
        "unsigned": answer(sign_assertion=False, sign_response=False),
        "altered": answer(alter=cleared, sign_assertion=True, sign_response=False),
    }
    users = idp.list_users(UserPoolId=pool)["Users"]
    answers["users"] = len(users)
    answers["emails"] = sorted({a["Value"] for user in users for a in user["Attributes"] if a["Name"] == "email"})

    idp.update_identity_provider(**named, ProviderDetails={**details, "EncryptedResponses": "true"})
    shown = idp.describe_identity_provider(**named)["IdentityProvider"]["ProviderDetails"]
    sealed = {"encrypt_assertion": True, "encrypt_cert_assertion": shown["ActiveEncryptionCertificate"]}
    # xmlsec1 is told to use triple DES, which no pool takes.
    answers["triple_des"] = answer(sign_assertion=True, sign_response=False, **sealed)
    answers["in_the_clear"] = answer(sign_assertion=True, sign_response=False)
    return answers


run(flow)
