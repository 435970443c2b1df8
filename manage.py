#!/usr/bin/env python3
"""The door to the project: `python3 manage.py demo`, `python3 manage.py test`, Django's commands.

Any Python will do to start it: the bootstrap makes .venv where it is missing and goes on there.
"""

import os
import sys

from config import bootstrap


def main() -> None:
    bootstrap.ensure(sys.argv)
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "demo":
        from config import demo

        sys.exit(demo.run(sys.argv[2:]))
    if command == "test":
        from config import testing

        sys.exit(testing.run(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command == "migrate":
        os.environ.setdefault("SEND_AS_OWNER", "1")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
