// Menus are popovers (top layer, closed by Escape or a click outside); here they are placed and moved through by arrow keys.
const items = (menu: Element) => [...menu.querySelectorAll<HTMLElement>('.menu-item:not(:disabled)')];

function place(menu: HTMLElement) {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  const from = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = from.bottom + 6 + size.height <= innerHeight || from.top < size.height;
  const left = menu.dataset.align === 'start' ? from.left : from.right - size.width;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
  menu.style.top = `${below ? from.bottom + 6 : from.top - size.height - 6}px`;
}

export function bindMenus() {
  document.addEventListener('toggle', (event) => {
    const menu = event.target as HTMLElement;
    if (!menu.classList.contains('menu')) return;
    const open = (event as ToggleEvent).newState === 'open';
    document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`)?.setAttribute('aria-expanded', String(open));
    if (!open) return;
    place(menu);
    items(menu)[0]?.focus();
  }, true);
  document.addEventListener('click', (event) => {
    const item = (event.target as Element).closest('.menu-item');
    item?.closest<HTMLElement>('.menu:popover-open')?.hidePopover();
  });
  // What scrolls inside a long menu leaves it open.
  addEventListener('scroll', (event) => document.querySelectorAll<HTMLElement>('.menu:popover-open').forEach((menu) => {
    if (!menu.contains(event.target as Node)) menu.hidePopover();
  }), { capture: true, passive: true });
  document.addEventListener('keydown', (event) => {
    const from = event.target as Element;
    const menu = from.closest?.('.menu');
    if (!menu || !(from.matches('input') ? ['ArrowDown', 'ArrowUp'] : ['ArrowDown', 'ArrowUp', 'Home', 'End']).includes(event.key)) return;
    event.preventDefault();
    const all = items(menu);
    // From a search field the arrows lead to what stands after and before it.
    const before = all.filter((item) => item.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING).length;
    const next = { ArrowDown: all.includes(from as HTMLElement) ? before + 1 : before, ArrowUp: before - 1, Home: 0, End: all.length - 1 }[
      event.key
    ]!;
    all[(next + all.length) % all.length]?.focus();
  });
}
