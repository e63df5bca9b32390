"""``python -m tei_tools`` and the console script ``tei-tools``."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

import click

from .cli.group import cli
from .cli.help import add_language
from .cli.messages import forget_output, say, say_fault
from .cli.mistakes import told
from .cli.streams import prepare_streams
from .errors import TeiToolsError
from .language import chosen_language, speaking

FAULT, INTERRUPTED = 70, 130
_OUTPUT_LOST = (errno.ENOSPC, errno.EIO, errno.EBADF)
"""What writing a help page to standard output ends with when its disk is full or it is closed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (``sys.argv`` when None) and give the exit code to end with.

    No exception of ours leaves it; the codes are those of ``tei-tools --help``.
    """
    return run(cli, arguments, prog_name="tei-tools")


def run(command: click.Command, arguments: Sequence[str] | None = None, *, prog_name: str) -> int:
    """Run the command line of one command; ``prog_name`` is what its help page calls it. Else as :func:`main`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        prepare_streams()
    with speaking(chosen_language(given, os.environ)):
        return _run(add_language(command), given, prog_name)


def _run(command: click.Command, given: list[str], prog_name: str) -> int:
    try:
        code = command.main(given, prog_name=prog_name, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        say(told(error, given))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("tei-tools: interrupted")
        return INTERRUPTED
    except TeiToolsError as error:
        say(f"tei-tools: {error}")
        return 1
    except BrokenPipeError:
        return forget_output()
    except SystemExit as end:  # click ends so after shell completion
        return end.code if isinstance(end.code, int) else 0
    except Exception as error:
        if isinstance(error, FileNotFoundError) and not _stands_somewhere():
            say("tei-tools: the working directory is not there any more; change into a folder that is, and try again")
            return 1
        if isinstance(error, OSError) and error.filename is None and error.errno in _OUTPUT_LOST:
            forget_output()
            say(f"tei-tools: standard output: cannot be written: {error.strerror}")
            return 1
        say_fault(error, verbose="--verbose" in given or "-v" in given)
        return FAULT


def _stands_somewhere() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
