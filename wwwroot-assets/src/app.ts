// What every page of the portal loads: starts Blazor, keeps the circuit, theme, keyboard, menus.
import './trust';
import { leave, startBlazor } from './app/circuit';
import { bindDialogs } from './app/dialogs';
import { bindKeys, keysOfPage } from './app/keys';
import { bindMenus } from './app/menus';
import { bindPasskeys } from './app/passkeys';
import { bindPasswords } from './app/passwords';
import { bindPrint } from './app/print';
import { bindRows } from './app/rows';
import { bindShown } from './app/shown';
import { bindTheme } from './app/theme';
import { bindTyped } from './app/typed';
import { bindTyping } from './app/typing';
import * as browser from './app/browser';

declare global {
  interface Window {
    portal: typeof browser & { keysOfPage: typeof keysOfPage; leave: typeof leave };
  }
}

window.portal = { ...browser, keysOfPage, leave };
bindTheme();
bindDialogs();
bindMenus();
bindKeys();
bindRows();
bindShown();
bindPasskeys();
bindPasswords();
bindPrint();
bindTyping();
bindTyped();
startBlazor();
