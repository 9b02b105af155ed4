"""boto3: a person signs in by the functions of her pool, after one wrong answer; another time she has no third try."""

from context import anonymous, refusal, run


def custom_auth(context):
    idp = anonymous("cognito-idp")

    def begin():
        parameters = {"USERNAME": context["username"]}
        return idp.initiate_auth(ClientId=context["client"], AuthFlow="CUSTOM_AUTH", AuthParameters=parameters)

    def request(asked, answer):
        responses = {"USERNAME": context["username"], "ANSWER": answer}
        return {
            "ClientId": context["client"],
            "ChallengeName": asked["ChallengeName"],
            "Session": asked["Session"],
            "ChallengeResponses": responses,
        }

    first = begin()
    second = idp.respond_to_auth_challenge(**request(first, "53"))
    tokens = idp.respond_to_auth_challenge(**request(second, "54"))["AuthenticationResult"]
    user = idp.get_user(AccessToken=tokens["AccessToken"])["Username"]
    asked = begin()
    for _ in range(2):
        asked = idp.respond_to_auth_challenge(**request(asked, "no"))
    return {
        "asked": [first["ChallengeParameters"], second["ChallengeParameters"]],
        "user": user,
        "failed": refusal(idp.respond_to_auth_challenge, **request(asked, "no")),
    }


run(custom_auth)
