import pytest

from rtcli.cli.cookies import jar_pairs
from rtcli.wire.url import parse_target

JAR = """\
# Netscape HTTP Cookie File
# what is exact: the host alone, or whatever ends in it

chat.example	FALSE	/	FALSE	0	exact	1
.example	TRUE	/	FALSE	1999999999	wide	2
#HttpOnly_.chat.example	TRUE	/	TRUE	0	hidden	3
chat.example	FALSE	/room	FALSE	0	deep	4
chat.example	FALSE	/room/	FALSE	0	deeper	5
other.example	FALSE	/	FALSE	0	other	6
xample	TRUE	/	FALSE	0	cut	7
"""


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("ws://chat.example/", "exact wide"),
        ("wss://chat.example/", "exact wide hidden"),
        ("ws://chat.example/room?x=/", "exact wide deep deeper"),
        ("ws://chat.example/room/1", "exact wide deep deeper"),
        ("ws://chat.example/roomy", "exact wide"),
        ("wss://a.chat.example/room", "wide hidden"),
        ("ws://other.example/", "wide other"),
        ("ws://example/", "wide"),
        ("ws://127.0.0.1/", ""),
    ],
)
def test_a_cookie_goes_where_it_belongs(url: str, fits: str) -> None:
    assert [pair.partition("=")[0] for pair in jar_pairs(JAR, parse_target(url))] == fits.split()


def test_what_is_no_table_is_the_cookies_themselves() -> None:
    assert jar_pairs("# mine\na=1; b=2\n\nc=3\n", parse_target("ws://any.example")) == ["a=1; b=2", "c=3"]
