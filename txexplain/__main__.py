"""`python -m txexplain`, and what the `txexplain` command runs."""

import gc
import sys


def main() -> None:
    """Runs the command and ends the program with its status, also when it is interrupted while it starts up."""
    gc.disable()  # most runs are short and make few cycles; collecting would take a tenth of the start-up
    try:
        from txexplain.cli.app import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
