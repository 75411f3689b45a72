// A field for badges: Enter empties it at once, in the browser, so that a hand scanner never writes into the last badge. What was entered is
// written down here first and leaves only when the server has answered: a cut network, a reload or a new circuit loses nothing.

interface Page {
  invokeMethodAsync(method: string, entry: object): Promise<boolean>;
}

/** What was entered, with the choices that held at that moment. */
interface Entry {
  id: string;
  text: string;
  /** By the device's own clock; only the time that has passed since is told to the server. */
  at: number;
  action: string;
  station: string;
  quantity: number;
}

const pages = new WeakMap<HTMLInputElement, Page>();
const bound = new WeakSet<HTMLInputElement>();
const sending = new WeakSet<HTMLInputElement>();
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Without an answer for that long the entry is said to wait. */
const patience = 1500;
/** Without an answer for that long it is sent once more; the server knows it by its id. */
const again = 5000;

/** The queue of a page, in the device's memory; where that is not to be had, in this page's. */
function queueOf(path: string) {
  const name = `door:${path}`;
  let entries: Entry[] = [];
  try {
    entries = JSON.parse(localStorage.getItem(name) ?? '[]');
  } catch {
    // No memory on this device, or something else's.
  }
  const keep = () => {
    try {
      if (entries.length) localStorage.setItem(name, JSON.stringify(entries));
      else localStorage.removeItem(name);
    } catch {
      // Full or forbidden: this page still has them.
    }
  };
  return {
    get first() {
      return entries[0];
    },
    get count() {
      return entries.length;
    },
    add(entry: Entry) {
      entries.push(entry);
      keep();
    },
    drop(id: string) {
      entries = entries.filter((entry) => entry.id !== id);
      keep();
    },
  };
}

type Queue = ReturnType<typeof queueOf>;
const queues = new Map<string, Queue>();

function queue() {
  const path = location.pathname;
  let found = queues.get(path);
  if (!found) queues.set(path, (found = queueOf(path)));
  return found;
}

function tell(waiting: number) {
  const element = document.getElementById('door-waiting');
  if (!element) return;
  element.hidden = waiting === 0;
  const words = element.querySelector('span:last-child');
  if (words) words.textContent = waiting === 1 ? (element.dataset.one ?? '') : (element.dataset.many ?? '').replace('{0}', String(waiting));
}

/** What stands there is about the badge before. */
const outdate = (old: boolean) => document.querySelector('.door-result')?.classList.toggle('door-old', old);

/** Whether the server has answered; false while it cannot be reached. */
async function send(page: Page, entry: Entry) {
  try {
    const told = { ...entry, at: undefined, passed: Math.max(0, Date.now() - entry.at) };
    return await Promise.race([page.invokeMethodAsync('EnteredAsync', told), pause(again).then(() => false)]);
  } catch {
    await pause(500);
    return false;
  }
}

async function drain(field: HTMLInputElement) {
  if (sending.has(field)) return;
  sending.add(field);
  const waiting = queue();
  const late = setInterval(() => tell(waiting.first && Date.now() - waiting.first.at > patience ? waiting.count : 0), 300);
  try {
    for (let page = pages.get(field); page && waiting.first; page = pages.get(field)) {
      const entry = waiting.first;
      if (await send(page, entry)) waiting.drop(entry.id);
      else await pause(500);
    }
  } finally {
    clearInterval(late);
    sending.delete(field);
    tell(pages.has(field) ? waiting.count : 0);
    if (!waiting.count && !field.value) outdate(false);
  }
}

function enter(field: HTMLInputElement) {
  const text = field.value.trim();
  field.value = '';
  field.focus();
  if (!text) return;
  outdate(true);
  queue().add({
    id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, // not to be had without HTTPS
    text,
    at: Date.now(),
    action: document.querySelector<HTMLInputElement>('input[name=direction]:checked')?.value ?? '',
    station: document.querySelector<HTMLInputElement>('#station')?.value ?? '',
    quantity: Number(document.querySelector('.stepper output')?.textContent ?? 1),
  });
  void drain(field);
}

/** Sends entries of the field to the page; null ends it. */
export function bindEntry(field: HTMLInputElement | null, page: Page | null) {
  if (!field) return;
  if (!page) {
    pages.delete(field);
    return;
  }
  pages.set(field, page);
  field.focus();
  void drain(field);
  if (bound.has(field)) return;
  bound.add(field);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      enter(field);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
    }
  });
  field.addEventListener('input', () => outdate(field.value !== '' || queue().count > 0));
  document.querySelector(`[data-enter="${field.id}"]`)?.addEventListener('click', () => enter(field));
}

/** Takes the focus back to a field, without touching what is being written into it. */
export function refocus(field: HTMLInputElement | null) {
  if (field && document.activeElement !== field) field.focus();
}

/** Puts text into a field, unless somebody has typed meanwhile. */
export function setText(field: HTMLInputElement | null, text: string) {
  if (!field || (text !== '' && field.value !== '')) return;
  field.value = text;
  if (text === '' && !queue().count) outdate(false);
}
