"""`python -m zhiyong` is the console script `zhiyong`."""

from zhiyong.config.cli import main

if __name__ == "__main__":
    main()
