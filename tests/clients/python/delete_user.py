"""A person deletes herself; nobody finds her afterwards."""

from context import anonymous, client, refusal, run


def delete_user(context):
    idp = anonymous("cognito-idp")
    idp.delete_user(AccessToken=context["tokens"]["AccessToken"])
    admin = client("cognito-idp")
    users = admin.list_users(UserPoolId=context["pool"])["Users"]
    return {
        "get": refusal(admin.admin_get_user, UserPoolId=context["pool"], Username=context["username"]),
        "listed": any(user["Username"] == context["username"] for user in users),
    }


run(delete_user)
