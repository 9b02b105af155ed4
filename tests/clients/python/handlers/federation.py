"""A function that changes what identity providers say of their users, written for AWS."""


def inbound_federation(event, context):
    request = event["request"]
    told = request["attributes"]["userInfo"]
    email = f'{told["id"]}@{request["providerName"].lower()}.example'
    event["response"]["userAttributesToMap"] = {**told, "email": email}
    return event
