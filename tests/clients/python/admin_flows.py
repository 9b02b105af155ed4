"""boto3 signs people in for a server of the administrator's, whose client has a secret: by password, with a second factor, by SRP and anew."""

import base64
import hmac

from context import anonymous, client, refusal, run
from pycognito.aws_srp import AWSSRP
from totp import code

TEMPORARY = "Temporary-1"


def admin_flows(context):
    admin, app, name = client("cognito-idp"), context["client"], context["username"]
    pool = {"UserPoolId": context["pool"]}
    mac = hmac.digest(context["secret"].encode(), (name + app).encode(), "sha256")
    proof = {"USERNAME": name, "SECRET_HASH": base64.b64encode(mac).decode()}

    def begin(flow, **parameters):
        return {**pool, "ClientId": app, "AuthFlow": flow, "AuthParameters": {**proof, **parameters}}

    def answer(challenge, **responses):
        return {
            **pool,
            "ClientId": app,
            "ChallengeName": challenge["ChallengeName"],
            "Session": challenge["Session"],
            "ChallengeResponses": {**proof, **responses},
        }

    by_password = begin("ADMIN_USER_PASSWORD_AUTH", PASSWORD=context["password"])
    unsigned = refusal(anonymous("cognito-idp").admin_initiate_auth, **by_password)
    without_proof = {**by_password, "AuthParameters": {"USERNAME": name, "PASSWORD": context["password"]}}
    wrong_proof = begin("ADMIN_USER_PASSWORD_AUTH", PASSWORD=context["password"], SECRET_HASH=proof["SECRET_HASH"][::-1])
    tokens = admin.admin_initiate_auth(**by_password)["AuthenticationResult"]

    secret = admin.associate_software_token(AccessToken=tokens["AccessToken"])["SecretCode"]
    admin.verify_software_token(AccessToken=tokens["AccessToken"], UserCode=code(secret))
    both = {"Enabled": True, "PreferredMfa": True}
    admin.admin_set_user_mfa_preference(Username=name, SoftwareTokenMfaSettings=both, **pool)
    challenge = admin.admin_initiate_auth(**by_password)
    wrong_code = refusal(admin.admin_respond_to_auth_challenge, **answer(challenge, SOFTWARE_TOKEN_MFA_CODE="000000"))
    right = answer(challenge, SOFTWARE_TOKEN_MFA_CODE=code(secret, 1))
    tokens = admin.admin_respond_to_auth_challenge(**right)["AuthenticationResult"]
    admin.admin_set_user_mfa_preference(Username=name, SoftwareTokenMfaSettings={"Enabled": False}, **pool)

    by_refresh = begin("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=tokens["RefreshToken"])
    refreshed = admin.admin_initiate_auth(**by_refresh)["AuthenticationResult"]
    srp = AWSSRP(name, context["password"], context["pool"], app, client=admin, client_secret=context["secret"])
    challenge = admin.admin_initiate_auth(**begin("USER_SRP_AUTH", SRP_A=srp.get_auth_params()["SRP_A"]))
    responses = srp.process_challenge(challenge["ChallengeParameters"], proof)
    by_srp = admin.admin_respond_to_auth_challenge(
        ChallengeName=challenge["ChallengeName"], ClientId=app, ChallengeResponses=responses, **pool
    )

    admin.admin_set_user_password(Username=name, Password=TEMPORARY, Permanent=False, **pool)
    challenge = admin.admin_initiate_auth(**begin("ADMIN_USER_PASSWORD_AUTH", PASSWORD=TEMPORARY))
    weak = refusal(admin.admin_respond_to_auth_challenge, **answer(challenge, NEW_PASSWORD="weak"))
    chosen = admin.admin_respond_to_auth_challenge(**answer(challenge, NEW_PASSWORD=context["password"]))
    admin.admin_user_global_sign_out(Username=name, **pool)
    signed_out = refusal(admin.get_user, AccessToken=chosen["AuthenticationResult"]["AccessToken"])
    return {
        "unsigned": unsigned["code"],
        "without_proof": refusal(admin.admin_initiate_auth, **without_proof)["message"],
        "wrong_proof": refusal(admin.admin_initiate_auth, **wrong_proof)["message"],
        "wrong_code": wrong_code["code"],
        "refreshed": sorted(refreshed),
        "by_srp": sorted(by_srp["AuthenticationResult"]),
        "weak": weak["code"],
        "signed_out": signed_out["message"],
        "revoked": refusal(admin.admin_initiate_auth, **by_refresh)["message"],
    }


run(admin_flows)
