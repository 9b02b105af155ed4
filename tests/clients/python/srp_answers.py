"""USER_SRP_AUTH by hand, in ways that no library would: what is told of mistakes, and what a right answer is good for.

Needs nothing but Python. Written from the protocol: RFC 3526's 3072-bit group, g = 2, SHA-256.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import urllib.error
import urllib.request

context = json.load(open(sys.argv[1]))
MODULUS = int(context["modulus"], 16)
POOL_NAME = context["pool"].split("_", 1)[1]
NOW = "Tue Sep 3 04:05:06 UTC 2024"


def call(operation, body):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        json.dumps({"ClientId": context["client"], **body}).encode(),
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        },
    )
    try:
        return json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as error:
        told = json.load(error)
        return {"refused": f"{told['__type']}: {told['message']}"}


def signed_bytes(number):
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def number(data):
    return int.from_bytes(data, "big")


class Exchange:
    """One challenge, and answers to it."""

    def __init__(self, name, public=None):
        self.a = secrets.randbits(1024)
        self.public = pow(2, self.a, MODULUS)
        digits = f"{self.public:x}" if public is None else public
        parameters = {"USERNAME": name, "SRP_A": digits}
        self.told = call("InitiateAuth", {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters})
        self.challenge = self.told.get("ChallengeParameters", {})

    def shared_secret(self, password):
        user, salt = self.challenge["USER_ID_FOR_SRP"], int(self.challenge["SALT"], 16)
        theirs = int(self.challenge["SRP_B"], 16)
        u = number(digest(signed_bytes(self.public), signed_bytes(theirs)))
        inner = digest(POOL_NAME.encode(), user.encode(), b":", password.encode())
        x = number(digest(signed_bytes(salt), inner))
        k = number(digest(signed_bytes(MODULUS), signed_bytes(2)))
        return u, pow((theirs - k * pow(2, x, MODULUS)) % MODULUS, self.a + u * x, MODULUS)

    def signature(self, password, signed=NOW, secret=None):
        u, shared = self.shared_secret(password) if secret is None else secret
        extracted = hmac.new(signed_bytes(u), signed_bytes(shared), hashlib.sha256).digest()
        key = hmac.new(extracted, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
        block = base64.b64decode(self.challenge["SECRET_BLOCK"])
        message = POOL_NAME.encode() + self.challenge["USER_ID_FOR_SRP"].encode() + block + signed.encode()
        return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()

    def answer(self, password=context["password"], sent=NOW, signed=None, **instead):
        responses = {
            "USERNAME": self.challenge["USER_ID_FOR_SRP"],
            "TIMESTAMP": sent,
            "PASSWORD_CLAIM_SIGNATURE": self.signature(password, NOW if signed is None else signed),
            "PASSWORD_CLAIM_SECRET_BLOCK": self.challenge["SECRET_BLOCK"],
        }
        responses.update(instead)
        return self.give({name: value for name, value in responses.items() if value is not None})

    def give(self, responses):
        body = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}
        told = call("RespondToAuthChallenge", body)
        return told.get("AuthenticationResult") or told["refused"]


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def session(tokens):
    return claims(tokens["AccessToken"])["origin_jti"] if isinstance(tokens, dict) else tokens


def sent_again():
    """A wrong answer, the right one twice, and a wrong one after it."""
    one = Exchange("ada")
    wrong, first, again = one.answer("not it"), one.answer(), one.answer()
    return {
        "wrong": wrong,
        "first": session(first),
        "again": session(again),
        "auth_times": sorted({claims(tokens["IdToken"])["auth_time"] for tokens in (first, again)}),
        "refresh_tokens": [bool(tokens.get("RefreshToken")) for tokens in (first, again)],
        "wrong_afterwards": one.answer("not it"),
    }


def signed_out():
    """A right answer is sent again after the session that it opened was ended."""
    one = Exchange("ada")
    call("GlobalSignOut", {"AccessToken": one.answer()["AccessToken"]})
    return one.answer()


def timestamps():
    """Other ways to write the second that was signed in its canonical form; and one that was signed as it was sent."""
    texts = ["tue sep 3 04:05:06 UTC 2024", "Tue Sep 03 04:05:06 UTC 2024", "Mon Sep 3 04:05:06 GMT 2024"]
    told = {text: "tokens" if isinstance(Exchange("ada").answer(sent=text), dict) else "refused" for text in texts}
    padded = "Tue Sep 03 04:05:06 UTC 2024"
    return {"read": told, "signed_as_sent": Exchange("ada").answer(sent=padded, signed=padded)}


def mistakes():
    """What each mistake is told, with an answer that would be right without it."""
    one = Exchange("ada")
    missing = ["USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"]
    told = {"nothing": one.give({})}
    for at, name in enumerate(missing):
        told[f"no {name}"] = one.answer(**{later: None for later in missing[at : at + 3]})
    told["bad date"] = one.answer(sent="Di Sep 3 04:05:06 UTC 2024", PASSWORD_CLAIM_SIGNATURE="!")
    told["bad zone"] = one.answer(sent="Tue Sep 3 04:05:06 utc 2024")
    told["bad signature"] = one.answer(PASSWORD_CLAIM_SIGNATURE="!", PASSWORD_CLAIM_SECRET_BLOCK="!")
    told["bad block"] = one.answer(PASSWORD_CLAIM_SECRET_BLOCK="AAAA")
    told["another user"] = one.answer(USERNAME="bob")
    told["nobody"] = one.answer(USERNAME="nobody")
    return {"told": told, "then": session(one.answer()) != ""}


def often_mistaken():
    """So many mistakes as would lock the user out if they were wrong passwords."""
    one = Exchange("ada")
    for _ in range(8):
        one.answer(sent="tors. des. 3 04:05:06 2024")
        one.answer(USERNAME="bob")
        one.answer(PASSWORD_CLAIM_SIGNATURE="!")
    return "tokens" if isinstance(one.answer(), dict) else "locked out"


def public_numbers():
    """SRP_A that is 0 in the group: everybody knows the shared secret. And SRP_A that is no number, or written as others write it."""
    told = {}
    for name, digits in (("zero", "0"), ("modulus", f"{MODULUS:X}")):
        one = Exchange("ada", digits)
        theirs = int(one.challenge["SRP_B"], 16)
        sent = 0 if name == "zero" else MODULUS
        u = number(digest(signed_bytes(sent), signed_bytes(theirs)))
        signature = one.signature("", secret=(u, 0))
        told[name] = one.answer(PASSWORD_CLAIM_SIGNATURE=signature)
    told["no hex"] = Exchange("ada", "zzz").told["refused"]
    for form in (str.upper, lambda digits: "0" + digits):
        one = Exchange("ada")
        written = Exchange.__new__(Exchange)
        written.a, written.public = one.a, one.public
        parameters = {"USERNAME": "ada", "SRP_A": form(f"{one.public:x}")}
        begun = call("InitiateAuth", {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters})
        written.challenge = begun["ChallengeParameters"]
        told.setdefault("forms", []).append(isinstance(written.answer(), dict))
    return told


answer = {
    "sent_again": sent_again(),
    "signed_out": signed_out(),
    "timestamps": timestamps(),
    "mistakes": mistakes(),
    "often_mistaken": often_mistaken(),
    "public_numbers": public_numbers(),
}
print(json.dumps(answer))
