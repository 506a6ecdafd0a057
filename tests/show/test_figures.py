import pytest

from rtcli.show.figures import Figure, draw_figures
from rtcli.show.look import Look
from rtcli.show.paint import paint

ROWS: list[Figure] = [
    (("bytes", "dim"), "12,345", "of messages, each of them with a head of its own"),
    (("", ""), "7", ""),
]


@pytest.mark.parametrize(
    ("width", "rows"),
    [
        (80, ["bytes     12,345  of messages, each of them with a head of its own", "               7"]),
        (
            40,
            [
                "bytes    12,345 of messages, each of",
                "                them with a head of its",
                "                own",
                "              7",
            ],
        ),
    ],
)
def test_numbers_end_in_one_column_and_words_are_folded_beside_them(width: int, rows: list[str]) -> None:
    assert paint(draw_figures(ROWS, Look(width=width)), False).splitlines() == rows
