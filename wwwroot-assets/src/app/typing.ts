// The field of a form that has the focus belongs to the person: a value that arrives meanwhile (a suggestion made from another field, an
// answer that took its time) waits until what is being typed is told, and leaves selected what was selected. Not the field for badges:
// that one is emptied by a script.
const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!;
let field: HTMLInputElement | null = null;
let typed = false;
let waiting: string | null = null;

export function bindTyping() {
  document.addEventListener('focusin', (event) => enter(event.target as HTMLElement), true);
  document.addEventListener('focusout', leave, true);
  document.addEventListener('input', (event) => (typed ||= event.target === field), true);
  document.addEventListener('change', (event) => event.target === field && settle(false), true);
}

function enter(target: HTMLElement) {
  if (!(target instanceof HTMLInputElement) || !target.matches('.field .mud-input-slot')) return;
  field = target;
  Object.defineProperty(field, 'value', { configurable: true, get: () => value.get!.call(target), set: receive });
}

function receive(this: HTMLInputElement, text: string) {
  if (typed) {
    waiting = text;
    return;
  }
  const whole = this.selectionStart === 0 && this.selectionEnd === this.value.length;
  value.set!.call(this, text);
  if (whole) this.select();
}

/** What is typed is told, or (left as it was entered) is not. */
function settle(apply: boolean) {
  typed = false;
  if (apply && waiting !== null && field) field.value = waiting;
  waiting = null;
}

function leave() {
  if (!field) return;
  settle(true);
  delete (field as { value?: string }).value;
  field = null;
}
