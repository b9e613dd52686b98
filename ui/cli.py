"""The command ``vraagbaak``: parses arguments, runs one command, shows errors as one line.

Exit status 0 on success, 2 on wrong usage, 1 on a failure.
"""

from __future__ import annotations

import argparse
import errno
import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from index.errors import UsageError, VraagbaakError
from index.home import ENVIRONMENT_VARIABLE
from ui import __version__
from ui.commands import ask, chat, cite, doctor, evaluate, index

_COMMANDS = (chat, ask, cite, index, evaluate, doctor)


class _Parser(argparse.ArgumentParser):
    """Reports wrong usage as one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_one_line(message)}; see {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--home",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"folder for indexes and settings (also {ENVIRONMENT_VARIABLE}; default: the platform's data folder)",
    )
    parser = _Parser(
        prog="vraagbaak",
        description="Ask Dutch parliamentary question-and-answer documents; every sentence of a reply is cited.",
        epilog='example: vraagbaak ask "Hoeveel reguliere locaties opende het COA in 2024?"',
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"vraagbaak {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for command in _COMMANDS:
        command.add_parser(commands, common)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    # Nothing phones home, whatever a library would do by default.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # What it has to say about a model that does not load is said in our own one line.
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that lacks "€" shows "?", and no traceback
        sys.stdout.reconfigure(errors="replace")
    options = build_parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except VraagbaakError as error:
        print(f"vraagbaak: {_one_line(str(error))}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has left; that is its right
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(f"vraagbaak: the result cannot be written ({error.strerror}); make room and try again", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _one_line(message: str) -> str:
    return " ".join(message.split())


if __name__ == "__main__":
    sys.exit(main())
