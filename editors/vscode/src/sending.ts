import * as vscode from 'vscode';
import type { Pages } from './pages';

/** What the server is about to send for the first time, as it would leave the machine. */
export interface Outgoing {
  server: string;
  kind: 'traceback' | 'source';
  text: string;
}

/** Shows it and asks; an agreement is kept for this server and kind, on this machine alone. */
export async function confirmSending(outgoing: Outgoing, pages: Pages, memory: vscode.Memento): Promise<boolean> {
  const key = `sends ${outgoing.kind} to ${outgoing.server}`;
  if (memory.get<boolean>(key)) return true;
  await pages.showText(vscode.l10n.t('Not sent yet') + '.txt', outgoing.text);
  const send = vscode.l10n.t('Send');
  const question =
    outgoing.kind === 'source'
      ? vscode.l10n.t('Your settings permit that programs are sent to {0}. Beside is what would be sent now.', outgoing.server)
      : vscode.l10n.t('Your settings permit that tracebacks are sent to {0}. Beside is what would be sent now.', outgoing.server);
  const hasAgreed = (await vscode.window.showInformationMessage(question, send, vscode.l10n.t('Do not send'))) === send;
  if (hasAgreed) await memory.update(key, true);
  return hasAgreed;
}
