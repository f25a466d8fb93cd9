"""Runs the command line: `python -m govern`."""

from govern.cli.app import main

if __name__ == "__main__":
    main()
