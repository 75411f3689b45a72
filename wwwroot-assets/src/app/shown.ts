// A secret that a page without a circuit shows this once: the browser asks before the page goes, unless somebody has saved it or says that
// it is kept.
export function bindShown(): void {
  if (!document.querySelector('[data-shown-once]')) return;
  let kept = false;
  for (const element of document.querySelectorAll('[data-kept]')) element.addEventListener('click', () => (kept = true));
  addEventListener('beforeunload', (event) => {
    if (kept) return;
    event.preventDefault();
    event.returnValue = true; // what browsers before 2023 wait for
  });
}
