import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { findInterpreter, hasServer, offerInstallation } from './interpreter';
import type { Pages } from './pages';
import { type Outgoing, Sending } from './sending';

/** The answer to a pasted text; `title` is null where whygrad has none. */
export interface Answer {
  title: string | null;
  markdown: string;
}

/** `whygrad lsp`, running or not. */
export class Server {
  private client: LanguageClient | undefined;
  private starting = Promise.resolve();
  private readonly sending: Sending;

  constructor(
    private readonly context: vscode.ExtensionContext,
    pages: Pages,
  ) {
    this.sending = new Sending(pages, context.globalState);
  }

  /** Starts it anew; one start after the other. */
  async restart(): Promise<void> {
    this.starting = this.starting.then(() => this.stop()).then(() => this.start());
    return this.starting;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  async diagnose(text: string): Promise<Answer | undefined> {
    return this.execute<Answer>('whygrad.diagnose', text);
  }

  async verify(uri: vscode.Uri): Promise<void> {
    const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('whygrad: running the program') };
    await vscode.window.withProgress(progress, () => this.execute('whygrad.verify', uri.toString()));
  }

  private async execute<Result>(command: string, argument: string): Promise<Result | undefined> {
    await this.starting;
    return this.client?.sendRequest<Result>('workspace/executeCommand', { command, arguments: [argument] });
  }

  private async start(): Promise<void> {
    // The working directory is on the path of imports, so it is no folder that somebody opens.
    const cwd = this.context.extensionPath;
    const command = await findInterpreter();
    if (!(await hasServer(command, cwd))) {
      void offerInstallation(command);
      return;
    }
    const server = { command, args: ['-m', 'whygrad', 'lsp'], transport: TransportKind.stdio, options: { cwd } };
    this.client = new LanguageClient('whygrad', 'whygrad', server, {
      documentSelector: [{ scheme: 'file', language: 'python' }],
      initializationOptions: { confirmsSending: true },
    });
    this.client.onRequest('whygrad/confirmSending', (outgoing: Outgoing) => this.sending.confirm(outgoing));
    await this.client.start();
  }
}
