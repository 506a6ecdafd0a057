from rtcli.show.place import Place, Places
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, Frame, build_frame


def frame(opcode: int, *, fin: bool = True, rsv: int = 0) -> Frame:
    return Frame(0, build_frame(opcode, fin=fin, rsv=rsv), b"")


def test_a_continuation_belongs_to_the_message_of_its_direction() -> None:
    places = Places()
    steps = [
        (frame(TEXT, fin=False), "client", Place(1, "client")),
        (frame(BINARY, fin=False, rsv=4), "server", Place(2, "server", None, True)),
        (frame(PING), "client", Place(3, "client")),
        (frame(CONTINUATION, fin=False), "client", Place(4, "client", TEXT)),
        (frame(CONTINUATION), "server", Place(5, "server", BINARY, True)),
        (frame(CONTINUATION), "client", Place(6, "client", TEXT)),
        (frame(CONTINUATION), "client", Place(7, "client")),
        (frame(CLOSE), None, Place(8)),
    ]
    for given, origin, place in steps:
        assert places.of(given, origin) == place


def test_a_new_message_takes_the_place_of_one_left_open() -> None:
    places = Places(first=0)
    places.of(frame(TEXT, fin=False), "server")
    assert places.of(frame(BINARY, fin=False), "server") == Place(1, "server")
    assert places.of(frame(CONTINUATION, fin=False), "server").message == BINARY


def test_a_control_frame_in_fragments_does_not_touch_the_message() -> None:
    places = Places()
    places.of(frame(TEXT, fin=False), "server")
    places.of(frame(PING, fin=False), "server")
    assert places.of(frame(CONTINUATION), "server").message == TEXT
