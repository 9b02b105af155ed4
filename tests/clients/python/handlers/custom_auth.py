"""The three functions of custom authentication, written for AWS: a riddle, in three tries at the most."""


def define(event, context):
    session, response = event["request"]["session"], event["response"]
    if session and session[-1]["challengeResult"]:
        response["issueTokens"] = True
        response["failAuthentication"] = False
    elif len(session) >= 3:
        response["issueTokens"] = False
        response["failAuthentication"] = True
    else:
        response["issueTokens"] = False
        response["failAuthentication"] = False
        response["challengeName"] = "CUSTOM_CHALLENGE"
    return event


def create(event, context):
    response = event["response"]
    response["publicChallengeParameters"] = {"riddle": "six by nine", "tries": str(len(event["request"]["session"]))}
    response["privateChallengeParameters"] = {"answer": "54"}
    response["challengeMetadata"] = "RIDDLE"
    return event


def verify(event, context):
    expected = event["request"]["privateChallengeParameters"]["answer"]
    event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == expected
    return event
