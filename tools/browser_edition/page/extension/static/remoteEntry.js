/* What the course adds to JupyterLite: a notebook can be downloaded and reset from its toolbar, and a
 * learner is told when the site has a newer text than the copy that the browser keeps, and when Python does
 * not come.
 *
 * JupyterLite keeps what a learner saves in the browser, under the path of the site's file, and shows that
 * copy from then on. Each notebook of the site carries the digest of its text ("edition") in its metadata,
 * and so does every copy of it; the site's editions.json has the digests of today, and that of its Python.
 *
 * This is an extension of JupyterLab, written as its module loader wants one, so that nothing has to
 * be built. It takes JupyterLab's own modules from `shared`.
 */
(() => {
  const MARK = 'hopfield_course';
  const FIRST = 'notebooks/00_start_here.ipynb';
  let shared = {};

  const borrow = async name => {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  };

  /* "01_recall (mine, 2026-11-28 00.41.07).ipynb": beside the notebook, and sorted by time. */
  const keptPath = path => {
    const now = new Date(), two = number => String(number).padStart(2, '0');
    const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
    const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.');
    return path.replace(/\.ipynb$/, ` (mine, ${day} ${time}).ipynb`);
  };

  /* The same word as tools/browser_edition/contents.py makes of a notebook's cells. (The browser's own digests
   * are not there on a plain http address.) */
  const digest = notebook => {
    const text = notebook.cells
      .map(cell => `${cell.cell_type}\n${[].concat(cell.source).join('')}\0`).join('');
    return [31, 131].map(factor => {
      let word = 0;
      for (let i = 0; i < text.length; i++) word = (Math.imul(word, factor) + text.charCodeAt(i)) >>> 0;
      return word.toString(16).padStart(8, '0');
    }).join('');
  };
  const markOf = panel => panel.context.model.getMetadata(MARK);
  const changed = panel => digest(panel.context.model.toJSON()) !== markOf(panel)?.edition;

  const makePlugin = async () => {
    const { INotebookTracker } = await borrow('@jupyterlab/notebook');
    const { Dialog, showDialog, Notification } = await borrow('@jupyterlab/apputils');
    const { ToolbarButton } = await borrow('@jupyterlab/ui-components');
    const { PageConfig, URLExt } = await borrow('@jupyterlab/coreutils');
    const { Widget } = await borrow('@lumino/widgets');

    /* A file of the site as it is now, whatever the browser has kept of it. */
    const ofSite = async path => {
      const url = URLExt.join(PageConfig.getBaseUrl(), URLExt.encodeParts(path));
      const answer = await fetch(url, { cache: 'reload' });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${answer.statusText}`);
      return await answer.json();
    };

    const words = text => {
      const body = new Widget();
      body.node.style.maxWidth = '34em';
      body.node.textContent = text;
      return body;
    };

    const activate = (app, tracker) => {
      const contents = app.serviceManager.contents;
      const editions = ofSite('editions.json').catch(() => ({})); // without a network: as it was

      const save = (path, content) => contents.save(path, { type: 'notebook', format: 'json', content });

      const download = panel => {
        const link = document.createElement('a');
        const text = JSON.stringify(panel.context.model.toJSON(), null, 1);
        link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ipynb+json' }));
        link.download = panel.context.path.split('/').pop();
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      };

      /* Show the site's text; what the learner had is kept beside it, if a cell was changed. */
      const takeOriginal = async panel => {
        const path = panel.context.path;
        await ofSite(`files/${path}`); // first: if it cannot be had, nothing is touched
        const kept = changed(panel) ? keptPath(path) : null;
        if (kept) await save(kept, panel.context.model.toJSON());
        await contents.delete(path); // the browser's copy: now the site's is seen again
        await panel.context.revert();
        if (kept) Notification.info(`What you had is kept as ${kept}`, { autoClose: false });
      };

      const reset = async panel => {
        const answer = await showDialog({
          title: 'Back to the original?',
          body: words('The notebook becomes as it was given out. What you wrote in it is kept, as a copy beside it.'),
          buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'Reset' })]
        });
        if (answer.button.accept) await takeOriginal(panel);
      };

      const tellOfUpdate = async (panel, today) => {
        const mark = markOf(panel);
        if (!today || !mark || mark.edition === today || mark.kept === today) return;
        if (!changed(panel)) {
          await takeOriginal(panel);
          return Notification.info('The site has a new version of this notebook: here it is', { autoClose: 8000 });
        }
        const answer = await showDialog({
          title: 'This notebook has a newer version',
          body: words('The site has changed this notebook since you began yours. With the new version, yours is kept as a copy beside it.'),
          buttons: [Dialog.cancelButton({ label: 'Go on with mine' }), Dialog.okButton({ label: 'New version' })]
        });
        if (answer.button.accept) return takeOriginal(panel);
        panel.context.model.setMetadata(MARK, { ...mark, kept: today }); // not asked again until the next
        await panel.context.save();
      };

      const told = error => Notification.error(`That did not work: ${error.message}`, { autoClose: false });

      /* A page whose Python never comes looks like one whose Python is still on its way. (JupyterLab shows no
       * more than 140 characters of a notification.) */
      const settings = JSON.parse(PageConfig.getOption('litePluginSettings') || '{}');
      const { python, elsewhere, patience } = settings['hopfield-course:page'] ?? {};
      const reachable = elsewhere ? fetch(elsewhere).then(answer => answer.ok, () => false) : true;
      const tellOfHost = async () => {
        if (!(await reachable))
          Notification.error(
            `No cell will run: ${new URL(elsewhere).host} does not hand out Python's packages here. ` +
            'Check the network, then load the page again.', { autoClose: false });
      };
      const tellOfDelay = async panel => {
        await new Promise(resolve => setTimeout(resolve, 1000 * patience));
        const status = panel.sessionContext.session?.kernel?.status ?? 'unknown';
        if (!panel.isDisposed && ['unknown', 'starting'].includes(status) && (await reachable))
          Notification.warning(
            'Python has not started yet. On a slow network, wait; otherwise load the page again: ' +
            'what you wrote is kept.', { autoClose: false });
      };
      tellOfHost();

      /* The settings that the browser has kept of an earlier build name that build's Python. They are fetched
       * anew, once: a host that goes on handing out the old ones is not asked for ever. */
      const renew = async () => {
        const today = (await editions).python;
        if (!today || today === python || sessionStorage.getItem(MARK) === today) return;
        sessionStorage.setItem(MARK, today);
        await ofSite('jupyter-lite.json');
        location.reload();
      };
      renew().catch(told);

      /* JupyterLab fills a toolbar some time after its notebook is there; what came before that would stand
       * now here, now there. */
      const filled = async toolbar => {
        while (!toolbar.isDisposed && !Array.from(toolbar.names()).includes('spacer'))
          await new Promise(resolve => setTimeout(resolve, 50));
      };

      tracker.widgetAdded.connect(async (_, panel) => {
        await panel.context.ready;
        const today = (await editions).notebooks?.[panel.context.path];
        if (panel.isDisposed) return;
        tellOfDelay(panel);
        await filled(panel.toolbar);
        const button = (name, label, tooltip, onClick) =>
          panel.toolbar.insertBefore('spacer', name, new ToolbarButton({ label, tooltip, onClick }));
        button('course-download', 'Download', 'Save this notebook as a file', () => download(panel));
        if (!today) return;
        button('course-reset', 'Reset', 'Back to the original; what you wrote is kept', () =>
          reset(panel).catch(told));
        tellOfUpdate(panel, today).catch(told);
      });

      navigator.storage?.persist?.(); // asks the browser not to clear what was saved when it needs room
      app.restored.then(() => {
        if (!app.shell.currentWidget || app.shell.currentWidget.id.startsWith('launcher'))
          app.commands.execute('docmanager:open', { path: FIRST, factory: 'Notebook' });
      });
    };
    return { id: 'hopfield-course:page', autoStart: true, requires: [INotebookTracker], activate };
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['hopfield-course'] = {
    init: async scope => { shared = scope; },
    get: async name => {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    }
  };
})();
