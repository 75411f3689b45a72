// A question keeps the focus when the menu that it was chosen from closes: the menu gives the focus back to its own button.
const closing = 1_000;
let dialog: Element | null = null;
let opened = 0;
let last: HTMLElement | null = null;

export function bindDialogs() {
  document.addEventListener('focusin', (event) => {
    const target = event.target as HTMLElement;
    const within = target.closest('.mud-dialog-container');
    if (within) {
      if (within !== dialog) opened = event.timeStamp;
      [dialog, last] = [within, target];
    } else if (dialog?.isConnected && last && target.closest('.mud-menu') && event.timeStamp - opened < closing) {
      last.focus();
    }
  });
}
