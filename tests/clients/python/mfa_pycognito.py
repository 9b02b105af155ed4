"""pycognito sets up an authenticator app and signs in with it, then with a code by text message; wrong codes are refused."""

from context import client, refusal, run
from inbox import next_text_code
from person import person
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException
from totp import code


def challenged(context, challenge):
    """Signs in as far as the second factor; gives the user."""
    user = person(context)
    try:
        user.authenticate(password=context["password"])
    except challenge:
        return user
    raise AssertionError(f"{challenge.__name__} was not raised")


def mfa(context):
    user = person(context)
    user.authenticate(password=context["password"])
    secret = user.associate_software_token()
    unverified = refusal(
        user.set_user_mfa_preference, sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN"
    )
    mistaken = refusal(user.verify_software_token, code="000000", device_name="phone")
    verified = user.verify_software_token(code(secret), "phone")
    user.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")

    by_app = challenged(context, SoftwareTokenMFAChallengeException)
    wrong = refusal(by_app.respond_to_software_token_mfa_challenge, code="000000")
    right = code(secret, 1)
    by_app.respond_to_software_token_mfa_challenge(right)
    again = refusal(
        challenged(context, SoftwareTokenMFAChallengeException).respond_to_software_token_mfa_challenge, code=right
    )

    phone = [{"Name": "phone_number", "Value": context["phone"]}, {"Name": "phone_number_verified", "Value": "true"}]
    client("cognito-idp").admin_update_user_attributes(
        UserPoolId=context["pool"], Username=context["username"], UserAttributes=phone
    )
    by_app.set_user_mfa_preference(sms_mfa=True, software_token_mfa=True, preferred="SMS")
    by_text = challenged(context, SMSMFAChallengeException)
    wrong_text = refusal(by_text.respond_to_sms_mfa_challenge, code="000000")
    by_text.respond_to_sms_mfa_challenge(next_text_code(context["outbox"], context["phone"], 0))
    by_text.set_user_mfa_preference(sms_mfa=False, software_token_mfa=False)
    without = person(context)
    without.authenticate(password=context["password"])
    return {
        "unverified": unverified["message"],
        "mistaken": mistaken["code"],
        "verified": verified,
        "wrong": wrong["code"],
        "again": again["message"],
        "wrong_text": wrong_text["code"],
        "subs": len({each.access_claims["sub"] for each in (by_app, by_text, without)}),
    }


run(mfa)
