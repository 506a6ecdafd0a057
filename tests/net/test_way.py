"""What a way shows of itself."""

from rtcli.net.way import TlsWay, Way


def test_no_secret_is_in_what_a_way_looks_like() -> None:
    way = Way(TlsWay(passphrase="s3cret"), "http://u:s3cret@p", "u:s3cret", environment={"https_proxy": "s3cret"})
    assert "s3cret" not in repr(way)


def test_ways_of_the_same_flags_are_equal() -> None:
    assert TlsWay(ca_pem="x") == TlsWay(ca_pem="x")
    assert hash(TlsWay()) == hash(TlsWay())
