"""Whether what stands at the prompt is all of a message when Enter is pressed, or the first lines of one."""

import json

OPENERS = ("{", "[")
UNTERMINATED = "Unterminated string"  # as json words it; the place it names is where the string begins


def is_complete(text: str) -> bool:
    """Text always is; JSON once its brackets are closed, or once it can never become JSON; an empty last line ends all.

    `[info] started` is text, since no JSON begins so; `{"a": [1,` goes on in the next line.
    """
    if not text.lstrip().startswith(OPENERS) or not text.rpartition("\n")[2].strip():
        return True
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos < len(text.rstrip()) and not error.msg.startswith(UNTERMINATED)
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets a thousand deep
        return True
    return True


def message_of(text: str) -> str:
    """What is sent of it: without the line ends at the end, which a paste brings along."""
    return text.rstrip("\n")
