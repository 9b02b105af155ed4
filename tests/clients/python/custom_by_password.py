"""pycognito begins a sign-in by functions with the password (SRP); gives its answer to the challenge, which is not sent."""

from context import anonymous, run
from pycognito.aws_srp import AWSSRP


def answer(context):
    idp = anonymous("cognito-idp")
    client = {"ClientId": context["client"]}
    srp = AWSSRP(context["username"], context["password"], context["pool"], context["client"], client=idp)
    parameters = srp.get_auth_params()
    begin = {"CHALLENGE_NAME": "SRP_A", **parameters}
    asked = idp.initiate_auth(**client, AuthFlow="CUSTOM_AUTH", AuthParameters=begin)
    proof = srp.process_challenge(asked["ChallengeParameters"], parameters)
    return {**client, "ChallengeName": asked["ChallengeName"], "Session": asked["Session"], "ChallengeResponses": proof}


run(answer)
