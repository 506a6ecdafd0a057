"""A file of cookies, as browsers' exporters and curl -c write it, to the pairs that belong to an address."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rtcli.wire.url import Url

COLUMNS = 7  # domain, subdomains too, path, secure, expires, name, value
HTTP_ONLY = "#HttpOnly_"  # before the domain of a cookie that scripts may not see


def jar_pairs(written: str, url: "Url") -> list[str]:
    """`name=value` of each cookie that fits the address; text that is no such table is the pairs themselves."""
    rows = [line.removeprefix(HTTP_ONLY).split("\t") for line in written.splitlines() if is_row(line)]
    if not rows:
        return [line for line in written.splitlines() if line.strip() and not line.startswith("#")]
    return [f"{row[5]}={row[6]}" for row in rows if fits(row, url)]


def is_row(line: str) -> bool:
    return line.count("\t") == COLUMNS - 1 and (not line.startswith("#") or line.startswith(HTTP_ONLY))


def fits(row: list[str], url: "Url") -> bool:
    """RFC 6265 5.4, expiry aside: what is in the file was meant to be sent."""
    domain, subdomains, path, secure = (column.lower() for column in row[:4])
    bare, place = domain.lstrip("."), url.path.partition("?")[0]
    at_host = url.host == bare or (subdomains == "true" and url.host.endswith(f".{bare}"))
    row_path = row[2].rstrip("/")
    below = place == row_path or place.startswith(f"{row_path}/")
    return at_host and below and (url.secure or secure != "true")
