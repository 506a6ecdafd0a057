from rtcli.report.rules import RULES
from rtcli.show.faults import draw_faults, level
from rtcli.show.look import Look
from rtcli.show.paint import paint
from rtcli.wire.fault import Fault

MASKED = Fault("frame.masked-by-server", 334, "MASK is 1")


def test_a_level_is_that_of_the_rule_and_the_worst_where_there_is_none() -> None:
    assert (level("frame.mask-mixed"), level("frame.truncated"), level("no.such-rule")) == ("warn", "fail", "fail")


def test_a_fault_is_explained_once() -> None:
    look = Look(width=200)
    rule = RULES[MASKED.code]
    text = paint(draw_faults([MASKED, MASKED._replace(offset=400)], look), False)
    assert text.splitlines() == [
        "  fail  frame.masked-by-server at 334 (0x14e): MASK is 1",
        f"        {rule.title}",
        f"  cure  {rule.cure}",
        f"   see  {rule.clause}; more: rtcli explain frame.masked-by-server",
        "  fail  frame.masked-by-server at 400 (0x190): MASK is 1",
    ]
    assert look.explained == {MASKED.code}
    assert len(draw_faults([MASKED], look)) == 1


def test_a_terse_look_explains_nothing() -> None:
    assert len(draw_faults([MASKED], Look(terse=True))) == 1


def test_a_fault_without_a_rule_is_shown_as_it_is() -> None:
    text = paint(draw_faults([Fault("no.such-rule", 0, "seen \x1b[2J")], Look()), False)
    assert text == "  fail  no.such-rule at 0 (0x0): seen \\u001b[2J\n"


def test_a_level_gives_the_colour_and_a_narrow_look_folds() -> None:
    look = Look(width=40, terse=True)
    assert draw_faults([Fault("frame.mask-mixed", 70000, "MASK is 1, unlike before")], look) == [
        [(" warn", "level.warn"), (" ", ""), ("frame.mask-mixed", "level.warn"), (" at 70,000", "")],
        [("     ", ""), (" ", ""), ("(0x11170): MASK is 1, unlike", "")],
        [("     ", ""), (" ", ""), ("before", "")],
    ]
