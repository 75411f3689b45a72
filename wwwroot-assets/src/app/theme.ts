// Light, dark or as the system says. A cookie lets the server render the right attribute, so nothing flashes.
export type Theme = 'light' | 'dark' | 'auto';

const key = 'portal_theme';
const system = matchMedia('(prefers-color-scheme: dark)');

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : system.matches;
}

function announce() {
  document.dispatchEvent(new CustomEvent('portal:theme'));
}

export function setTheme(theme: Theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Storage may be switched off; the cookie still remembers.
  }
  document.cookie = `${key}=${theme}; path=/; max-age=31536000; samesite=lax`;
  apply(theme);
  announce();
}

function apply(theme: Theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function bindTheme() {
  apply(document.documentElement.dataset.theme as Theme | undefined ?? chosenTheme());
  system.addEventListener('change', announce);
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const choice = target.closest<HTMLElement>('[data-theme-choice]');
    if (choice) setTheme(choice.dataset.themeChoice as Theme);
    else if (target.closest('[data-theme-toggle]')) setTheme(isDark() ? 'light' : 'dark');
  });
}
