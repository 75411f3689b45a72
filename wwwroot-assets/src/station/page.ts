// Small helpers for the page's elements.
export const find = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

/** Writes only what differs: a screen reader is told no more than what is new. */
export function put(element: Element, text: string) {
  if (element.textContent !== text) element.textContent = text;
}

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, text?: string, name?: string) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}

/** One of the symbols that stand in the document. */
export function symbol(name: string) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#s-${name}`);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}
