"""Neovim, the real one, with the configuration that `docs/clients/editors.md` gives: from a failing program to the applied fix."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.test_lsp import BROKEN, ROOT
from whygrad.answers.bundle import installed_library
from whygrad.user.settings import write_setting

PAGE = ROOT / "docs" / "clients" / "editors.md"
CONFIGURATION = re.compile(r"```lua\n(.*?)```", re.DOTALL)
BESIDE = Path(sys.executable).parent
# What the user does: open the file, fail in a terminal, hover, take the preferred quick fix, write.
STEPS = """
vim.cmd.filetype('on')
vim.cmd.edit('train.py')
assert(vim.wait(60000, function()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'whygrad' })[1]
  return client and client.initialized
end, 100), 'no server')
assert(#vim.diagnostic.get(0) == 0, 'a diagnostic before the failure')
local ran = vim.system({ 'whygrad', 'run', '--trace', 'train.py' }):wait(120000)
assert(ran.code == 1, ran.stderr)
assert(vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 100), 'no diagnostic')

local shown = vim.diagnostic.get(0)[1]
vim.api.nvim_win_set_cursor(0, { shown.lnum + 1, shown.col })
vim.lsp.buf.hover()
local function floating()
  return vim.iter(vim.api.nvim_list_wins()):find(function(window)
    return vim.api.nvim_win_get_config(window).relative ~= ''
  end)
end
assert(vim.wait(60000, floating, 100), 'no hover')
local hover = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(floating()), 0, -1, false)
io.stdout:write(vim.json.encode({ line = shown.lnum + 1, code = shown.code, hover = table.concat(hover, ' ') }))
vim.api.nvim_win_close(floating(), true)

local before = vim.api.nvim_buf_get_changedtick(0)
assert(vim.wait(120000, function()
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.isPreferred and action.edit end })
  vim.wait(1000)
  return vim.api.nvim_buf_get_changedtick(0) ~= before
end, 100), 'no quick fix')
vim.cmd.write()
vim.cmd.quit({ bang = true })
"""


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "project" / "train.py"
    path.parent.mkdir()
    path.write_text(BROKEN, encoding="utf-8")
    return path


def test_neovim_goes_from_a_failure_in_the_terminal_to_the_file_that_runs(program, home, live_server):
    write_setting("server", live_server.url)
    write_setting("send", "source")
    (configuration,) = CONFIGURATION.findall(PAGE.read_text(encoding="utf-8"))
    script = home / "steps.lua"
    script.write_text(configuration + STEPS, encoding="utf-8")
    environment = os.environ | {"PATH": f"{BESIDE}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [BESIDE / "nvim", "--clean", "--headless", "-n", "-l", script]
    done = subprocess.run(command, cwd=program.parent, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert (shown["line"], shown["code"]) == (9, "inplace-version-mismatch")
    assert installed_library("en").entry("inplace-version-mismatch").title in shown["hover"]
    assert program.read_text(encoding="utf-8") != BROKEN
    ran = subprocess.run([sys.executable, program.name], cwd=program.parent, capture_output=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
