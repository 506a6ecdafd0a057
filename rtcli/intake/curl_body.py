"""The data options of a cURL line to the body they make: joined as curl joins them, files left unread."""

from urllib.parse import quote

from rtcli.intake.curl_options import Given

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")


def read_body(given: Given) -> bytes | None:
    """The body; also of a GET, where it goes into the URL."""
    parts = [(name, value) for name, value in given.options if name in DATA and not is_file(name, value)]
    if not parts:
        return None
    body = ""
    for name, value in parts:
        body += ("&" if body and name != "json" else "") + (_encoded(value) if name == "data-urlencode" else value)
    return body.encode(errors="surrogateescape")


def content_type(given: Given) -> str:
    return JSON if given.has("json") else FORM


def is_file(name: str, value: str) -> bool:
    """Whether the value names a file: after @, and with data-urlencode also behind a name."""
    if name == "data-urlencode":
        return "@" in value.partition("=")[0]
    return name != "data-raw" and value.startswith("@")


def _encoded(value: str) -> str:
    """`content`, `=content` or `name=content`, of which only the content is encoded."""
    name, equals, content = value.partition("=")
    if not equals:
        name, content = "", value
    encoded = quote(content, safe="", errors="surrogateescape")
    return f"{name}={encoded}" if name else encoded
