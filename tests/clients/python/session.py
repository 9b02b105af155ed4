"""A person refreshes her tokens, reads herself, signs out everywhere; then her old tokens must be refused."""

from context import anonymous, refusal, run


def session(context):
    idp = anonymous("cognito-idp")
    tokens = context["tokens"]
    refresh = {
        "ClientId": context["client"],
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
    }
    fresh = idp.initiate_auth(**refresh)["AuthenticationResult"]
    user = idp.get_user(AccessToken=fresh["AccessToken"])
    idp.global_sign_out(AccessToken=fresh["AccessToken"])
    return {
        "new_refresh_token": "RefreshToken" in fresh,
        "username": user["Username"],
        "attributes": {each["Name"]: each["Value"] for each in user["UserAttributes"]},
        "old_access": refusal(idp.get_user, AccessToken=tokens["AccessToken"]),
        "new_access": refusal(idp.get_user, AccessToken=fresh["AccessToken"]),
        "refresh": refusal(idp.initiate_auth, **refresh),
    }


run(session)
