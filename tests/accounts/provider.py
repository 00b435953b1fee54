"""An OpenID Connect provider, small and real: discovery, code flow with PKCE, ID tokens, userinfo, logout.

    with Provider() as provider:
        provider.person = {"sub": "1", "email": "rita@staff.example", "email_verified": True}

Whoever comes to its `authorize` is that person, and is sent back at once.
"""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "recruitment", "known to both"


class Provider:
    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.id_token: dict[str, Any] = {}  # what differs there
        self.refuses = ""  # an error instead of a code
        self.is_broken = False
        self.asked: list[dict[str, str]] = []
        self.signed_out: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def __enter__(self) -> "Provider":
        provider = self

        class Handler(_Handler):
            house = provider

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, name="provider", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server.server_port}"

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "end_session_endpoint": f"{self.url}/logout",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent then."""
        self.asked.append(asked)
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        answer = {"state": asked["state"]}
        if self.refuses:
            answer["error"] = self.refuses
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self.codes[answer["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """None: refused. A code is good for one token."""
        asked = self.codes.pop(sent.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if asked is None or asked["code_challenge"] != challenge.decode() or sent["client_secret"] != SECRET:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.person["sub"], "iat": now, "exp": now + 300}
        token = jwt.encode({**claims, "auth_time": now, **self.id_token}, self.key, algorithm="RS256")
        access = secrets.token_urlsafe(16)
        self.tokens.add(access)
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    house: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if self.house.is_broken:
            self._answer(500, {"error": "broken"})
        elif url.path == "/.well-known/openid-configuration":
            self._answer(200, self.house.configuration())
        elif url.path == "/authorize":
            self._send_to(self.house.authorize(asked))
        elif (
            url.path == "/userinfo"
            and self.headers["Authorization"].removeprefix("Bearer ") in self.house.tokens
        ):
            self._answer(200, self.house.person)
        elif url.path == "/logout":
            self.house.signed_out.append(asked)
            self._send_to(asked["post_logout_redirect_uri"])
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = self.house.token({name: values[0] for name, values in parse_qs(body).items()})
        self._answer(200 if told else 400, told or {"error": "invalid_grant"})

    def _send_to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """It says nothing."""
