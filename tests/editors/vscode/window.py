"""What a person does in a window of VS Code, and sees there."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[3]
PICTURES = ROOT / "docs" / "clients" / "pictures"
WIDTH, HEIGHT = 1120, 700


def person(home):
    """The environment of somebody with an empty home, and whygrad on their path."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHELL": "/bin/bash",
        "PS1": "$ ",
    }


@dataclass
class Window:
    """One window of VS Code, and what a person does in it."""

    page: Page
    folder: Path

    def locate(self, selector, **options):
        return self.page.locator(selector, **options)

    def run(self, command):
        """Run a command of the palette."""
        self.page.keyboard.press("F1")
        box = self.locate(".quick-input-widget input.input")
        box.fill(f">{command}")
        self.locate(".quick-input-list .monaco-list-row", has_text=command).first.click()

    def open(self, name):
        """Open a file of the folder."""
        self.page.keyboard.press("Control+P")
        box = self.locate(".quick-input-widget input.input")
        box.fill(name)
        self.locate(".quick-input-list .monaco-list-row", has_text=name).first.click()
        self.locate(f'.tab[data-resource-name="{name}"]').wait_for()

    def in_terminal(self, command):
        """Type a command into the integrated terminal; what it ends with appears as `[status]`."""
        self.run("Terminal: Create New Terminal")
        self.locate(".terminal-wrapper.active .xterm-rows", has_text="$").wait_for()
        self.click_at(self.locate(".terminal-wrapper.active"))
        self.page.keyboard.type(f"{command}; echo [$?]\n")

    def answer(self):
        """The page of the rendered Markdown."""
        return (
            self.locate("iframe.webview.ready")
            .last.content_frame.locator("iframe#active-frame")
            .content_frame.locator("body")
        )

    def copy(self, text):
        """Put a text on the clipboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)

    def fail_outside(self):
        """Run the program in another terminal, where it fails."""
        command = [sys.executable, "-m", "whygrad", "run", "--trace", self.folder / "train.py"]
        done = subprocess.run(command, cwd=ROOT, env=person(Path.home()), capture_output=True, timeout=120)
        assert done.returncode == 1, done.stderr

    def point_at(self, mark):
        """Move the mouse onto a marked place, whose text lies in another layer."""
        self.page.mouse.move(*middle_of(mark))

    def click_at(self, mark):
        """Put the cursor into a marked place, and the mouse where it hovers over nothing."""
        self.page.mouse.click(*middle_of(mark))
        self.page.mouse.move(WIDTH / 2, 1)

    def line_of(self, mark):
        """The number beside a marked place."""
        numbers = self.locate(".margin-view-overlays .line-numbers").all()
        (number,) = [one for one in numbers if abs(middle_of(one)[1] - middle_of(mark)[1]) < 8]
        return int(number.inner_text())

    def wait_for_fix(self):
        """The first quick fix, as soon as the server has proven one."""
        fix = self.locate(".action-widget .monaco-list-row.action:not(.option-disabled)").first
        for _ in range(60):
            self.page.keyboard.press("Control+.")
            self.page.wait_for_timeout(1000)
            if fix.count():
                return fix
            self.page.keyboard.press("Escape")
        raise AssertionError("no quick fix")

    def until(self, condition):
        """Wait until something has come about."""
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, "it did not come about"
            self.page.wait_for_timeout(100)

    def photograph(self, name, height=HEIGHT):
        """Take a picture for the pages, where that is asked for."""
        if os.environ.get("CAPTURE"):
            PICTURES.mkdir(exist_ok=True)
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": height}
            self.page.screenshot(path=PICTURES / f"vscode-{name}.png", clip=clip)


def middle_of(place):
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
