// What components ask of the browser (PortalBrowser in C#).

/** Moves the focus to the first element the selector finds; text in it is selected. */
export function focus(selector: string) {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}

/** Copies text; false when the browser does not allow it. */
export async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Saves text as a file. */
export function download(name: string, type: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  save(name, address);
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Saves what an address (also a data address) holds as a file. */
export function save(name: string, address: string) {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}

/** Puts the state of a page into the address bar without a new entry in the history. */
export function replaceAddress(address: string) {
  history.replaceState(history.state, '', address);
}

/** Keeps a choice on this device, where storage is allowed. */
export function remember(key: string, value: string) {
  try {
    localStorage.setItem(`portal:${key}`, value);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

/** A choice kept on this device, or null. */
export function recall(key: string) {
  try {
    return localStorage.getItem(`portal:${key}`);
  } catch {
    return null;
  }
}
