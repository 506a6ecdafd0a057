"""The one table of rules: what each finding means, how bad it is, why it matters, and how to cure it.

Every code is a key here and nowhere a second time; one module for each area, merged in the order of the wire.
"""

from rtcli.report.model import Rule
from rtcli.report.rules import close, deflate, frame, handshake, http, llm, message, record, sse, stream

RULES: dict[str, Rule] = {
    **http.RULES,
    **handshake.RULES,
    **frame.RULES,
    **message.RULES,
    **deflate.RULES,
    **close.RULES,
    **stream.RULES,
    **sse.RULES,
    **llm.RULES,
    **record.RULES,
}
