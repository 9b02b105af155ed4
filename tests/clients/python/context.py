"""What every script here shares: a JSON context file in, one line of JSON out, exit code 1 on a failure.

Where the server is and who the administrator is comes by the environment, as for any program of these SDKs:
AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, AWS_SHARED_CREDENTIALS_FILE.
"""

import json
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError


def client(service, credentials=None):
    """A client that signs with the administrator's key, or with vended credentials (STS's member names)."""
    if credentials is None:
        return boto3.client(service)
    return boto3.client(
        service,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials.get("SecretKey") or credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def anonymous(service):
    """A client that never signs."""
    return boto3.client(service, config=Config(signature_version=UNSIGNED))


def refusal(call, **arguments):
    """Makes a call that must be refused; gives the code and the message of the refusal."""
    try:
        call(**arguments)
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
    return {"code": None, "message": "the call was answered"}


def run(script):
    """Runs the script on the context file named on the command line and prints its answer."""
    with open(sys.argv[1], encoding="utf-8") as file:
        context = json.load(file)
    try:
        answer = script(context)
    except Exception as error:  # the harness reads one line, whatever went wrong
        print(json.dumps({"failed": f"{type(error).__name__}: {error}"}))
        sys.exit(1)
    print(json.dumps(answer, default=str))
