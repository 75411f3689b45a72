// A field for a password shows what is typed as long as its button is pressed; when the form is sent it is hidden again, so that no browser
// keeps it among what was typed before.
export function bindPasswords(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-reveals]')) {
    const field = document.getElementById(button.dataset.reveals!) as HTMLInputElement;
    const show = (shown: boolean): void => {
      field.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', `${shown}`);
    };
    button.hidden = false;
    button.addEventListener('click', () => show(field.type === 'password'));
    field.form?.addEventListener('submit', () => show(false));
  }
}
