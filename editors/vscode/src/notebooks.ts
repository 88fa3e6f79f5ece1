import * as vscode from 'vscode';
import type { Answer, Server } from './server';

const ERROR = 'application/vnd.code.notebook.error';

interface CellError {
  name: string;
  message: string;
  stack?: string;
}

/** Below a cell that failed: what it was, and on a click the explanation. */
export class FailedCells implements vscode.NotebookCellStatusBarItemProvider {
  /** VS Code asks again while a cell is edited: an error is diagnosed once. */
  private readonly answers = new WeakMap<vscode.NotebookCellOutputItem, Promise<Answer | undefined>>();

  constructor(private readonly server: Server) {}

  async provideCellStatusBarItems(cell: vscode.NotebookCell): Promise<vscode.NotebookCellStatusBarItem[]> {
    const error = cell.outputs.flatMap((output) => output.items).find((item) => item.mime === ERROR);
    const answer = error && (await this.answerTo(error));
    return answer?.title ? [itemOf(answer.title, answer.markdown)] : [];
  }

  private answerTo(error: vscode.NotebookCellOutputItem): Promise<Answer | undefined> {
    const answer = this.answers.get(error) ?? this.server.diagnose(tracebackOf(error));
    this.answers.set(error, answer);
    return answer;
  }
}

function itemOf(title: string, markdown: string): vscode.NotebookCellStatusBarItem {
  const item = new vscode.NotebookCellStatusBarItem(
    `$(lightbulb) ${title}`,
    vscode.NotebookCellStatusBarAlignment.Left,
  );
  const explain = vscode.l10n.t('whygrad: explain this error');
  item.command = { command: 'whygrad.showAnswer', title: explain, arguments: [markdown] };
  item.tooltip = `${title}\n\n${explain}`;
  return item;
}

function tracebackOf(item: vscode.NotebookCellOutputItem): string {
  const error = JSON.parse(new TextDecoder().decode(item.data)) as CellError;
  return error.stack ?? `${error.name}: ${error.message}`;
}
