"""boto3: a person signs up, signs in and renews her tokens in a pool with functions around all of that."""

import base64
import json

from context import anonymous, refusal, run


def claims(tokens):
    body = tokens["IdToken"].split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return {name: told.get(name) for name in ("team", "told_for", "email", "email_verified")}


def functions(context):
    idp = anonymous("cognito-idp")

    def new(name, email):
        attributes = [{"Name": "email", "Value": email}]
        who = {"Username": name, "Password": context["password"]}
        return {"ClientId": context["client"], **who, "UserAttributes": attributes}

    def begin(flow, parameters, metadata):
        return {"ClientId": context["client"], "AuthFlow": flow, "AuthParameters": parameters, "ClientMetadata": metadata}

    name, email = "functions", f"functions.{context['email']}"
    other = refusal(idp.sign_up, **new("other", "other@elsewhere.example"))
    confirmed = idp.sign_up(**new(name, email))["UserConfirmed"]
    password = {"USERNAME": name, "PASSWORD": context["password"]}
    back = refusal(idp.initiate_auth, **begin("USER_PASSWORD_AUTH", password, {"door": "back"}))
    tokens = idp.initiate_auth(**begin("USER_PASSWORD_AUTH", password, {"door": "front"}))["AuthenticationResult"]
    renewing = begin("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": tokens["RefreshToken"]}, {})
    renewed = idp.initiate_auth(**renewing)["AuthenticationResult"]
    return {
        "other": other,
        "confirmed": confirmed,
        "back": back,
        "claims": claims(tokens),
        "renewed": claims(renewed),
    }


run(functions)
