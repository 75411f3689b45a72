// Printing: paper is light, whatever the theme; charts, which are drawn in its colours, follow.
const root = document.documentElement;

export function bindPrint() {
  let chosen: string | undefined;
  document.addEventListener('click', (event) => {
    // Later: the dialog would hold up the circuit's answer to this click.
    if ((event.target as Element).closest('[data-print]')) setTimeout(() => window.print());
  });
  addEventListener('beforeprint', () => {
    chosen = root.dataset.theme;
    root.dataset.theme = 'light';
    root.dataset.print = '';
    document.dispatchEvent(new CustomEvent('portal:theme'));
  });
  addEventListener('afterprint', () => {
    delete root.dataset.print;
    if (chosen) root.dataset.theme = chosen;
    else delete root.dataset.theme;
    document.dispatchEvent(new CustomEvent('portal:theme'));
  });
}
