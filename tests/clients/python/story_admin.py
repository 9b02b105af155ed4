"""The administrator makes a user pool, an app client, an identity pool and its two roles, by signed calls."""

import json

from context import client, run

SYNC_OF_ONESELF = (
    "arn:aws:cognito-sync:{region}:{account}:identitypool/"
    "${{cognito-identity.amazonaws.com:aud}}/identity/${{cognito-identity.amazonaws.com:sub}}"
)


def trust(identity_pool, amr):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool},
                    "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": amr},
                },
            }
        ],
    }


def permission(account, region):
    own = SYNC_OF_ONESELF.format(account=account, region=region)
    statement = {"Effect": "Allow", "Action": "cognito-sync:*", "Resource": [own, own + "/*"]}
    return {"Version": "2012-10-17", "Statement": [statement]}


def make_role(iam, name, identity_pool, amr, place):
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust(identity_pool, amr)))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="own-datasets", PolicyDocument=json.dumps(permission(*place)))
    return role["Arn"]


def make_user_pool(idp):
    pool = idp.create_user_pool(
        PoolName="story",
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}],
    )["UserPool"]["Id"]
    app = idp.create_user_pool_client(
        UserPoolId=pool,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    return pool, app


def story(context):
    idp, identity, iam = client("cognito-idp"), client("cognito-identity"), client("iam")
    caller = client("sts").get_caller_identity()
    region = context["region"]
    place = (caller["Account"], region)
    pool, app = make_user_pool(idp)
    identity_pool = identity.create_identity_pool(
        IdentityPoolName="story",
        AllowUnauthenticatedIdentities=True,
        AllowClassicFlow=True,
        CognitoIdentityProviders=[
            {"ProviderName": f"cognito-idp.{region}.amazonaws.com/{pool}", "ClientId": app, "ServerSideTokenCheck": True}
        ],
    )["IdentityPoolId"]
    suffix = identity_pool.split(":")[1][:8]
    roles = {
        "authenticated": make_role(iam, f"signed-in-{suffix}", identity_pool, "authenticated", place),
        "unauthenticated": make_role(iam, f"guest-{suffix}", identity_pool, "unauthenticated", place),
    }
    identity.set_identity_pool_roles(IdentityPoolId=identity_pool, Roles=roles)
    assert identity.get_identity_pool_roles(IdentityPoolId=identity_pool)["Roles"] == roles
    assert idp.describe_user_pool(UserPoolId=pool)["UserPool"]["Name"] == "story"
    return {"administrator": caller["Arn"], "pool": pool, "client": app, "identity_pool": identity_pool, "roles": roles}


run(story)
