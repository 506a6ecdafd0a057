"""A Digest challenge to the Authorization that answers it, RFC 7616: the password itself never goes on the wire."""

import re
from hashlib import md5, sha256

from rtcli.wire.http1 import TOKEN, Head

HASHES = {"MD5": md5, "SHA-256": sha256}  # "-sess" may stand behind either
_DIGEST = re.compile(r"(?:^|,)\s*digest\s+(.*)", re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(rf'({TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|({TOKEN}))')
_ESCAPE = re.compile(r"\\(.)")


def answer_digest(head: Head, user: str, target: str, *, cnonce: str) -> str | None:
    """The field's value, or None where no challenge in the head is one that can be answered."""
    for challenge in filter(None, map(_DIGEST.search, head.get_all("WWW-Authenticate"))):
        given: dict[str, str] = {}
        for name, text, token in _PARAMETER.findall(challenge[1]):
            given.setdefault(name.lower(), _ESCAPE.sub(r"\1", text) or token)  # those of a next challenge come later
        qops = [qop.strip() for qop in given.get("qop", "").split(",") if qop.strip()]
        known = given.get("algorithm", "MD5").upper().removesuffix("-SESS") in HASHES
        if known and "nonce" in given and (not qops or "auth" in qops):
            return _answer(given, user, target, cnonce if qops else None)
    return None


def _answer(given: dict[str, str], user: str, target: str, cnonce: str | None) -> str:
    """Without a cnonce as RFC 2069 has it, where the server asks for no quality of protection."""
    name, _, password = user.partition(":")
    algorithm = given.get("algorithm", "MD5")
    realm, nonce = given.get("realm", ""), given["nonce"]

    def hashed(*parts: str) -> str:
        text = ":".join(parts).encode(errors="surrogateescape")
        return HASHES[algorithm.upper().removesuffix("-SESS")](text).hexdigest()

    secret = hashed(name, realm, password)
    if algorithm.upper().endswith("-SESS"):
        secret = hashed(secret, nonce, cnonce or "")
    quality = ("00000001", cnonce, "auth") if cnonce is not None else ()
    fields = {"username": name, "realm": realm, "nonce": nonce, "uri": target}
    fields["response"] = hashed(secret, nonce, *quality, hashed("GET", target))
    words = [f'{field}="{_quoted(value)}"' for field, value in fields.items()]
    words += [f"algorithm={algorithm}"] if "algorithm" in given else []
    words += [f'opaque="{_quoted(given["opaque"])}"'] if "opaque" in given else []
    words += [f'qop=auth, nc=00000001, cnonce="{cnonce}"'] if cnonce is not None else []
    return f"Digest {', '.join(words)}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
