"""pycognito, with a client that has a secret: a person signs up, looks after her account and leaves; an administrator helps another."""

from context import client, refusal, run
from inbox import next_code
from person import person
from pycognito.exceptions import ForceChangePasswordException

SECOND, THIRD = "Difference-Engine-1822", "Bernoulli-Numb3rs"


def account(context):
    outbox, address = context["outbox"], context["email"]
    user = person(context)
    user.set_base_attributes(email=address, name="Ada")
    signed_up = user.register(context["username"], context["password"])
    user.confirm_sign_up(next_code(outbox, address, 0))
    user.authenticate(password=context["password"])
    user.update_profile({"name": "Ada Lovelace"})
    name = user.get_user().name
    user.send_verification()
    user.validate_verification(next_code(outbox, address, 1))
    user.change_password(context["password"], SECOND)
    user.initiate_forgot_password()
    user.confirm_forgot_password(next_code(outbox, address, 2), THIRD)
    user.authenticate(password=THIRD)
    before = user.access_token
    user.renew_access_token()
    renewed = user.access_token != before
    old = user.access_token
    user.logout()
    signed_out = refusal(client("cognito-idp").get_user, AccessToken=old)
    user.admin_authenticate(password=THIRD)
    user.delete_user()
    return {
        "confirmed": signed_up["UserConfirmed"],
        "name": name,
        "renewed": renewed,
        "signed_out": signed_out["message"],
        "gone": refusal(user.admin_get_user)["code"],
        **invited(context),
    }


def invited(context):
    user = person(context, "grace")
    user.admin_create_user("grace", "Temporary-1", {"MessageAction": "SUPPRESS"}, email="grace." + context["email"])
    user = person(context, "grace")
    try:
        user.authenticate(password="Temporary-1")
        forced = False
    except ForceChangePasswordException:
        forced = True
    user.new_password_challenge("Temporary-1", SECOND)
    client("cognito-idp").create_group(UserPoolId=context["pool"], GroupName="navy")
    user.admin_add_user_to_group("grace", "navy")
    user.authenticate(password=SECOND)
    user.admin_disable_user("grace")
    disabled = refusal(user.renew_access_token)
    user.admin_enable_user("grace")
    return {
        "forced": forced,
        "status": user.admin_get_user().user_status,
        "groups": user.admin_list_groups_for_user("grace"),
        "claimed": user.id_claims["cognito:groups"],
        "disabled": disabled["message"],
    }


run(account)
