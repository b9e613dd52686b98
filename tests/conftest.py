"""A real Chromium, for the window and for reports, and pages that must stay quiet in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[BrowserContext]:
    """A real Chromium. Without one these tests fail: a window nobody has looked at is not tested.

    One profile for all pages, so that gradio's files are read once; a session is a page. While it is open a loop of
    events runs, and no test behind it can run one of its own: what wants it stands at the end of ``tests/ui``.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail(f"no Chromium found (looked for {', '.join(names)}); install one or set CHROMIUM to its path")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        permissions = ["clipboard-read", "clipboard-write"]
        yield chromium.new_context(reduced_motion="reduce", locale="en-US", permissions=permissions)
        chromium.close()


@pytest.fixture
def open_quietly(browser: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Opens an address; at the end every page must have been quiet.

    Quiet is: no error in the console, no uncaught exception, no dialog, no request elsewhere.
    """
    pages: list[Page] = []
    trouble: list[str] = []

    def requested(request: Request) -> None:
        if not re.match(r"(?:blob:)?http://127\.0\.0\.1:|data:|file:", request.url):
            trouble.append(f"foreign request: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            trouble.append(f"console: {message.text}")

    def asked(dialog: Dialog) -> None:
        trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open_one(url: str) -> Page:
        page = browser.new_page()
        pages.append(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.on("request", requested)
        page.on("console", said)
        page.on("pageerror", lambda error: trouble.append(f"exception: {error}"))
        page.on("dialog", asked)
        page.goto(url)
        return page

    yield open_one
    for page in pages:
        page.close()
    assert trouble == []
