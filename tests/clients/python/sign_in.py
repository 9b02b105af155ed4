"""A person signs in by password, after one wrong one. Gives her tokens."""

from context import anonymous, refusal, run


def sign_in(context):
    idp = anonymous("cognito-idp")

    def request(password):
        return {
            "ClientId": context["client"],
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": context["username"], "PASSWORD": password},
        }

    wrong = refusal(idp.initiate_auth, **request("not " + context["password"]))
    return {"wrong": wrong, "tokens": idp.initiate_auth(**request(context["password"]))["AuthenticationResult"]}


run(sign_in)
