"""The completion scripts, one a shell: written for rtcli, and spelled anew for a program of another name."""

SCRIPTS = {"bash": "rtcli.bash", "zsh": "_rtcli", "fish": "rtcli.fish", "powershell": "rtcli.ps1"}


def script(shell: str, program: str = "rtcli") -> str:
    """What the shell has to read to complete the words behind this program."""
    from importlib.resources import files  # slow to import, and a press of TAB needs the names above only

    text = files(__name__).joinpath(SCRIPTS[shell]).read_text("utf-8")
    return text.replace("_RTCLI_COMPLETE", variable(program)).replace("rtcli", program)


def variable(program: str) -> str:
    """The environment variable by which a script tells the program that it is asked for completions."""
    return f"_{program}_complete".replace("-", "_").replace(".", "_").upper()
