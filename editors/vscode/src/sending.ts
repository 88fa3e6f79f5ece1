import * as vscode from 'vscode';
import type { Pages } from './pages';

/** What the server is about to send for the first time, as it would leave the machine. */
export interface Outgoing {
  server: string;
  kind: 'traceback' | 'source';
  text: string;
}

/** Shows what would be sent and asks, one after the other; an agreement is kept, on this machine alone. */
export class Sending {
  private asking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pages: Pages,
    private readonly memory: vscode.Memento,
  ) {}

  async confirm(outgoing: Outgoing): Promise<boolean> {
    const key = `sends ${outgoing.kind} to ${outgoing.server}`;
    if (this.memory.get<boolean>(key)) return true;
    const agrees = this.asking.then(() => this.ask(outgoing));
    this.asking = agrees;
    if (await agrees) await this.memory.update(key, true);
    return agrees;
  }

  private async ask(outgoing: Outgoing): Promise<boolean> {
    await this.pages.showText(vscode.l10n.t('Not sent yet') + '.txt', outgoing.text);
    const send = vscode.l10n.t('Send');
    const answer = await vscode.window.showInformationMessage(questionOf(outgoing), send, vscode.l10n.t('Do not send'));
    return answer === send;
  }
}

function questionOf({ kind, server }: Outgoing): string {
  return kind === 'source'
    ? vscode.l10n.t('Your settings permit that programs are sent to {0}. Beside is what would be sent now.', server)
    : vscode.l10n.t('Your settings permit that tracebacks are sent to {0}. Beside is what would be sent now.', server);
}
