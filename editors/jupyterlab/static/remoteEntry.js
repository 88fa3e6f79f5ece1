/* What whygrad says below a failing cell, with two buttons: Explain, and Fix, which shows a correction that a further
   click puts into its cells. A module of JupyterLab as webpack's federation loads one, written by hand: no build. */
(() => {
  const MIME = 'application/vnd.whygrad+json';
  let shared;

  /** A module that JupyterLab shares. */
  const use = async name => (await Object.values(shared[name])[0].get())();

  async function makePlugin() {
    const [{ INotebookTracker }, { Widget }] = await Promise.all([use('@jupyterlab/notebook'), use('@lumino/widgets')]);
    const { IRenderMimeRegistry } = await use('@jupyterlab/rendermime');

    /** Runs a magic in the kernel of a notebook; gives what it displays. */
    async function ask(panel, code) {
      const kernel = panel?.sessionContext.session?.kernel;
      if (!kernel) return [];
      const shown = [];
      const future = kernel.requestExecute({ code, store_history: false, stop_on_error: false });
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === 'display_data') shown.push(content.data);
        if (header.msg_type === 'stream') shown.push({ 'text/plain': content.text });
      };
      await future.done;
      return shown;
    }

    /** Puts corrected texts into the cells that still hold what was run; says which do not. */
    function apply(panel, edits) {
      const cells = [...panel.content.model.cells];
      const found = edits.map(edit => cells.find(cell => cell.sharedModel.getSource() === edit.before));
      if (found.includes(undefined)) return false;
      found.forEach((cell, number) => cell.sharedModel.setSource(edits[number].after));
      return true;
    }

    const button = (label, action) => {
      const made = document.createElement('button');
      made.className = 'jp-mod-styled jp-mod-accept whygrad-button';
      made.style.marginRight = '8px';
      made.textContent = label;
      made.onclick = async () => {
        made.disabled = true;
        try {
          await action(made);
        } finally {
          made.disabled = false;
        }
      };
      return made;
    };

    class Explained extends Widget {
      constructor(registry, tracker) {
        super();
        Object.assign(this, { registry, tracker });
      }

      async markdown(data, trusted = false) {
        const kind = data['text/markdown'] ? 'text/markdown' : 'text/plain';
        const renderer = this.registry.createRenderer(kind);
        await renderer.renderModel({ data, metadata: {}, trusted, setData() {} });
        return renderer.node;
      }

      async renderModel(model) {
        const { labels } = model.data[MIME];
        const answers = document.createElement('div');
        const panel = () => this.tracker.find(one => one.node.contains(this.node));
        const show = async code => {
          const shown = await ask(panel(), code);
          answers.replaceChildren(...(await Promise.all(shown.map(data => this.markdown(data)))));
          return shown.map(data => data[MIME]?.cells).find(cells => cells?.length);
        };
        const explain = button(labels.explain, () => show('%whygrad'));
        const fix = button(labels.fix, async () => {
          const cells = await show('%whygrad fix');
          if (!cells) return;
          const put = button(labels.apply, made => {
            const done = document.createElement('span');
            done.textContent = apply(panel(), cells) ? labels.applied : labels.changed;
            made.replaceWith(done);
          });
          answers.append(put);
        });
        this.node.replaceChildren(await this.markdown(model.data), explain, fix, answers);
      }
    }

    return {
      id: 'whygrad:explained',
      description: 'Explain and Fix below a failing cell.',
      autoStart: true,
      requires: [INotebookTracker, IRenderMimeRegistry],
      activate(_, tracker, registry) {
        const factory = {
          safe: true,
          mimeTypes: [MIME],
          createRenderer: () => new Explained(registry, tracker)
        };
        registry.addFactory(factory, 0);
      }
    };
  }

  (window._JUPYTERLAB ??= {}).whygrad = {
    init: scope => void (shared = scope),
    get: async () => {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    }
  };
})();
