// Keyboard: `/` goes to the search, Ctrl+Enter sends the form one is in, Escape closes the phone's navigation.
const root = document.documentElement;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function openSearch() {
  root.dataset.search = 'open';
  document.querySelector<HTMLInputElement>('#global-search')?.focus();
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

export function bindKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (!document.querySelector('#global-search')) return;
      event.preventDefault();
      openSearch();
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
