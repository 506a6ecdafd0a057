"""What can be wrong with a stream of tokens, whatever the provider's shape."""

from rtcli.report.model import Rule

CLAUSE = "the provider's protocol"

RULES = {
    "llm.no-end-mark": Rule(
        "fail",
        "the stream ends without the mark that says that nothing is missing",
        CLAUSE,
        why="To HTTP a proxy's time limit, a crash and a full answer look alike; only the mark tells them apart. The "
        "common SDKs end silently and hand on half an answer.",
        cure="compare how long it took with the read and idle limits on the way, and look into the server's log; in "
        "the application, treat an answer without its mark as failed",
        earned="lab:sse/llm-no-end",
    ),
    "llm.error": Rule(
        "fail",
        "the provider reports an error in the midst of the stream",
        CLAUSE,
        why="The status was 200 before the error was known, so nothing that looks at statuses sees it: no retry, no "
        "alarm, and whatever came before it is shown as the answer.",
        cure="in the application, read errors out of the stream and retry overloads later; the type of the error says "
        "whether to wait, to ask for less, or to ask otherwise",
        earned="lab:sse/llm-error",
    ),
    "llm.stall": Rule(
        "warn",
        "no token came for a long time in the midst of the answer",
        CLAUSE,
        why="People take the answer for dead, and idle limits of proxies, often 60 s, take the connection for dead. "
        "Pings keep the link alive and hide that the model stands still.",
        cure="see whether pings went on meanwhile: if so the model or its queue is slow, else something on the way "
        "holds the bytes; raise idle limits above the longest pause",
        earned="lab:sse/llm-stall",
    ),
    "llm.at-once": Rule(
        "warn",
        "the whole answer comes at once after a long wait",
        CLAUSE,
        why="Something on the way collects the stream and hands it out when it is over. The time to the first token "
        "becomes the time to the last, and streaming is paid for in vain.",
        cure="switch buffering off on the way (nginx: proxy_buffering off, or X-Accel-Buffering: no from the server), "
        "and exempt text/event-stream from compression and from caches",
        earned="lab:sse/llm-at-once",
    ),
    "llm.usage-mismatch": Rule(
        "warn",
        "fewer tokens are counted than pieces came",
        CLAUSE,
        why="A chunk holds one token or more. Where there are more chunks than tokens, either the count is wrong, and "
        "with it the bill, or something on the way cuts text into smaller pieces.",
        cure="compare with the count of the same request without streaming; look for a gateway that makes up usage or "
        "a server that smooths text by letters",
        earned="lab:sse/llm-usage",
    ),
    "llm.sequence-gap": Rule(
        "warn",
        "numbered events are missing or come out of order",
        CLAUSE,
        why="The events count upwards by one, so something on the way lost some, and words of the answer may be "
        "missing although its end mark came.",
        cure="compare with the whole text that the last events repeat; look for a gateway that filters events or "
        "starts anew in the midst",
        earned="lab:sse/llm-gap",
    ),
}
