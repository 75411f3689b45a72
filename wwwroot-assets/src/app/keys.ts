// Keyboard: `/` and Ctrl+K go to the search, `?` shows the keys, Ctrl+Enter sends the form one is in, Escape closes the phone's navigation.
const root = document.documentElement;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function openSearch() {
  root.dataset.search = 'open';
  const field = document.querySelector<HTMLInputElement>('#global-search');
  field?.focus();
  field?.select();
}

function toggleNavigation(open: boolean) {
  if (open) root.dataset.nav = 'open';
  else delete root.dataset.nav;
  document.querySelector<HTMLElement>('.shell-main')?.toggleAttribute('inert', open);
  const button = document.querySelector<HTMLElement>('[data-nav-toggle]');
  button?.setAttribute('aria-expanded', String(open));
  if (open) document.querySelector<HTMLElement>('.nav a')?.focus();
  else button?.focus();
}

/** A question in the middle of the screen has the keyboard for itself. */
const asked = () => document.querySelector('.mud-dialog') !== null;

const pressed = (event: KeyboardEvent, key: string) =>
  event.key === key && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey;

const isCtrlK = (event: KeyboardEvent) =>
  event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;

/** What of the page in view has keys of its own. */
export function keysOfPage() {
  const parts: Record<string, string> = { rows: '.grid tbody tr', form: 'main form' };
  return Object.keys(parts).filter((part) => document.querySelector(parts[part]) !== null);
}

export function bindKeys() {
  document.addEventListener('keydown', (event) => {
    if (pressed(event, '/') || isCtrlK(event)) {
      if (!document.querySelector('#global-search') || asked()) return;
      event.preventDefault();
      openSearch();
    } else if (pressed(event, '?')) {
      const button = document.querySelector<HTMLElement>('[data-keys]');
      if (!button || asked()) return;
      event.preventDefault();
      button.click();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target instanceof Element) {
      const form = event.target.closest('form');
      if (!form) return;
      event.preventDefault();
      // The field one is in has to be taken over before the form is sent.
      event.target.dispatchEvent(new Event('change', { bubbles: true }));
      form.requestSubmit();
    } else if (event.key === 'Escape') {
      if (root.dataset.nav) toggleNavigation(false);
      delete root.dataset.search;
    }
  });
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    if (target.closest('[data-nav-toggle]')) toggleNavigation(!root.dataset.nav);
    else if (root.dataset.nav && target.closest('.nav a, .nav-veil')) toggleNavigation(false);
    if (target.closest('[data-search-open]')) openSearch();
    else if (target.closest('.search-hit')) delete root.dataset.search;
  });
  matchMedia('(min-width: 960px)').addEventListener('change', (wide) => {
    if (wide.matches && root.dataset.nav) toggleNavigation(false);
  });
}
