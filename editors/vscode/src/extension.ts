import * as vscode from 'vscode';
import { onDidChangeInterpreter } from './interpreter';
import { FailedCells } from './notebooks';
import { Pages } from './pages';
import { Server } from './server';
import { readTerminalSelection } from './terminals';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const pages = new Pages();
  const running = (server = new Server(context, pages));
  const restart = () => void running.restart();

  async function show(text: string | undefined): Promise<void> {
    if (!text?.trim()) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no text to diagnose.'));
      return;
    }
    const answer = await running.diagnose(text);
    if (answer) await pages.showAnswer(answer.markdown);
    else restart(); // whygrad may be installed by now; else it is said again that it is not
  }

  const commands: Record<string, (argument: never) => unknown> = {
    'whygrad.diagnoseSelection': () => show(readSelection()),
    'whygrad.diagnoseTerminalSelection': async () => show(await readTerminalSelection()),
    'whygrad.diagnoseClipboard': async () => show(await vscode.env.clipboard.readText()),
    'whygrad.verifyProgram': () => verify(running),
    'whygrad.showAnswer': (markdown: string) => pages.showAnswer(markdown),
    'whygrad.restart': () => running.restart(),
  };
  context.subscriptions.push(
    pages.register(),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
    vscode.notebooks.registerNotebookCellStatusBarItemProvider('jupyter-notebook', new FailedCells(running)),
    await onDidChangeInterpreter(restart),
  );
  restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

function readSelection(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.getText(editor.selection);
}

async function verify(server: Server): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document) await server.verify(document.uri);
}
