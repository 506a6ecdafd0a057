from rtcli.report.model import Rule
from rtcli.show.explained import close_page, close_table, on_the_wire, rule_page, rule_table
from rtcli.show.paint import Line, paint

RULE = Rule("warn", "a frame is odd", "RFC 6455 5.2", why="It breaks one. " * 8, cure="make it even", earned="test:odd")


def plain(lines: list[Line]) -> list[str]:
    return paint(lines, False).splitlines()


def test_a_rule_is_a_head_a_sentence_and_labelled_paragraphs() -> None:
    assert plain(rule_page("frame.odd", RULE, 60)) == [
        "frame.odd  warn",
        "A frame is odd.",
        "",
        "why      It breaks one. It breaks one. It breaks one. It",
        "         breaks one. It breaks one. It breaks one. It breaks",
        "         one. It breaks one.",
        "cure     make it even",
        "clause   RFC 6455 5.2",
        "shown by test:odd",
    ]


def test_prose_is_never_wider_than_is_good_to_read() -> None:
    assert rule_page("frame.odd", RULE, 300) == rule_page("frame.odd", RULE, 88)


def test_a_level_has_its_colour() -> None:
    assert ("warn", "level.warn") in rule_page("frame.odd", RULE, 80)[0]


def test_a_table_groups_by_area_and_folds_at_a_width_only() -> None:
    rules = {"frame.odd": RULE, "close.odd": RULE}
    assert plain(rule_table(rules, None)) == [
        "frame",
        "  warn  frame.odd  a frame is odd",
        "",
        "close",
        "  warn  close.odd  a frame is odd",
    ]
    long = Rule("fail", "a title of many words " * 3, "", "", "", "")
    assert plain(rule_table({"frame.long": long}, 45)) == [
        "frame",
        "  fail  frame.long  a title of many words a",
        "                    title of many words a",
        "                    title of many words",
    ]


def test_a_close_code_is_named_by_itself_or_by_its_range() -> None:
    assert plain(close_page(1006, 80))[0] == "1006  abnormal closure  never on the wire"
    assert plain(close_page(4123, 80))[0] == "4123  for private use  may be sent"


def test_the_table_of_close_codes_is_aligned() -> None:
    assert plain(close_table([range(1000, 1001), range(1016, 3000)])) == [
        "1000        normal closure                     may be sent",
        "1016-2999   unassigned, held for the protocol  never on the wire",
    ]


def test_what_is_never_sent_stands_out() -> None:
    assert on_the_wire(1005) == ("never on the wire", "level.fail")
    assert on_the_wire(1000) == ("may be sent", "level.ok")
