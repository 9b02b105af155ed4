"""What a person is sent, for each reason that there is, and what it is good for."""

from collections import Counter

from context import anonymous, client
from inbox import newest

CHANGED = "Difference-Engine-1822"
# Has what is escaped in HTML.
TEMPORARY = "Tempora<1>&Password"


class Reader:
    """Reads messages, each once. `messages` gives all to an address or a number so far, oldest first."""

    def __init__(self, messages):
        self.messages, self.read = messages, Counter()

    def last_word(self, to):
        """Waits for the next message; its last word is a code or a password."""
        message = newest(lambda: self.messages(to), self.read[to])
        self.read[to] += 1
        return message.split()[-1]


def use_every_code(context, reader):
    """Acts as a new person, who uses each code that she is sent, and invites another one; gives how both are signed in."""
    idp, admin = anonymous("cognito-idp"), client("cognito-idp")
    name, email, phone = "grace", f"grace.{context['email']}", context["phone"]
    me = {"ClientId": context["client"], "Username": name}

    def begin(flow, **parameters):
        return idp.initiate_auth(ClientId=context["client"], AuthFlow=flow, AuthParameters=parameters)

    idp.sign_up(**me, Password=context["password"], UserAttributes=[{"Name": "email", "Value": email}])
    first = reader.last_word(email)
    idp.resend_confirmation_code(**me)
    idp.confirm_sign_up(**me, ConfirmationCode=reader.last_word(email))
    idp.forgot_password(**me)
    idp.confirm_forgot_password(**me, ConfirmationCode=reader.last_word(email), Password=CHANGED)
    tokens = begin("USER_PASSWORD_AUTH", USERNAME=name, PASSWORD=CHANGED)["AuthenticationResult"]
    mine = {"AccessToken": tokens["AccessToken"]}
    idp.get_user_attribute_verification_code(**mine, AttributeName="email")
    idp.verify_user_attribute(**mine, AttributeName="email", Code=reader.last_word(email))
    idp.update_user_attributes(**mine, UserAttributes=[{"Name": "phone_number", "Value": phone}])
    idp.verify_user_attribute(**mine, AttributeName="phone_number", Code=reader.last_word(phone))
    asked = begin("USER_AUTH", USERNAME=name, PREFERRED_CHALLENGE="SMS_OTP")
    answer = {"USERNAME": name, "SMS_OTP_CODE": reader.last_word(phone)}
    signed_in = idp.respond_to_auth_challenge(
        ClientId=context["client"], ChallengeName="SMS_OTP", Session=asked["Session"], ChallengeResponses=answer
    )
    invited = f"kim.{context['email']}"
    admin.admin_create_user(
        UserPoolId=context["pool"],
        Username="kim",
        TemporaryPassword=TEMPORARY,
        UserAttributes=[{"Name": "email", "Value": invited}],
        DesiredDeliveryMediums=["EMAIL"],
    )
    temporary = reader.last_word(invited)
    return {
        "code": len(first),
        "verified": {each["Name"] for each in idp.get_user(**mine)["UserAttributes"] if each["Value"] == "true"},
        "by_code": "AccessToken" in signed_in["AuthenticationResult"],
        "invited": begin("USER_PASSWORD_AUTH", USERNAME="kim", PASSWORD=temporary)["ChallengeName"],
    }
