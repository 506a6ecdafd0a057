"""The door: `rtcli --version` is answered here before anything is imported, all else by the command line."""

import sys


def main() -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):
        from rtcli import __version__

        try:
            print("rtcli", __version__, flush=True)
            return 0
        except OSError:  # a closed pipe, a full disk: the command line tries again, and knows every ending
            pass
    from rtcli.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
