"""Takes events as webhooks: verifies them with the stock library of Standard Webhooks, and answers by the functions of `handlers/custom_auth`.

webhook_host.py SECRET   (`whsec_...`)

It prints its port, and ends with its standard input.
"""

import http.server
import json
import sys
import threading

from handlers import custom_auth
from standardwebhooks import Webhook, WebhookVerificationError

FUNCTIONS = {
    "DefineAuthChallenge_Authentication": custom_auth.define,
    "CreateAuthChallenge_Authentication": custom_auth.create,
    "VerifyAuthChallengeResponse_Authentication": custom_auth.verify,
}


class Hook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = Webhook(sys.argv[1]).verify(body, dict(self.headers))
        except WebhookVerificationError as error:
            return self.answer(401, {"errorMessage": str(error)})
        if event["request"].get("challengeAnswer") == "none":
            return self.answer(422, {"errorMessage": "An answer is wanted"})
        self.answer(200, FUNCTIONS[event["triggerSource"]](event, None))

    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
