"""pycognito signs a person in by SRP and checks the tokens against the pool's published keys."""

from context import run
from person import person


def srp(context):
    user = person(context)
    user.authenticate(password=context["password"])
    return {"sub": user.id_claims["sub"], "issuer": user.id_claims["iss"], "token_use": user.access_claims["token_use"]}


run(srp)
