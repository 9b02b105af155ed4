"""Functions around sign-ups, sign-ins and tokens, written for AWS."""


def pre_sign_up(event, context):
    name, _, domain = event["request"]["userAttributes"]["email"].partition("@")
    if domain == "elsewhere.example":
        raise Exception("Cannot register users of this domain")
    event["response"]["autoConfirmUser"] = True
    event["response"]["autoVerifyEmail"] = True
    return event


def post_confirmation(event, context):
    return event


def pre_authentication(event, context):
    if (event["request"]["validationData"] or {}).get("door") == "back":
        raise Exception("Cannot authenticate users from this door")
    return event


def post_authentication(event, context):
    return event


def pre_token_generation(event, context):
    event["response"]["claimsOverrideDetails"] = {
        "claimsToAddOrOverride": {"team": "engines", "told_for": event["triggerSource"]},
        "claimsToSuppress": ["email"],
    }
    return event
