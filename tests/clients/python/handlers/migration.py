"""A function that brings users of another pool, written for AWS. Where that pool is, the environment says: OLD_POOL, OLD_CLIENT."""

import os

import boto3

idp = boto3.client("cognito-idp")
POOL = {"UserPoolId": os.environ["OLD_POOL"]}


def look_up(name):
    try:
        user = idp.admin_get_user(**POOL, Username=name)
    except idp.exceptions.UserNotFoundException:
        return None
    return {each["Name"]: each["Value"] for each in user["UserAttributes"]}


def authenticate(name, password):
    parameters = {"USERNAME": name, "PASSWORD": password}
    flow = {"ClientId": os.environ["OLD_CLIENT"], "AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}
    try:
        idp.admin_initiate_auth(**POOL, **flow, AuthParameters=parameters)
    except (idp.exceptions.NotAuthorizedException, idp.exceptions.UserNotFoundException):
        return None
    return look_up(name)


def user_migration(event, context):
    name, response = event["userName"], event["response"]
    if event["triggerSource"] == "UserMigration_Authentication":
        user = authenticate(name, event["request"]["password"])
        if user:
            response["userAttributes"] = {"email": user["email"], "email_verified": "true"}
            response["finalUserStatus"] = "CONFIRMED"
            response["messageAction"] = "SUPPRESS"
    elif event["triggerSource"] == "UserMigration_ForgotPassword":
        user = look_up(name)
        if user:
            response["userAttributes"] = {"email": user["email"], "email_verified": "true"}
            response["messageAction"] = "SUPPRESS"
    return event
