// A field for badges: Enter hands over what it holds and empties it at once, in the browser, so that a hand scanner never writes into the last badge.

interface Page {
  invokeMethodAsync(method: string, text: string): Promise<void>;
}

const pages = new WeakMap<HTMLInputElement, Page>();
const bound = new WeakSet<HTMLInputElement>();

/** Sends entries of the field to the page; null ends it. */
export function bindEntry(field: HTMLInputElement | null, page: Page | null) {
  if (!field) return;
  if (!page) {
    pages.delete(field);
    return;
  }
  pages.set(field, page);
  field.focus();
  if (bound.has(field)) return;
  bound.add(field);
  const enter = () => {
    const text = field.value;
    field.value = '';
    field.focus();
    void pages.get(field)?.invokeMethodAsync('EnteredAsync', text);
  };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      enter();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
    }
  });
  document.querySelector(`[data-enter="${field.id}"]`)?.addEventListener('click', enter);
}

/** Takes the focus back to a field, without touching what is being written into it. */
export function refocus(field: HTMLInputElement | null) {
  if (field && document.activeElement !== field) field.focus();
}

/** Puts text into a field, unless somebody has typed meanwhile. */
export function setText(field: HTMLInputElement | null, text: string) {
  if (field && (text === '' || field.value === '')) field.value = text;
}
