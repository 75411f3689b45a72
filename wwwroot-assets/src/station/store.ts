// What the device keeps. IndexedDB first; where that fails local storage; memory in any case: writing never fails.
import type { Entry } from './types';

const prefix = 'station:';
/** A scan is not kept waiting for the disk, a start is. */
const patience = 600;
const startPatience = 6000;
const kept = new Map<string, unknown>();
let opened: Promise<IDBDatabase> | undefined;

function open() {
  return (opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('station', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('values');
      request.result.createObjectStore('entries', { keyPath: 'id' });
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opened = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  }));
}

function within<T>(work: Promise<T>, time = patience) {
  return Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), time))]);
}

/** Resolves when the change is on the disk: a scan that was shown must survive a dead battery. */
async function change(name: 'values' | 'entries', work: (store: IDBObjectStore) => void) {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(name, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore(name));
  });
}

async function read<T>(name: 'values' | 'entries', work: (store: IDBObjectStore) => IDBRequest<T>) {
  const database = await open();
  return await new Promise<T>((resolve, reject) => {
    const request = work(database.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function local(key: string, value?: unknown) {
  try {
    if (value === undefined) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: memory has it.
  }
}

export async function get<T>(key: string): Promise<T | undefined> {
  if (kept.has(key)) return kept.get(key) as T;
  try {
    const value = (await within(read('values', (store) => store.get(key)), startPatience)) as T | undefined;
    if (value !== undefined) return value;
  } catch {
    // Read what local storage has.
  }
  try {
    const text = localStorage.getItem(prefix + key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export async function set(key: string, value: unknown) {
  kept.set(key, value);
  try {
    await within(change('values', (store) => store.put(value, key)));
    local(key);
  } catch {
    local(key, value);
  }
}

/** For what must not lie about as readable text in local storage; throws when it could not be kept. */
export const setSecret = (key: string, value: unknown) => change('values', (store) => store.put(value, key));

export async function remove(key: string) {
  kept.delete(key);
  local(key);
  try {
    await change('values', (store) => store.delete(key));
  } catch {
    // Nothing was kept there.
  }
}

/** Every waiting scan, in the order in which they were made. */
export async function entries(): Promise<Entry[]> {
  const found = new Map<string, Entry>();
  try {
    for (let at = 0; at < localStorage.length; at++) {
      const key = localStorage.key(at)!;
      if (!key.startsWith(`${prefix}entry:`)) continue;
      const entry = JSON.parse(localStorage.getItem(key)!) as Entry;
      found.set(entry.id, entry);
    }
  } catch {
    // Forbidden: nothing is there.
  }
  try {
    for (const entry of (await within(read('entries', (store) => store.getAll()), startPatience)) as Entry[]) found.set(entry.id, entry);
  } catch {
    // Only local storage, then.
  }
  return [...found.values()].sort((a, b) => a.order - b.order);
}

export async function put(entry: Entry) {
  try {
    await within(change('entries', (store) => store.put(entry)));
  } catch {
    local(`entry:${entry.id}`, entry);
  }
}

export async function drop(entry: Entry) {
  local(`entry:${entry.id}`);
  try {
    await change('entries', (store) => store.delete(entry.id));
  } catch {
    // It was never there.
  }
}
