import * as vscode from 'vscode';

const SCHEME = 'whygrad';

/** Texts of ours that are shown read-only, the newest in place of the one before. */
export class Pages implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? '';
  }

  /** Beside the editor as VS Code renders Markdown, which runs no script of it; once open, it shows what is newest. */
  async showAnswer(markdown: string): Promise<void> {
    const name = vscode.l10n.t('Diagnosis') + '.md';
    const uri = this.put(name, markdown);
    if (!isPreviewed(name)) await vscode.commands.executeCommand('markdown.showLockedPreviewToSide', uri);
  }

  /** As it is, beside the editor, which keeps the focus. */
  async showText(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(name, text));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  private put(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: '/' + name });
    this.texts.set(uri.path, text);
    this.changes.fire(uri);
    return uri;
  }
}

function isPreviewed(name: string): boolean {
  const shown = vscode.window.tabGroups.all.map((group) => group.activeTab);
  return shown.some((tab) => tab?.input instanceof vscode.TabInputWebview && tab.label.includes(name));
}
