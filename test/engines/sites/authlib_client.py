"""Signs in with Authlib: PLATFORM SECRET. Prints what it learns as JSON."""

import json
import secrets
import sys
import warnings

warnings.simplefilter("ignore")
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from browser import Person

platform, secret = sys.argv[1:]
callback = "http://127.0.0.1:9/callback"
meta = requests.get(f"{platform}/.well-known/openid-configuration").json()
client = OAuth2Session(
    "authlib", secret, scope="openid profile groups", redirect_uri=callback, code_challenge_method="S256"
)
verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe()
url, state = client.create_authorization_url(meta["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
back = Person(platform, "alice", "password-of-alice").follow(url, callback)
token = client.fetch_token(meta["token_endpoint"], authorization_response=back, code_verifier=verifier)
claims = jwt.decode(token["id_token"], JsonWebKey.import_key_set(requests.get(meta["jwks_uri"]).json()))
claims.validate()
assert claims["nonce"] == nonce and claims["iss"] == platform and claims["aud"] == "authlib"
info = client.get(meta["userinfo_endpoint"]).json()
fresh = client.refresh_token(meta["token_endpoint"], refresh_token=token["refresh_token"])
assert fresh["refresh_token"] != token["refresh_token"]
client.revoke_token(meta["revocation_endpoint"], fresh["access_token"], token_type_hint="access_token")
after = requests.get(meta["userinfo_endpoint"], headers={"authorization": f"Bearer {fresh['access_token']}"})
print(json.dumps({"claims": dict(claims), "info": info, "afterRevocation": after.status_code}))
