"""The door: `rtcli --version` is answered here before anything is imported, all else by the command line."""

import sys


def main() -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):
        from rtcli import __version__

        print("rtcli", __version__)
        return 0
    from rtcli.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
