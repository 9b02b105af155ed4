"""Takes logs as a webhook and as a bucket: verifies the one with the stock library of Standard Webhooks, the other with botocore.

log_sink.py SECRET KEY_ID KEY_SECRET   (`whsec_...`)

POST /hook and PUT /bucket/... take records, GET / tells them. It prints its port, and ends with its standard input.
"""

import gzip
import hashlib
import http.server
import json
import re
import sys
import threading

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from standardwebhooks import Webhook, WebhookVerificationError

SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)")
SECRET, KEY_ID, KEY_SECRET = sys.argv[1:]

taken = {"hook": [], "bucket": [], "refused": []}


def is_signed(request, body):
    """Whether an upload is signed as botocore would sign it, with the digest of its body."""
    found = SCOPE.search(request.headers.get("authorization", ""))
    if not found or found[1] != KEY_ID or request.headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
        return False
    headers = {name: request.headers[name] for name in found[3].split(";")}
    again = AWSRequest("PUT", f"http://{request.headers['host']}{request.path}", headers=headers, data=body)
    again.context["timestamp"] = request.headers["x-amz-date"]
    signer = S3SigV4Auth(Credentials(KEY_ID, KEY_SECRET), "s3", found[2])
    return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again) == found[4]


class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers["content-length"]))

    def do_GET(self):
        self.answer(200, json.dumps(taken).encode())

    def do_POST(self):
        try:
            delivery = Webhook(SECRET).verify(self.body(), dict(self.headers))
        except WebhookVerificationError as error:
            taken["refused"].append(str(error))
            return self.answer(401)
        taken["hook"].extend(delivery["records"])
        self.answer(204)

    def do_PUT(self):
        body = self.body()
        if not is_signed(self, body):
            taken["refused"].append(self.path)
            return self.answer(403)
        taken["bucket"].extend(map(json.loads, gzip.decompress(body).decode().splitlines()))
        self.answer(200)

    def answer(self, status, body=b""):
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
