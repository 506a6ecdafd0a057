"""What can be wrong with a recorded conversation, the format rtcli/record/1."""

from rtcli.report.model import Rule

RULES = {
    "record.bad-line": Rule(
        "fail",
        "a line of the record cannot be read",
        "rtcli/record/1",
        why="What this line held is missing from everything decoded after it: frames of that direction may be "
        "misread from here on.",
        cure="do not edit or re-encode a record; make it again, or cut it off before the bad line",
        earned="test:tests/wire/test_record.py",
    ),
    "record.truncated": Rule(
        "warn",
        "the record breaks off before its end",
        "rtcli/record/1",
        why="The recorder was killed while it wrote, or the disk was full: the last line is incomplete, or the end "
        "line is missing. All complete lines are good.",
        cure="nothing to repair; to have the end as well, let the recording command finish, or stop it with Ctrl-C",
        earned="test:tests/wire/test_record.py",
    ),
}
