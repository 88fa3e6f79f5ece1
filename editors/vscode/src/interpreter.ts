import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

/** What is used here of the Python extension's public API. */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(): { path: string };
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const ON_PATH = process.platform === 'win32' ? 'python' : 'python3';

/**
 * The Python to start the server with: the user's own, else the Python extension's, else the one on the path.
 * What the Python extension has selected may be a program of the folder, so it counts in a trusted one alone.
 */
export async function findInterpreter(): Promise<string> {
  const own = vscode.workspace.getConfiguration('whygrad').get<string>('interpreter');
  if (own) return own;
  const python = vscode.workspace.isTrusted ? await pythonApi() : undefined;
  return python?.environments.getActiveEnvironmentPath().path ?? ON_PATH;
}

/** Calls back when another interpreter may have been chosen. */
export async function onDidChangeInterpreter(changed: () => void): Promise<vscode.Disposable> {
  const python = await pythonApi();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('whygrad.interpreter')) changed();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(changed),
    ...(python ? [python.environments.onDidChangeActiveEnvironmentPath(changed)] : []),
  );
}

/** Whether the interpreter is there and has the language server; `folder` holds no module that it could import. */
export async function hasServer(interpreter: string, folder: string): Promise<boolean> {
  const code = 'import whygrad.lsp.server';
  return promisify(execFile)(interpreter, ['-c', code], { cwd: folder }).then(
    () => true,
    () => false,
  );
}

/** Says that the server is missing, and offers what helps; resolves when that is answered. */
export async function offerInstallation(interpreter: string): Promise<void> {
  const install = vscode.l10n.t('Install');
  const choose = vscode.l10n.t('Choose interpreter');
  const text = vscode.l10n.t('whygrad is not installed for {0}.', interpreter);
  const answer = await vscode.window.showWarningMessage(text, install, choose);
  if (answer === install) typeInstallation(interpreter);
  if (answer === choose) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'whygrad.interpreter');
  }
}

/** The command stands in a terminal, for the user to run. */
function typeInstallation(interpreter: string): void {
  const terminal = vscode.window.createTerminal('whygrad');
  terminal.show();
  terminal.sendText(`"${interpreter}" -m pip install "whygrad[lsp]"`, false);
}

async function pythonApi(): Promise<PythonApi | undefined> {
  return vscode.extensions.getExtension<PythonApi>('ms-python.python')?.activate();
}
