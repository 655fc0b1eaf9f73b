"""`python -m txexplain` is the `txexplain` command."""

from txexplain.cli.app import main

if __name__ == "__main__":
    main()
