"""The authentication service, after it has found out who is there. The database gets the token's hash, never the token."""
import hashlib
import os
import secrets
import psycopg

token = secrets.token_urlsafe(32)
with psycopg.connect(os.environ["AUTHENTICATOR_URL"]) as connection:
    connection.execute(
        "SELECT bailiwick.open_session(%s, %s, %s, %s, interval '1 hour')",
        [hashlib.sha256(token.encode()).digest(), os.environ["PRINCIPAL"], os.environ["TENANT"], os.environ["POOL"]],
    )
print(token)
