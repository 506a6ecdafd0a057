"""What a request bears to be let in: a token as bearer, as cookie or in the query, and what is answered without one."""


def tokens_given(authorization: str, cookie: str, query: str) -> list[str]:
    """Every token in these two header values and in the query parameter."""
    scheme, _, bearer = authorization.partition(" ")
    pairs = (pair.strip().partition("=") for pair in cookie.split(";"))
    cookies = [value.strip('"') for name, _, value in pairs if name == "token"]
    tokens = (bearer.strip() if scheme.lower() == "bearer" else "", *cookies, query)
    return [token for token in tokens if token]


def challenge(given: list[str]) -> str:
    """The WWW-Authenticate of a 401, RFC 6750 section 3."""
    return 'Bearer realm="lab"' + (', error="invalid_token"' if given else "")
