"""`rtcli inspect-frame` from the command line to its streams and its exit code."""

import array
import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import termios
import time
from base64 import b64encode
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import jsonschema
import pytest

from rtcli.cli.given import Given
from rtcli.report.renderers import RENDERERS
from rtcli.wire.deflate import Deflater
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, build_frame
from tests.command import Ran, cli, streams
from tests.golden import golden

SAMPLES = Path(__file__).parents[1] / "intake" / "samples"
SCHEMAS = files("rtcli") / "schemas"
LINE = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "inspect-frame-1.json").read_text()))
DEADLINE_S = 60.0  # only a hung process meets it

KEY = bytes.fromhex("37fa213d")
HELLO = build_frame(TEXT, b"Hello", key=KEY)
AGAIN = b"again and again and again"
DEFLATED = Deflater().deflate(AGAIN)
HEAD = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
)
DEFLATING = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"
TOUR = b"".join(
    (
        build_frame(TEXT, b'{"type":"trade","price":12.50,"tags":["a","\xc5\xbc"]}'),
        build_frame(TEXT, DEFLATED[:8], rsv=4, fin=False),
        build_frame(PING, b"are you there?"),
        build_frame(CONTINUATION, DEFLATED[8:]),
        build_frame(BINARY, bytes(range(40)), length_form=64),
        build_frame(TEXT, b"caf\xe9 au lait"),
        build_frame(CLOSE, b"\x03\xee" + "größer".encode()),
        b"\x81\x7e\x01",
    )
)
SERVER = ("--from", "server", "--deflate")


def inspect(*argv: str, stdin: bytes = b"", **settings: Any) -> Ran:
    return cli("inspect-frame", *argv, stdin=stdin, **settings)


def lines(*argv: str, stdin: bytes = b"") -> list[Any]:
    """The documents of `--json`, each held against the schema; the first alone names it."""
    documents = inspect("--json", *argv, stdin=stdin).documents
    for document in documents:
        LINE.validate(document)
    assert [index for index, document in enumerate(documents) if "schema" in document] == [0]
    return documents


class TestThePicture:
    def test_its_help(self) -> None:
        golden("cli/inspect-frame/help.txt", inspect("--help").out)

    @pytest.mark.parametrize("columns", [60, 80, 140])
    def test_it_is_as_wide_as_the_terminal(self, columns: int) -> None:
        ran = inspect(*SERVER, "--color", "never", stdin=TOUR, tty=True, columns=columns)
        assert (ran.code, ran.err) == (1, "input: read as raw bytes\n")
        assert max(map(len, ran.out.splitlines())) <= columns
        golden(f"cli/inspect-frame/tour-{columns}.txt", ran.out)

    def test_it_has_colours_at_a_terminal(self) -> None:
        golden("cli/inspect-frame/tour-80-colour.txt", inspect(*SERVER, stdin=TOUR, tty=True).out)

    def test_in_a_pipe_it_is_the_same_without_colours(self) -> None:
        at_terminal = inspect(*SERVER, "--color", "never", stdin=TOUR, tty=True)
        assert inspect(*SERVER, stdin=TOUR).out == at_terminal.out
        assert inspect(*SERVER, "--color", "always", stdin=TOUR).out == inspect(*SERVER, stdin=TOUR, tty=True).out

    @pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
    def test_the_environment_can_ask_for_no_colours(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, value)
        monkeypatch.setattr("tests.command.Stream.isatty", lambda self: True)
        with streams():
            assert "\x1b" not in cli("inspect-frame", "--hex", "8100").out

    def test_messages_stand_beside_their_frames(self) -> None:
        titles = [line for line in inspect(*SERVER, "--messages", stdin=TOUR).out.splitlines() if "── message" in line]
        assert [title.split(" · ")[:4] for title in titles] == [
            ["── message 0", "text", "from server", "48 bytes"],
            ["── message 1", "text", "from server", "25 bytes, inflated from 15"],
            ["── message 2", "binary", "from server", "40 bytes"],
            ["── message 3", "text", "from server", "12 bytes"],
        ]

    def test_a_sum_alone(self) -> None:
        assert inspect("--summary", "--hex", "8100", "--color", "never").out.splitlines() == [
            "── sum " + "─" * 73,
            "frames    1  text 1",
            "messages  1",
            "bytes     2",
            "payload   0  bytes, 0.0 a frame",
            "overhead  2  bytes of headers, 100.0 % of the frames, 2.0 a message",
            "no faults in 1 frame",
        ]

    def test_max_payload_cuts_what_is_shown_and_not_what_is_judged(self) -> None:
        data = build_frame(TEXT, b"x" * 90 + b"\xff" + b"y" * 90)
        ran = inspect("--max-payload", "4", stdin=data)
        assert "  text  xxxx\n     …  177 more bytes\n" in ran.out
        assert "message.bad-utf8 at 94" in ran.out
        assert "text  " + "z" * 72 in inspect("--max-payload", "5KB", stdin=build_frame(TEXT, b"z" * 5000)).out


class TestTheLines:
    def test_the_tour(self) -> None:
        documents = lines(*SERVER, "--messages", stdin=TOUR)
        golden("cli/inspect-frame/tour.jsonl", "".join(f"{json.dumps(document)}\n" for document in documents))

    def test_a_sum_alone_is_one_line(self) -> None:
        (end,) = lines("--summary", stdin=TOUR)
        assert (end["type"], end["frames"], end["rest_bytes"], end["exit_code"]) == ("end", 7, 3, 1)

    def test_two_directions_are_counted_as_one(self) -> None:
        *frames, end = lines(str(SAMPLES / "tcpdump-X.txt"))
        assert [frame["index"] for frame in frames] == list(range(8))
        assert {frame["from"] for frame in frames} == {"client", "server"}
        assert (end["frames"], end["faults"]) == (8, 0)

    def test_max_payload(self) -> None:
        frame, _ = lines("--max-payload", "2", stdin=HELLO)
        assert (frame["payload_b64"], frame["payload_cut"], frame["text"]) == ("SGU=", True, "He")


FORMS = {
    "raw": HELLO,
    "hex": b"81 85 37:fa:21:3d\n7f9f4d5158",
    "base64": b64encode(HELLO),
    "literal": rb'b"\x81\x857\xfa!=\x7f\x9fMQX"',
    "json": json.dumps(list(HELLO)).encode(),
    "hexdump": b"00000000: 8185 37fa 213d 7f9f 4d51 58              ..7.!=..MQX\n",
    "curl-trace": b"=> Send data, 11 bytes (0xb)\n0000: 81 85 37 fa 21 3d 7f 9f 4d 51 58                ..7.!=..MQX\n",
}


class TestTheInput:
    @pytest.mark.parametrize("form", FORMS)
    def test_any_form_is_told_and_can_be_forced(self, form: str) -> None:
        detected, forced = inspect(stdin=FORMS[form]), inspect("--as", form, stdin=FORMS[form])
        assert (detected.code, forced.code) == (0, 0)
        assert detected.out == forced.out
        assert "\n  text  Hello\n" in detected.out
        assert detected.err.startswith("input: read as ")
        assert forced.err == ""

    def test_from_the_command_line(self, tmp_path: Path) -> None:
        file = tmp_path / "hello.bin"
        file.write_bytes(HELLO)
        expected = inspect(stdin=HELLO).out
        for argv in ([str(file)], ["--hex", HELLO.hex()], ["--base64", FORMS["base64"].decode()]):
            assert inspect(*argv).out == expected
        assert inspect("-", stdin=HELLO).out == expected

    def test_the_quiet_ask_for_no_talk(self) -> None:
        assert inspect("-q", stdin=HEAD + b"\r\n" + build_frame(TEXT)).err == ""

    def test_what_there_is_to_say_comes_before_what_it_is_about(self) -> None:
        ran = inspect("--from", "client", str(SAMPLES / "tcpdump-X.txt"))
        assert ran.err.splitlines() == [
            "input: read as packets printed by tcpdump",
            "input: connection of 127.0.0.1:47402 and 127.0.0.1:8765; 127.0.0.1:47402 is the client: it sent the SYN",
            "input: it tells who sent what, whatever --from says",
            "handshake: GET /chat HTTP/1.1",
            "handshake: HTTP/1.1 101 Switching Protocols",
        ]

    @pytest.mark.parametrize(
        ("argv", "code"),
        [([], 0), (["--from", "auto"], 0), (["--from", "client"], 0), (["--from", "server"], 1)],
    )
    def test_who_sent_it(self, argv: list[str], code: int) -> None:
        assert inspect(*argv, stdin=HELLO).code == code

    def test_a_stretch_of_it(self) -> None:
        data = b"garbage" + build_frame(TEXT, b"a") * 5
        *frames, end = lines("--as", "raw", "--offset", "7", "--limit", "2", stdin=data)
        assert [frame["offset"] for frame in frames] == [7, 10]
        assert (end["frames"], end["rest_bytes"], end["exit_code"]) == (2, 0, 0)

    @pytest.mark.parametrize(
        ("kinds", "indexes"),
        [
            (["text"], [0, 1, 5]),
            (["ping", "0x8"], [2, 6]),
            (["faults"], [4, 5, 6]),
            (["reserved"], []),
        ],
    )
    def test_a_part_of_it(self, kinds: list[str], indexes: list[int]) -> None:
        argv = [word for kind in kinds for word in ("--only", kind)]
        documents = inspect("--json", *SERVER, *argv, stdin=TOUR).documents
        assert [document["index"] for document in documents if document["type"] == "frame"] == indexes
        assert documents[-1]["frames"] == 7
        drawn = inspect(*SERVER, *argv, stdin=TOUR).out
        assert [int(line.split()[2]) for line in drawn.splitlines() if line.startswith("── frame")] == indexes

    def test_messages_without_their_frames(self) -> None:
        documents = lines(*SERVER, "--only", "messages", "--limit", "4", stdin=TOUR)
        assert [(document["type"], document.get("text")) for document in documents[1:]] == [
            ("message", AGAIN.decode()),
            ("end", None),
        ]


class TestCompression:
    DATA = build_frame(TEXT, DEFLATED, rsv=4)

    def read(self, *argv: str, stdin: bytes = DATA) -> Any:
        """The text of the one message, if it could be read."""
        return lines("--messages", *argv, stdin=stdin)[1].get("text")

    def test_as_told(self) -> None:
        assert self.read() == ""
        assert self.read("--deflate") == AGAIN.decode()
        assert self.read("--deflate=server_no_context_takeover; client_max_window_bits=10") == AGAIN.decode()

    def test_by_the_head_before_it(self) -> None:
        assert self.read(stdin=HEAD + DEFLATING + b"\r\n" + self.DATA) == AGAIN.decode()
        assert self.read(stdin=HEAD + b"\r\n" + self.DATA) == ""

    @pytest.mark.parametrize(
        "head",
        [
            HEAD + DEFLATING + b"\r\n",
            HEAD + DEFLATING,
            b"GET / HTTP/1.1\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n" + HEAD + DEFLATING + b"\r\n",
            b"* Connected to x\n> GET / HTTP/1.1\n>\n{ [5 bytes data]\n"
            + b"".join([b"< " + line for line in (HEAD + DEFLATING + b"\r\n").splitlines(keepends=True)]),
        ],
    )
    def test_by_the_head_in_a_file(self, head: bytes, tmp_path: Path) -> None:
        file = tmp_path / "head.txt"
        file.write_bytes(head)
        assert self.read("--handshake", str(file)) == AGAIN.decode()

    def test_what_is_wrong_with_that_head_is_said(self, tmp_path: Path) -> None:
        file = tmp_path / "head.txt"
        file.write_bytes(b"HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\n\r\n")
        ran = inspect("--handshake", str(file), "--hex", "8100")
        assert ran.code == 0
        assert ran.err.splitlines() == [
            "handshake: no compression is agreed",
            "handshake: fail handshake.connection-missing: no Connection field",
            "handshake: fail handshake.accept-missing: no Sec-WebSocket-Accept field",
        ]


SEE = "see rtcli inspect-frame --help"
ANSWER = "give a file with the head of the server's answer, from HTTP/1.1 101 to the blank line"


class TestHowItEnds:
    @pytest.mark.parametrize(
        ("argv", "code"),
        [
            (["--hex", "8100"], 0),
            (["--hex", "8300"], 1),
            (["--hex", "8300", "--fail-on", "never"], 0),
            (["--hex", "8300", "--summary"], 1),
            (["--hex", "8300", "--only", "text"], 1),
            (["--hex", "8300 8100", "--json"], 1),
            (["--hex", "8100 8180 01020304"], 0),
            (["--hex", "8100 8180 01020304", "--fail-on", "warn"], 1),
        ],
    )
    def test_the_exit_code(self, argv: list[str], code: int) -> None:
        assert inspect(*argv).code == code

    @pytest.mark.parametrize(
        ("argv", "stdin", "error", "hint"),
        [
            ([], b"", "input stdin: it is empty", "give bytes in one of the known forms: raw, curl-trace, tcpdump, "),
            (["--hex", ""], b"", "input --hex: it is empty", "give bytes in one of the known forms: "),
            (["nowhere"], b"", "input nowhere: No such file or directory", "give a FILE, - for standard input, "),
            (
                ["8100"],
                b"",
                "input 8100: No such file or directory",
                "for the bytes that these digits are: --hex '8100'",
            ),
            (["."], b"", "input .: Is a directory", "give a FILE, - for standard input, "),
            (["--hex", "81 0g"], b"", "input --hex line 1 column 5: 'g' is not a hex digit", "known forms: raw, "),
            ([], HEAD + b"\r\n", "input stdin: nothing follows its handshake", "capture until frames were sent"),
            (["--hex", "8100", "--offset", "1KB"], b"", "input --hex: --offset 1000 leaves nothing of it", "leave out"),
            (["--handshake", "nowhere"], b"", "handshake nowhere: No such file or directory", ANSWER),
            (["--handshake", "refused"], b"", "handshake refused: holds no answer with status 101", ANSWER),
            (["x", "--hex", "8100"], b"", "give one of FILE, --hex and --base64", SEE),
            (["--deflate", "--handshake", "refused"], b"", "give one of --deflate and --handshake", SEE),
            (["--deflate=x"], b"", "invalid value for '--deflate': 'x' is no parameter of permessage-deflate", SEE),
            (["--only", "all"], b"", "invalid value for '--only': 'all' is not one of continuation, text, ", SEE),
            (["--limit", "0"], b"", "invalid value for '--limit': 0 is not in the range", SEE),
        ],
    )
    def test_an_error_says_what_to_do(
        self, argv: list[str], stdin: bytes, error: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("refused").write_bytes(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        ran = inspect(*argv, stdin=stdin)
        said = [line for line in ran.err.splitlines() if line.startswith(("error", "hint"))]
        assert (ran.code, ran.out, len(said)) == (2, "", 2)
        assert said[0].startswith(f"error: {error}")
        assert said[1].startswith(f"hint: {hint}")
        (document,) = inspect(*argv, "--json", stdin=stdin).documents
        assert (document["type"], document["exit_code"]) == ("error", 2)
        assert f"error: {document['error']['says']}" == said[0]

    def test_frames_before_what_cannot_be_read_are_shown(self) -> None:
        ran = inspect("--hex", "8100 8101 6g")
        assert (ran.code, ran.out.count("── frame")) == (2, 1)
        assert ran.out.endswith("no faults in 1 frame\n")
        *frames, error = inspect("--hex", "8100 8101 6g", "--json").documents
        assert [frame["type"] for frame in frames] == ["frame"]
        assert (error["type"], error["exit_code"], "schema" in error) == ("error", 2, False)

    def test_a_file_instead_of_stdout(self, tmp_path: Path) -> None:
        file = tmp_path / "out.txt"
        assert inspect("--hex", "8100", "-o", str(file)).stdout == b""
        assert file.read_text() == inspect("--hex", "8100").out
        assert inspect("--hex", "8100", "-o", str(tmp_path)).code == 2


class TestReports:
    @pytest.mark.parametrize("name", RENDERERS)
    def test_each_to_a_file_beside_the_picture(self, name: str, tmp_path: Path) -> None:
        file = tmp_path / "report"
        ran = inspect("--hex", "8300", "--report", f"{name}={file}")
        assert ran == inspect("--hex", "8300")
        assert "frame.reserved-opcode" in file.read_text()

    @pytest.mark.parametrize("name", RENDERERS)
    def test_each_to_stdout_in_place_of_the_picture(self, name: str, tmp_path: Path) -> None:
        file = tmp_path / "report"
        ran = inspect("--hex", "8300", "--report", name)
        inspect("--hex", "8300", "--report", f"{name}={file}")
        assert (ran.code, ran.out) == (1, file.read_text())

    def test_several_beside_lines_of_json(self, tmp_path: Path) -> None:
        files = tmp_path / "a.xml", tmp_path / "b.json"
        argv = ["--report", f"junit={files[0]}", "--report", f"json={files[1]}"]
        assert inspect("--hex", "8300", "--json", *argv) == inspect("--hex", "8300", "--json")
        assert all(file.read_text() for file in files)

    @pytest.mark.parametrize(
        ("argv", "error"),
        [
            (["--json", "--report", "json"], "--json and --report json cannot both have stdout"),
            (["--report", "tap", "--report", "text=-"], "--report tap and --report text cannot both have stdout"),
        ],
    )
    def test_two_things_cannot_have_stdout(self, argv: list[str], error: str) -> None:
        ran = inspect("--hex", "8100", *argv)
        assert ran.code == 2
        assert ran.err.startswith(f"error: {error}: write --report ")

    def test_what_could_not_be_read_is_in_the_report(self, tmp_path: Path) -> None:
        file = tmp_path / "report.xml"
        assert inspect("nowhere", "--report", f"junit={file}").code == 2
        assert '<error message="input nowhere: No such file or directory"' in file.read_text()

    def test_one_that_cannot_be_written_ends_json_with_an_error(self, tmp_path: Path) -> None:
        *frames, error = inspect("--hex", "8100", "--json", "--report", f"junit={tmp_path}").documents
        assert [frame["type"] for frame in frames] == ["frame"]
        assert (error["type"], error["error"]["kind"], error["exit_code"]) == ("error", "unwritable", 2)


class Slow(io.BytesIO):
    """Something comes, and then Ctrl-C before anything else does."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            signal.raise_signal(signal.SIGINT)
        return data

    read1 = read


@pytest.mark.parametrize("typed", [False, True])
def test_ctrl_c_ends_an_input_that_is_waited_for(typed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Given, "open", lambda given: Slow(HELLO.hex().encode()))
    monkeypatch.setattr(Given, "is_typed", typed)
    frame, end = inspect("--json").documents
    assert (frame["text"], end["type"], end["exit_code"]) == ("Hello", "end", 130)
    ran = inspect()
    assert (ran.code, ran.out.splitlines()[-1]) == (130, "no faults in 1 frame")
    assert ran.err == "input: read as hex text (22 digits)\n"


def start(*argv: str, stdin: IO[bytes] | int = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    """The command in a process of its own, with pipes around it."""
    command = [sys.executable, "-m", "rtcli", "inspect-frame", *argv]
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def shown(process: "subprocess.Popen[bytes]", until: bytes) -> bytes:
    """What it writes, up to there."""
    assert process.stdout
    written = b""
    while until not in written:
        piece = os.read(process.stdout.fileno(), 65536)
        assert piece, written
        written += piece
    return written


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, bytes, bytes]:
    """Its exit code, and the rest of what it wrote; whatever it may still read stays open till then."""
    assert process.stdout and process.stderr
    with process:
        rest, said = process.stdout.read(), process.stderr.read()
        return process.wait(DEADLINE_S), rest, said


def wait_until(condition: Callable[[], bool]) -> None:
    end_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.01)


class TestInAPipe:
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_what_came_is_shown_at_once_and_a_signal_ends_it_with_the_sum(self, number: int, code: int) -> None:
        process = start()
        assert process.stdin
        process.stdin.write(HELLO)
        process.stdin.flush()
        shown(process, b"\n  text  Hello\n\n")
        process.stdin.write(b"\x81\x05Hel")
        process.stdin.flush()
        process.send_signal(number)
        exit_code, rest, said = ended(process)
        assert exit_code == code
        assert rest.decode().endswith("no faults in 1 frame\n")
        assert said == b"input: read as raw bytes\n"

    def test_as_many_frames_as_were_asked_for_end_it(self) -> None:
        process = start("--limit", "1", "-q")
        assert process.stdin
        process.stdin.write(HELLO)
        process.stdin.flush()
        assert process.stdout and process.stderr
        assert process.stdout.read().decode().endswith("no faults in 1 frame\n"), "while its input is still open"
        assert ended(process) == (0, b"", b"")

    def test_with_json_the_last_line_is_the_end(self, tmp_path: Path) -> None:
        process = start("--json", "--report", f"json={tmp_path / 'report'}")
        assert process.stdin
        process.stdin.write(HELLO)
        process.stdin.flush()
        written = shown(process, b"\n")
        process.send_signal(signal.SIGINT)
        exit_code, rest, _said = ended(process)
        frame, end = map(json.loads, (written + rest).splitlines())
        assert (exit_code, end["type"], end["frames"], end["exit_code"]) == (130, "end", 1, 130)
        report = json.loads((tmp_path / "report").read_text())
        assert (report["error"]["kind"], report["exit_code"]) == ("interrupted", 130)

    def test_a_signal_tears_no_line_and_loses_none(self, tmp_path: Path) -> None:
        process = self.blocked(tmp_path)
        process.send_signal(signal.SIGINT)
        exit_code, written, _said = ended(process)
        *frames, end = map(json.loads, written.splitlines())
        assert [frame["index"] for frame in frames] == list(range(end["frames"]))
        assert (exit_code, end["exit_code"]) == (130, 130)
        assert 0 < end["frames"] < 100_000

    def test_a_second_signal_does_not_wait_for_who_reads(self, tmp_path: Path) -> None:
        process = self.blocked(tmp_path)

        def is_over() -> bool:
            process.send_signal(signal.SIGINT)
            return process.poll() is not None

        wait_until(is_over)
        assert ended(process)[0] in (130, -signal.SIGINT), "one more may come when Python has closed down"

    def test_the_reader_may_go_away(self, tmp_path: Path) -> None:
        process = self.blocked(tmp_path, "--report", f"junit={tmp_path / 'report'}")
        assert process.stdout and process.stderr
        process.stdout.close()
        with process:
            said = process.stderr.read()
            assert process.wait(DEADLINE_S) == 141
        assert said == b"input: read as raw bytes\n"
        assert b"its reader went away" in (tmp_path / "report").read_bytes()

    def blocked(self, folder: Path, *argv: str) -> "subprocess.Popen[bytes]":
        """It has much to write, and nobody reads."""
        file = folder / "frames.bin"
        file.write_bytes(build_frame(TEXT, b"Hello") * 100_000)
        process = start("--json", str(file), *argv, stdin=subprocess.DEVNULL)
        assert process.stdout
        pipe = process.stdout.fileno()
        wait_until(lambda: is_full(pipe))
        return process


def is_full(pipe: int) -> bool:
    """Whether a writer would have to wait: Linux says how much is in a pipe, and lets a page be free at most."""
    waiting = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, waiting)
    return waiting[0] > 60_000


PEAK = """
import sys
from rtcli.cli.main import main
code = main()
with open("/proc/self/status") as status:
    print([line.split()[1] for line in status if line.startswith("VmHWM:")][0], file=sys.stderr)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process's memory")
@pytest.mark.parametrize(
    ("argv", "data", "times"),
    [
        (["--json"], b"\x81\x00", 1 << 18),
        (["--json"], b"\x7f\x00", 1 << 15),
        ([], b"\x81\x00", 1 << 14),
        ([], b"\x82\x7f" + (1 << 26).to_bytes(8, "big") + bytes(1 << 26), 1),
        (["--json"], b"\x81\x7f" + (1 << 26).to_bytes(8, "big") + b"a" * (1 << 26), 1),
        (["--deflate"], build_frame(BINARY, Deflater().deflate(bytes(1 << 26)), rsv=4), 2),
    ],
)
def test_memory_stays_bounded_whatever_comes(argv: list[str], data: bytes, times: int) -> None:
    command = [sys.executable, "-c", PEAK, "inspect-frame", *argv]
    done = subprocess.run(command, input=data * times, capture_output=True, timeout=DEADLINE_S)
    assert int(done.stderr.split()[-1]) < 64 * 1024, "KiB"
