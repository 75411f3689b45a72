// Rows of a list: one tab stop for the whole table, arrows from there, and a click anywhere opens the row's own page.
const rowsOf = '.grid tbody';
const stops = 'a[href], button:not(:disabled), input:not(:disabled)';

const inRow = (row: Element) => [...row.querySelectorAll<HTMLElement>(stops)].filter((stop) => !stop.closest('.mud-popover'));

/** Exactly one element of a table can be reached by Tab: the one that was in use last, else the first row's link. */
function settle(body: Element) {
  const all = [...body.querySelectorAll<HTMLElement>(stops)];
  const current =
    all.find((stop) => stop === document.activeElement) ??
    all.find((stop) => stop.dataset.stop === 'here') ??
    body.querySelector<HTMLElement>('.row-link') ??
    all[0];
  for (const stop of all) {
    const wanted = stop === current ? 0 : -1;
    if (stop.tabIndex !== wanted || !stop.hasAttribute('tabindex')) stop.tabIndex = wanted;
    if (stop !== current) delete stop.dataset.stop;
  }
  if (current) current.dataset.stop = 'here';
}

function settleAll() {
  document.querySelectorAll(rowsOf).forEach(settle);
}

/** The element of another row that stands in the same column. */
function sameColumn(from: HTMLElement, row: Element) {
  const cell = from.closest('td');
  const there = cell && row.children[cell.cellIndex]?.querySelector<HTMLElement>(stops);
  return there ?? row.querySelector<HTMLElement>('.row-link') ?? inRow(row)[0];
}

function move(event: KeyboardEvent) {
  const from = event.target as HTMLElement;
  const row = from.closest?.('.grid tbody tr');
  if (!row || from.closest('.menu, [role="menu"]') || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...row.parentElement!.children];
  const own = inRow(row);
  const at = rows.indexOf(row);
  const next = {
    ArrowDown: () => rows[at + 1] && sameColumn(from, rows[at + 1]),
    ArrowUp: () => rows[at - 1] && sameColumn(from, rows[at - 1]),
    Home: () => sameColumn(from, rows[0]),
    End: () => sameColumn(from, rows[rows.length - 1]),
    ArrowRight: () => own[own.indexOf(from) + 1],
    ArrowLeft: () => own[own.indexOf(from) - 1],
  }[event.key];
  if (next) {
    event.preventDefault();
    next()?.focus();
  } else if (event.key === ' ' && from.matches('.row-link')) {
    const check = row.querySelector<HTMLInputElement>('.cell-check input');
    if (!check) return;
    event.preventDefault();
    check.click();
  }
}

function open(event: MouseEvent) {
  const from = event.target as Element;
  const row = from.closest?.('.grid.opens tbody tr');
  if (!row || from.closest(`${stops}, label, summary, .cell-check, .cell-menu`) || String(getSelection())) return;
  const link = row.querySelector<HTMLAnchorElement>('.row-link');
  if (!link) return;
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(link.href, '_blank', 'noopener');
  else if (event.button === 0) link.click();
}

export function bindRows() {
  document.addEventListener('keydown', move);
  document.addEventListener('click', open);
  document.addEventListener('auxclick', open);
  document.addEventListener('focusin', (event) => {
    const body = (event.target as Element).closest?.(rowsOf);
    if (body) settle(body);
  });
  let asked = false;
  new MutationObserver(() => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      settleAll();
    });
  }).observe(document.body, { childList: true, subtree: true });
}
