"""Neovim, the real one in a terminal, with the configuration that `docs/clients/editors.md` gives: from a failing program to the applied fix.

The page shows what the screen showed; `CAPTURE=1 pytest tests/clients/test_neovim.py` writes it anew.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.clients.conftest import ROOT
from whygrad.answers.bundle import installed_library
from whygrad.user.settings import write_setting

PAGE = ROOT / "docs" / "clients" / "editors.md"
CONFIGURATION = re.compile(r"```lua\n(.*?)```", re.DOTALL)
SCREEN = re.compile(r"(<!-- screen (?P<name>\w+) -->\n```text\n).*?(```)", re.DOTALL)
BESIDE = Path(sys.executable).parent
# A Neovim in which another one runs in a terminal: it presses the keys, and reads the screen.
# The user opens the file, fails in another terminal, looks at the line, takes the first quick fix, and writes.
STEPS = """
local inner = vim.fn.jobstart({ 'nvim', '-n', 'train.py' }, { term = true })
local screens = {}

local function screen()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end
local function shows(text)
  return table.concat(screen(), '\\n'):find(text, 1, true) ~= nil
end
local function see(text, seconds)
  return vim.wait(seconds * 1000, function() return shows(text) end, 100)
end
local function press(keys)
  vim.fn.chansend(inner, vim.keycode(keys))
end
local function keep(name, text)
  assert(see(text, 120), name .. ': ' .. table.concat(screen(), '\\n'))
  vim.wait(500)
  screens[name] = screen()
end

assert(see('import torch', 60), 'no editor')
local ran = vim.system({ 'whygrad', 'run', '--trace', 'train.py' }):wait(120000)
assert(ran.code == 1, ran.stderr)
press('9G')
keep('diagnostic', '■')
press('K')
keep('hover', TITLE)
press('jk')
local offered
for _ = 1, 60 do
  press('gra')
  offered = see('Make a new tensor', 2)
  if offered then break end
  press('<Esc><Esc>')
end
assert(offered, 'no quick fix: ' .. table.concat(screen(), '\\n'))
keep('fix', 'Type number')
press('1<CR>')
assert(vim.wait(60000, function() return not shows('hidden += 1') end, 100), table.concat(screen(), '\\n'))
press(':write<CR>:quit<CR>')
vim.fn.jobwait({ inner }, 30000)
io.stdout:write(vim.json.encode(screens))
vim.cmd('qall!')
"""


def test_neovim_goes_from_a_failure_in_the_terminal_to_the_file_that_runs(program, home, live_server):
    write_setting("server", live_server.url)
    write_setting("send", "source")
    page = PAGE.read_text(encoding="utf-8")
    (configuration,) = CONFIGURATION.findall(page)
    settings = home / "config" / "nvim" / "init.lua"
    settings.parent.mkdir(parents=True)
    settings.write_text(configuration, encoding="utf-8")
    title = installed_library("en").entry("inplace-version-mismatch").title.split("`")[0][:30]
    script = home / "steps.lua"
    script.write_text(f"local TITLE = {json.dumps(title)}\n{STEPS}", encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{BESIDE}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
    }
    command = [BESIDE / "nvim", "--clean", "--headless", "-n", "-l", script]
    done = subprocess.run(command, cwd=program.parent, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    ran = subprocess.run([sys.executable, program.name], cwd=program.parent, capture_output=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    shown = SCREEN.sub(lambda found: f"{found[1]}{printed(json.loads(done.stdout)[found['name']])}{found[3]}", page)
    if os.environ.get("CAPTURE"):
        PAGE.write_text(shown, encoding="utf-8")
    assert len(SCREEN.findall(page)) == 3 and shown == PAGE.read_text(encoding="utf-8")


def printed(lines):
    """A screen without what is blank behind its lines and below the file."""
    kept = [line.rstrip() for line in lines]
    return "".join(f"{line}\n" for line in kept if line != "~")
