"""A signed-in person gets her identity and credentials by both flows; a guest gets his own. Each asks who it is."""

from context import anonymous, client, refusal, run


def who(credentials):
    return client("sts", credentials).get_caller_identity()["Arn"]


def credentials(context):
    identity, sts = anonymous("cognito-identity"), anonymous("sts")
    pool = context["identity_pool"]
    logins = {f"cognito-idp.{context['region']}.amazonaws.com/{context['pool']}": context["tokens"]["IdToken"]}
    me = identity.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    again = identity.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    enhanced = identity.get_credentials_for_identity(IdentityId=me, Logins=logins)["Credentials"]
    token = identity.get_open_id_token(IdentityId=me, Logins=logins)["Token"]

    def assume(role):
        return {"RoleArn": role, "RoleSessionName": "ada", "WebIdentityToken": token}

    classic = sts.assume_role_with_web_identity(**assume(context["roles"]["authenticated"]))
    guest = identity.get_id(IdentityPoolId=pool)["IdentityId"]
    guest_credentials = identity.get_credentials_for_identity(IdentityId=guest)["Credentials"]
    return {
        "identity": me,
        "same_identity_again": again == me,
        "enhanced": enhanced,
        "enhanced_arn": who(enhanced),
        "classic_subject": classic["SubjectFromWebIdentityToken"],
        "classic_audience": classic["Audience"],
        "classic_arn": who(classic["Credentials"]),
        "guest": guest,
        "guest_arn": who(guest_credentials),
        "without_login": refusal(identity.get_credentials_for_identity, IdentityId=me),
        "guest_role": refusal(sts.assume_role_with_web_identity, **assume(context["roles"]["unauthenticated"])),
    }


run(credentials)
