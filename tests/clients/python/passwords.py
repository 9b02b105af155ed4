"""A person changes her password, forgets it and gets a new one by mail; five wrong ones lock her out for a while."""

from context import anonymous, refusal, run
from inbox import mails, next_code

FIRST, SECOND, THIRD = "First-Passw0rd", "Second-Passw0rd", "Third-Passw0rd"


def passwords(context):
    idp, outbox, address = anonymous("cognito-idp"), context["outbox"], context["address"]
    who = {"ClientId": context["client"], "Username": "grace"}

    def sign_in(password):
        parameters = {"USERNAME": "grace", "PASSWORD": password}
        return {"ClientId": context["client"], "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}

    weak = refusal(idp.sign_up, Password="short", **who)
    idp.sign_up(Password=FIRST, UserAttributes=[{"Name": "email", "Value": address}], **who)
    first_code = next_code(outbox, address, 0)
    unconfirmed = refusal(idp.initiate_auth, **sign_in(FIRST))
    idp.resend_confirmation_code(**who)
    idp.confirm_sign_up(ConfirmationCode=next_code(outbox, address, 1), **who)
    twice = refusal(idp.sign_up, Password=FIRST, **who)
    again = refusal(idp.confirm_sign_up, ConfirmationCode=first_code, **who)

    tokens = idp.initiate_auth(**sign_in(FIRST))["AuthenticationResult"]
    idp.change_password(AccessToken=tokens["AccessToken"], PreviousPassword=FIRST, ProposedPassword=SECOND)
    old = refusal(idp.initiate_auth, **sign_in(FIRST))

    sent = idp.forgot_password(**who)["CodeDeliveryDetails"]
    code = next_code(outbox, address, 2)
    idp.confirm_forgot_password(ConfirmationCode=code, Password=THIRD, **who)
    reused = refusal(idp.confirm_forgot_password, ConfirmationCode=code, Password=SECOND, **who)
    tokens = idp.initiate_auth(**sign_in(THIRD))["AuthenticationResult"]

    idp.revoke_token(Token=tokens["RefreshToken"], ClientId=context["client"])
    revoked = refusal(idp.get_user, AccessToken=tokens["AccessToken"])
    locked = [refusal(idp.initiate_auth, **sign_in("Wrong-Passw0rd"))["message"] for _attempt in range(6)]
    return {
        "weak": weak,
        "unconfirmed": unconfirmed,
        "twice": twice,
        "again": again,
        "old": old,
        "sent_to": sent["Destination"],
        "reused": reused,
        "revoked": revoked,
        "locked": locked[-1],
        "right_while_locked": refusal(idp.initiate_auth, **sign_in(THIRD))["message"],
        "mails": len(mails(outbox, address)),
    }


run(passwords)
