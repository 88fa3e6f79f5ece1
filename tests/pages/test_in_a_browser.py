"""Journeys through the pages in Chromium: narrow and wide, light and dark, both languages, without scripts."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",  # a container's root cannot have one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PASTE = """Traceback (most recent call last):
  File "train.py", line 31, in <module>
    main()
  File "train.py", line 24, in main
    loss.backward()
RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
"""
SETTINGS = [(1100, "light", "en"), (360, "light", "en"), (1100, "dark", "zh"), (360, "dark", "zh")]
PATHS = ["/", "/errors", "/errors/no-grad-fn", "/errors/inplace-version-mismatch", "/concepts", "/concepts/leaf-tensors",
         "/docs", "/problems", "/problems/unknown-entry"]  # fmt: skip
PATIENCE_MILLISECONDS = 120_000  # of a busy machine
LEFT_BEHIND = "net::ERR_ABORTED"  # what a page still asked for when its reader went on to the next
HEADING = {"en": "It ran to its end, and every check held", "zh": "运行完毕，各项检查全部通过"}
SUBMIT = {"en": "Explain it", "zh": "解释"}
RUN = {"en": "Run this fix now", "zh": "立即运行这个改法"}


@pytest.fixture(scope="module")
def browser():
    """Chromium; of this module only, since its driver keeps an event loop running."""
    if not CHROMIUM.exists():
        reason = "needs Chromium and a Chinese font: apt-get install chromium fonts-noto-cjk"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """One reader: a page, and what went wrong while they read."""

    page: object
    language: str
    faults: list = field(default_factory=list)
    foreign: list = field(default_factory=list)

    def follow(self, control):
        """Click a link or a button, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            control.click()

    def is_wider_than_the_window(self):
        return self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def check(self):
        assert not self.is_wider_than_the_window(), self.page.url
        assert (self.faults, self.foreign) == ([], [])


@pytest.fixture(params=SETTINGS, ids=lambda setting: "-".join(map(str, setting)))
def visit(browser, served, request):
    width, scheme, language = request.param
    context = browser.new_context(
        base_url=served,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale={"en": "en-GB", "zh": "zh-CN"}[language],
        java_script_enabled=False,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    visit = Visit(page, language)
    page.on("console", lambda message: visit.faults.append(message.text))
    page.on("pageerror", lambda error: visit.faults.append(str(error)))
    page.on("requestfailed", lambda failed: visit.faults.append(failed.url) if failed.failure != LEFT_BEHIND else None)
    page.on("request", lambda sent: visit.foreign.append(sent.url) if not sent.url.startswith(served) else None)
    yield visit
    context.close()


def test_from_a_paste_to_the_verdict_on_its_fix(visit):
    page = visit.page
    page.goto("/")
    visit.check()
    page.get_by_role("textbox").fill(PASTE)
    visit.follow(page.get_by_role("button", name=SUBMIT[visit.language]))
    assert page.locator("mark.line").inner_text().split() == ["24", "loss.backward()"]
    visit.check()
    page.locator(".candidates summary").first.click()
    visit.follow(page.get_by_role("button", name=RUN[visit.language]).first)
    page.get_by_role("heading", name=HEADING[visit.language]).wait_for()
    assert page.locator(".checks li").count() > 0
    assert page.locator(".output").first.inner_text().strip()
    visit.check()
    visit.follow(page.locator("article a").last)
    assert re.search(r"/errors/no-grad-fn#[\w-]+$", page.url)
    visit.check()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_its_window_and_breaks_no_rule(visit, path):
    visit.page.goto(path)
    assert visit.page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[visit.language]
    for summary in visit.page.locator("main summary:visible").all()[:12]:
        summary.click()
    visit.check()


def test_code_that_is_wider_than_its_box_scrolls_inside_it(visit):
    visit.page.goto("/errors/no-grad-fn")
    boxes = visit.page.evaluate(
        "[...document.querySelectorAll('pre')].map(box => [box.scrollWidth, box.clientWidth, getComputedStyle(box).overflowX])"
    )
    assert all(overflow == "auto" for wide, narrow, overflow in boxes if wide > narrow)


def test_the_ground_follows_what_the_reader_prefers(visit, request):
    visit.page.goto("/")
    colour = visit.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness < 60) == ("dark" in request.node.name)
    assert (brightness > 240) == ("light" in request.node.name)


def test_the_answer_in_the_other_language_is_one_click_away(visit):
    page, other = visit.page, {"en": "zh", "zh": "en"}[visit.language]
    page.goto("/")
    page.get_by_role("textbox").fill(PASTE)
    visit.follow(page.get_by_role("button", name=SUBMIT[visit.language]))
    visit.follow(page.locator("header").get_by_role("button"))
    assert page.locator("html").get_attribute("lang").startswith(other)
    assert page.locator("mark.line").count() == 1
    visit.follow(page.get_by_role("link", name="whygrad"))
    assert page.locator("html").get_attribute("lang").startswith(other)
    visit.check()


def test_the_keyboard_alone_is_enough(visit):
    page = visit.page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("what is a leaf tensor?")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("getComputedStyle(document.querySelector('figure img')).display") != "none"


def test_figures_are_drawn(visit):
    visit.page.goto("/concepts/leaf-tensors")
    assert visit.page.evaluate("document.querySelector('figure img').naturalWidth") > 100


def test_paper_shows_the_text_and_none_of_the_controls(visit):
    visit.page.goto("/errors/no-grad-fn")
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".run").first.is_visible()
    assert visit.page.locator("ins.line").first.is_visible()
