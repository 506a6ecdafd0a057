"""An error of the operating system to the few words that people know it by."""

import errno

WORDS = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "connection reset by peer",
    errno.EPIPE: "connection reset by peer",  # told of it by a write, after the fact
    errno.ETIMEDOUT: "timed out",
    errno.ENETUNREACH: "network unreachable",
    errno.EHOSTUNREACH: "host unreachable",
    errno.EADDRNOTAVAIL: "address not available",
    errno.EAFNOSUPPORT: "no such family of addresses on this machine",
    errno.EACCES: "not permitted",
    errno.EPERM: "not permitted",
    errno.ENOENT: "no such file",
}


def words_for(error: BaseException | None) -> str:
    """Without number, and with a small letter; empty for no error."""
    if isinstance(error, OSError) and error.errno in WORDS:
        return WORDS[error.errno]
    text = getattr(error, "strerror", None) or str(error or "")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
