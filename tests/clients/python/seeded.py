"""boto3 signs a user of a seed in, and asks the administrator's question about the groups."""

from context import anonymous, client, run


def sign_in(context):
    parameters = {"USERNAME": context["username"], "PASSWORD": context["password"]}
    signed_in = anonymous("cognito-idp").initiate_auth(
        ClientId=context["client"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    token = signed_in["AuthenticationResult"]["AccessToken"]
    user = anonymous("cognito-idp").get_user(AccessToken=token)
    groups = client("cognito-idp").admin_list_groups_for_user(
        UserPoolId=context["pool"], Username=context["username"]
    )
    return {"username": user["Username"], "groups": [group["GroupName"] for group in groups["Groups"]]}


run(sign_in)
