"""Functions that send messages, written for AWS. What they send is appended to the file SENT."""

import base64
import json
import os

import aws_encryption_sdk
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import AesWrappingAlg, CreateRawAesKeyringInput
from aws_encryption_sdk import CommitmentPolicy

client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
keyring = AwsCryptographicMaterialProviders(config=MaterialProvidersConfig()).create_raw_aes_keyring(
    input=CreateRawAesKeyringInput(
        key_namespace="recognito",
        key_name=os.environ["KEY_ARN"],
        wrapping_key=bytes.fromhex(os.environ["KEY"]),
        wrapping_alg=AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16,
    )
)


def send(event, to):
    # Decryption is refused unless the code was encrypted for this pool.
    context = {"userpool-id": event["userPoolId"]}
    code = base64.b64decode(event["request"]["code"])
    plaintext, _ = client.decrypt(source=code, keyring=keyring, encryption_context=context)
    line = json.dumps({"to": to, "says": plaintext.decode()}) + "\n"
    # One write for a line: two functions append to the same file.
    with open(os.environ["SENT"], "ab", buffering=0) as sent:
        sent.write(line.encode())
    return event


def custom_email_sender(event, context):
    return send(event, event["request"]["userAttributes"]["email"])


def custom_sms_sender(event, context):
    return send(event, event["request"]["userAttributes"]["phone_number"])
