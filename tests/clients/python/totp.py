"""The codes of an authenticator app (RFC 6238, SHA-1, six digits), so many steps of 30 seconds from now."""

import base64
import hmac
import time


def code(secret, steps=0):
    counter = int(time.time() // 30) + steps
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    start = mac[19] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**6).zfill(6)
