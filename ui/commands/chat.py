"""``vraagbaak chat``: the chat window."""

from __future__ import annotations

import argparse
from typing import Any

from index.errors import UsageError
from ui.commands.home import home_folder
from ui.commands.output import progress

HOST = "127.0.0.1"
PORT = 7860


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "chat",
        help="open the chat window in the browser",
        description="Open the chat window; builds the index of the bundled document first if there is none.",
        epilog="example: vraagbaak chat --port 7861 --no-browser",
        parents=[common],
    )
    parser.add_argument("--host", default=HOST, help=f"address to listen on (default {HOST}: this machine only)")
    parser.add_argument("--port", default=str(PORT), help=f"port to listen on (default {PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    port = _port(options.port)
    from rag.pipeline import Vraagbaak

    progress("loading the documents and models …")
    vraagbaak = Vraagbaak.open(home_folder(options))
    from ui.chat.app import launch

    launch(vraagbaak, options.host, port, not options.no_browser)
    return 0


def _port(argument: str) -> int:
    if not argument.isascii() or not argument.isdigit() or not 1 <= int(argument) <= 65535:
        raise UsageError(f"--port: expected a number from 1 to 65535, found {argument!r}; for example --port {PORT}")
    return int(argument)
