"""Signs in heads, and who left them."""

import re

import pytest

from rtcli.probe.fronts import FRONTS, sightings


class Head(dict[str, str]):
    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name, default)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ({}, []),
        ({"Server": "uvicorn"}, []),
        ({"Server": "openresty/1.25"}, ["nginx"]),
        ({"Server": "cloudflare", "CF-Ray": "8f00-FRA"}, ["Cloudflare"]),
        ({"Via": "1.1 varnish", "X-Varnish": "1 2", "Server": "nginx"}, ["nginx", "Varnish"]),
        ({"Via": "1.1 host (squid/5.7)"}, ["Squid"]),
        ({"Via": "1.1 somebody"}, ["a proxy"]),
        ({"Via": "1.1 vegur", "Server": "Cowboy"}, ["Heroku's router"]),
        ({"Server": "Caddy", "Via": "1.1 Caddy"}, ["Caddy"]),
        ({"Set-Cookie": "AWSALB=secret; Path=/"}, ["AWS load balancer"]),
        ({"X-Powered-By": "Express"}, ["Express"]),
    ],
)
def test_each_is_told_by_its_sign(head: dict[str, str], names: list[str]) -> None:
    assert [sighting.front.name for sighting in sightings(Head(head))] == names


def test_the_sign_is_the_line_and_a_cookie_stays_secret() -> None:
    (nginx,) = sightings(Head({"Server": "nginx/1.26"}))
    (balancer,) = sightings(Head({"Set-Cookie": "AWSALB=secret"}))
    assert (nginx.sign, balancer.sign) == ("Server: nginx/1.26", "Set-Cookie: ***")


def test_the_table_holds_together() -> None:
    for front in FRONTS:
        re.compile(front.sign)
        assert bool(front.cut_s) <= bool(front.cut_by)
        assert front.cut_by or front.live_by
        assert not front.transforms or front.live_by
