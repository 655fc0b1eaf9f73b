"""`python -m txexplain`, and what the `txexplain` command runs."""

import gc
import sys


def main() -> None:
    """Runs the command and ends the program with its status, also when it is interrupted while it starts up.

    Objects are looked through for circles while the command runs, and not before or after, when none can be let go.
    """
    gc.disable()
    try:
        from txexplain.cli.app import run

        gc.freeze()
        gc.enable()
        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    main()
