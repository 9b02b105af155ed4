"""A function that writes messages, for AWS."""


def custom_message(event, context):
    request, response = event["request"], event["response"]
    code, name = request["codeParameter"], request["usernameParameter"]
    if event["triggerSource"] == "CustomMessage_AdminCreateUser":
        message = f"Welcome to the service. Your user name is {name}. Your temporary password is {code}"
    else:
        message = f"Thank you for using the service. Your code is {code}"
    response["smsMessage"] = message
    response["emailMessage"] = message
    response["emailSubject"] = f"The service: {event['triggerSource']}"
    return event
