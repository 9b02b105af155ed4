"""boto3 signs a person in without a password: by the code that USER_AUTH sends to her mailbox, after a wrong one."""

from context import anonymous, refusal, run
from inbox import mails, next_code


def choose(context):
    idp = anonymous("cognito-idp")
    name = {"USERNAME": context["username"]}
    begun = idp.initiate_auth(ClientId=context["client"], AuthFlow="USER_AUTH", AuthParameters=name)

    def request(session, challenge, **responses):
        return {
            "ClientId": context["client"],
            "Session": session,
            "ChallengeName": challenge,
            "ChallengeResponses": {**name, **responses},
        }

    known = len(mails(context["outbox"], context["email"]))
    choice = request(begun["Session"], "SELECT_CHALLENGE", ANSWER="EMAIL_OTP")
    chosen = idp.respond_to_auth_challenge(**choice)
    code = next_code(context["outbox"], context["email"], known)
    other = str((int(code) + 1) % 10 ** len(code)).zfill(len(code))
    wrong = refusal(
        idp.respond_to_auth_challenge, **request(chosen["Session"], "EMAIL_OTP", EMAIL_OTP_CODE=other)
    )
    right = idp.respond_to_auth_challenge(**request(chosen["Session"], "EMAIL_OTP", EMAIL_OTP_CODE=code))
    user = idp.get_user(AccessToken=right["AuthenticationResult"]["AccessToken"])
    return {
        "offered": sorted(begun["AvailableChallenges"]),
        "asked": chosen["ChallengeName"],
        "wrong": wrong["code"],
        "username": user["Username"],
    }


run(choose)
