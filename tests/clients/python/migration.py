"""boto3 and pycognito: a person of another pool signs in by her password once and by SRP afterwards; another one has forgotten hers."""

from botocore.exceptions import ClientError
from context import anonymous, refusal, run
from inbox import next_code
from person import person

CHANGED = "Difference-Engine-1822"


def by_srp(context, username, password):
    """The user name in the tokens; the code of the error where she is refused."""
    user = person(context, username)
    try:
        user.authenticate(password=password)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return user.id_claims["cognito:username"]


def migration(context):
    idp = anonymous("cognito-idp")
    name, forgetful, password = context["username"], context["forgetful"], context["password"]

    def by_password(secret):
        parameters = {"USERNAME": name, "PASSWORD": secret}
        return {"ClientId": context["client"], "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}

    unknown = by_srp(context, name, password)
    wrong = refusal(idp.initiate_auth, **by_password(f"not {password}"))
    tokens = idp.initiate_auth(**by_password(password))["AuthenticationResult"]
    user = idp.get_user(AccessToken=tokens["AccessToken"])
    attributes = {each["Name"]: each["Value"] for each in user["UserAttributes"]}

    who = {"ClientId": context["client"], "Username": forgetful}
    idp.forgot_password(**who)
    code = next_code(context["outbox"], context["forgetful_email"], 0)
    idp.confirm_forgot_password(**who, ConfirmationCode=code, Password=CHANGED)
    return {
        "unknown": unknown,
        "wrong": wrong["code"],
        "email": attributes["email"],
        "by_srp": by_srp(context, name, password),
        "reset": by_srp(context, forgetful, CHANGED),
    }


run(migration)
