"""A person confirms herself: first by a wrong code, which must be refused, then by the one she got."""

from context import anonymous, client, refusal, run


def confirm(context):
    idp = anonymous("cognito-idp")
    who = {"ClientId": context["client"], "Username": context["username"]}
    code = context["code"]
    wrong = refusal(idp.confirm_sign_up, ConfirmationCode=str((int(code) + 1) % 1_000_000).zfill(6), **who)
    idp.confirm_sign_up(ConfirmationCode=code, **who)
    seen = client("cognito-idp").admin_get_user(UserPoolId=context["pool"], Username=context["username"])
    return {"wrong": wrong, "status": seen["UserStatus"]}


run(confirm)
