"""An administrator invites a person, who must choose a password of her own; he finds her again in every list."""

from context import anonymous, client, refusal, run


def invited(context):
    admin, idp = client("cognito-idp"), anonymous("cognito-idp")
    pool, app = context["pool"], context["client"]
    made = admin.admin_create_user(
        UserPoolId=pool,
        Username="hedy",
        TemporaryPassword="Temporary-1",
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": "hedy@lamarr.example"}, {"Name": "email_verified", "Value": "true"}],
    )["User"]

    def sign_in(password):
        parameters = {"USERNAME": "hedy", "PASSWORD": password}
        return idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)

    challenge = sign_in("Temporary-1")
    answer = {
        "ClientId": app,
        "ChallengeName": challenge["ChallengeName"],
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "hedy", "NEW_PASSWORD": "Frequency-H0pping"},
    }
    done = idp.respond_to_auth_challenge(**answer)
    replayed = refusal(idp.respond_to_auth_challenge, **answer)
    admin.admin_set_user_password(UserPoolId=pool, Username="hedy", Password="Spread-Spectrum-1", Permanent=True)
    sign_in("Spread-Spectrum-1")
    found = admin.list_users(UserPoolId=pool, Filter='email ^= "hedy@"')["Users"]
    return {
        "status_when_made": made["UserStatus"],
        "challenge": challenge["ChallengeName"],
        "signed_in": "AccessToken" in done["AuthenticationResult"],
        "replayed": replayed,
        "status": admin.admin_get_user(UserPoolId=pool, Username="hedy")["UserStatus"],
        "found": [user["Username"] for user in found],
        "not_found": admin.list_users(UserPoolId=pool, Filter='email = "nobody@lamarr.example"')["Users"],
        "pools": [each["Id"] for each in admin.list_user_pools(MaxResults=60)["UserPools"]],
        "clients": [each["ClientName"] for each in admin.list_user_pool_clients(UserPoolId=pool)["UserPoolClients"]],
    }


run(invited)
