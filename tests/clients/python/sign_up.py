"""A person signs up. Gives where the code went (masked) and whether she is confirmed yet."""

from context import anonymous, run


def sign_up(context):
    answer = anonymous("cognito-idp").sign_up(
        ClientId=context["client"],
        Username=context["username"],
        Password=context["password"],
        UserAttributes=[
            {"Name": "email", "Value": context["email"]},
            {"Name": "phone_number", "Value": context["phone"]},
            {"Name": "name", "Value": context["name"]},
        ],
    )
    return {
        "sub": answer["UserSub"],
        "confirmed": answer["UserConfirmed"],
        "delivery": answer["CodeDeliveryDetails"],
    }


run(sign_up)
