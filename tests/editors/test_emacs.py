"""Emacs, the real one, with Eglot and the configuration that `docs/clients/editors.md` gives: to the applied fix.

It needs `emacs-nox`, and before Emacs 29 `elpa-eglot`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import BROKEN, ROOT, home, installed_knowledge, program  # noqa: F401 - fixtures
from whygrad.answers.bundle import installed_library
from whygrad.user.settings import write_setting

pytestmark = pytest.mark.editors

PAGE = ROOT / "docs" / "clients" / "editors.md"
CONFIGURATION = re.compile(r"```elisp\n(.*?)```", re.DOTALL)
BESIDE = Path(sys.executable).parent
# What the user does: open the file, M-x eglot, fail in a terminal, look at the line, take the first quick fix, save.
STEPS = """
(setq last-nonmenu-event ?x
      completing-read-function (lambda (_prompt _collection &optional _p _r _i _h default _m) default))
(defun until (condition what)
  (let ((end (time-add nil 120)))
    (while (not (funcall condition))
      (when (time-less-p end nil) (error "%s" what))
      (accept-process-output nil 0.1))))

(find-file "train.py")
(call-interactively #'eglot)
(until #'eglot-managed-p "no server")
(flymake-start)
(unless (= 1 (call-process "whygrad" nil nil nil "run" "--trace" "train.py")) (error "it did not fail"))
(until #'flymake-diagnostics "no diagnostic")

(let ((shown (car (flymake-diagnostics))) hover)
  (goto-char (flymake-diagnostic-beg shown))
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover (substring-no-properties text))))
  (until (lambda () hover) "no hover")
  (princ (json-encode (list (cons 'line (line-number-at-pos))
                            (cons 'told (flymake-diagnostic-text shown))
                            (cons 'hover hover))))
  (until (lambda () (seq-find (lambda (action) (plist-get action :edit)) (eglot-code-actions (point)))) "no quick fix")
  (eglot-code-actions (point) nil nil t))
(save-buffer)
"""


def test_emacs_goes_from_a_failure_in_the_terminal_to_the_file_that_runs(program, home, live_server):  # noqa: F811
    assert shutil.which("emacs"), "Emacs is missing: apt-get install emacs-nox elpa-eglot"
    write_setting("server", live_server.url)
    write_setting("send", "source")
    (configuration,) = CONFIGURATION.findall(PAGE.read_text(encoding="utf-8"))
    script = home / "steps.el"
    script.write_text(f"(package-initialize)\n(require 'eglot)\n{configuration}{STEPS}", encoding="utf-8")
    environment = os.environ | {"PATH": f"{BESIDE}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = ["emacs", "--batch", "--load", script]
    done = subprocess.run(command, cwd=program.parent, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["line"] == 9 and "inplace-version-mismatch" in shown["told"]
    assert installed_library("en").entry("inplace-version-mismatch").title.split("`")[0] in shown["hover"]
    assert program.read_text(encoding="utf-8") != BROKEN
    ran = subprocess.run([sys.executable, program.name], cwd=program.parent, capture_output=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
