"""Runs Python functions as AWS Lambda does: AWS's own runtime (awslambdaric) asks a Runtime API for events, and an Invoke API takes them.

lambda_host.py KEY_ID SECRET NAME=module.function ...   (modules of `handlers`)

It checks signatures with botocore, prints the port of the Invoke API, tells by GET what was asked, and ends with its standard input.
"""

import http.server
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import threading
import urllib.parse
import uuid

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HANDLERS = pathlib.Path(__file__).parent / "handlers"
INVOKE = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/lambda/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)")


class Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Function:
    """A function in its runtime, one event at a time."""

    def __init__(self, name, handler):
        self.events, self.waiting = queue.Queue(), {}
        self.arn = f"arn:aws:lambda:us-east-1:123456789012:function:{name}"
        api = f"127.0.0.1:{serve(self.runtime_api())}"
        environment = {"AWS_LAMBDA_RUNTIME_API": api, "AWS_LAMBDA_FUNCTION_NAME": name, "AWS_LAMBDA_FUNCTION_VERSION": "1"}
        environment |= {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_LOG_GROUP_NAME": "g", "AWS_LAMBDA_LOG_STREAM_NAME": "s"}
        command = [sys.executable, "-m", "awslambdaric", handler]
        self.process = subprocess.Popen(command, cwd=HANDLERS, env=os.environ | environment, stdout=sys.stderr)

    def invoke(self, event):
        """Gives `response` or `error`, and the body of it."""
        request, answers = str(uuid.uuid4()), queue.Queue()
        self.waiting[request] = answers
        self.events.put((request, event))
        return answers.get()

    def runtime_api(function):
        class RuntimeApi(Answering):
            def do_GET(self):
                request, event = function.events.get()
                headers = {"Aws-Request-Id": request, "Deadline-Ms": "9999999999999", "Invoked-Function-Arn": function.arn}
                headers = {f"Lambda-Runtime-{name}": value for name, value in headers.items()}
                # The runtime reads it, and breaks where there is none.
                self.answer(200, event, [*headers.items(), ("Content-Type", "application/json")])

            def do_POST(self):
                *_, request, kind = self.path.split("/")
                body = self.body()
                if request in function.waiting:
                    function.waiting.pop(request).put((kind, body))
                self.answer(202, b"{}")

        return RuntimeApi


def is_signed(request, body, credentials):
    """Whether the request is signed for Lambda, as botocore would sign it."""
    found = SCOPE.search(request.headers.get("authorization", ""))
    if not found or found[1] != credentials.access_key:
        return False
    headers = {name: request.headers[name] for name in found[3].split(";")}
    again = AWSRequest("POST", f"http://{request.headers['host']}{request.path}", headers=headers, data=body)
    again.context["timestamp"] = request.headers["x-amz-date"]
    signer = SigV4Auth(credentials, "lambda", found[2])
    return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again) == found[4]


def invoke_api(functions, credentials):
    asked = []

    class InvokeApi(Answering):
        def do_GET(self):
            self.answer(200, json.dumps(asked).encode())

        def do_POST(self):
            body, found = self.body(), INVOKE.fullmatch(self.path)
            function = functions.get(urllib.parse.unquote(found[1]).split(":")[6]) if found else None
            if not is_signed(self, body, credentials):
                return self.answer(403, b"{}", [("x-amzn-ErrorType", "InvalidSignatureException")])
            if function is None:
                return self.answer(404, b"{}", [("x-amzn-ErrorType", "ResourceNotFoundException:http://internal")])
            asked.append(json.loads(body)["triggerSource"])
            if self.headers["x-amz-invocation-type"] == "Event":
                threading.Thread(target=function.invoke, args=(body,), daemon=True).start()
                return self.answer(202)
            kind, answer = function.invoke(body)
            self.answer(200, answer, [("X-Amz-Function-Error", "Unhandled")] if kind == "error" else [])

    return InvokeApi


def main(key_id, secret, *handlers):
    functions = {name: Function(name, handler) for name, handler in (each.split("=") for each in handlers)}
    print(serve(invoke_api(functions, Credentials(key_id, secret))), flush=True)
    sys.stdin.read()
    for function in functions.values():
        function.process.kill()


main(*sys.argv[1:])
