"""pycognito's device helpers and boto3: a device is confirmed, proves itself, binds its sessions, and is forgotten by an administrator."""

from botocore.exceptions import ClientError
from context import anonymous, client, refusal, run
from pycognito.aws_srp import AWSSRP, generate_hash_device

SHOWN = ("device_name", "dev:device_remembered_status", "last_ip_used")


def devices(context):
    admin, idp = client("cognito-idp"), anonymous("cognito-idp")
    who = {"UserPoolId": context["pool"], "Username": context["username"]}

    def sign_in(**device):
        person = {"username": context["username"], "password": context["password"]}
        srp = AWSSRP(pool_id=context["pool"], client_id=context["client"], client=idp, **person, **device)
        try:
            return srp.authenticate_user()["AuthenticationResult"]
        except ClientError as error:
            return error.response["Error"]

    def refresh(**parameters):
        return {
            "ClientId": context["client"],
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "AuthParameters": parameters,
        }

    first = sign_in()
    key, group = (first["NewDeviceMetadata"][name] for name in ("DeviceKey", "DeviceGroupKey"))
    password, verifier = generate_hash_device(group, key)
    confirmed = idp.confirm_device(
        AccessToken=first["AccessToken"], DeviceKey=key, DeviceName="desk", DeviceSecretVerifierConfig=verifier
    )
    device = {"device_key": key, "device_group_key": group, "device_password": password}
    known = sign_in(**device)
    wrong = sign_in(**{**device, "device_password": "not " + password})
    fresh = idp.initiate_auth(**refresh(REFRESH_TOKEN=known["RefreshToken"], DEVICE_KEY=key))
    elsewhere = refusal(idp.initiate_auth, **refresh(REFRESH_TOKEN=known["RefreshToken"]))

    listed = admin.admin_list_devices(**who)["Devices"]
    shown = admin.admin_get_device(DeviceKey=key, **who)["Device"]["DeviceAttributes"]
    admin.admin_update_device_status(DeviceKey=key, DeviceRememberedStatus="not_remembered", **who)
    not_remembered = idp.list_devices(AccessToken=known["AccessToken"])["Devices"]
    admin.admin_forget_device(DeviceKey=key, **who)
    return {
        "confirmation_necessary": confirmed["UserConfirmationNecessary"],
        "known_is_new": "NewDeviceMetadata" in known,
        "wrong": wrong.get("Message"),
        "refreshed": "AccessToken" in fresh["AuthenticationResult"],
        "elsewhere": elsewhere["message"],
        "listed": [each["DeviceKey"] == key for each in listed],
        "shown": {each["Name"]: each["Value"] for each in shown if each["Name"] in SHOWN},
        "not_remembered": not_remembered,
        "forgotten": sign_in(**device).get("Message"),
        "ended": refusal(idp.initiate_auth, **refresh(REFRESH_TOKEN=known["RefreshToken"], DEVICE_KEY=key))["message"],
        "without_the_key": "AccessToken" in sign_in(),
    }


run(devices)
