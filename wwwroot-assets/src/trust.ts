// Trusted types: what libraries put into a page as markup may not bring scripts, and scripts come from the portal alone. It refuses and
// never rewrites: Blazor writes pieces of tables and drawings, which a cleaner would take apart.

interface Policy {
  createHTML(text: string): string;
}

interface Policies {
  createPolicy(name: string, rules: Partial<Record<'createHTML' | 'createScriptURL', (text: string) => string>>): Policy;
}

const policies = (window as { trustedTypes?: Policies }).trustedTypes;

const elements = 'script,iframe,frame,object,embed,base,meta,template';

/** Whether an element runs something by itself, or leads to something that does. */
const runs = (element: Element) => element.matches(elements)
  || [...element.attributes].some(({ name, value }) => /^(on|srcdoc$)/i.test(name)
    || value.replace(/[\s\u0000-\u001f]/g, '').toLowerCase().includes('javascript:'));

if (policies) {
  const inspect = policies.createPolicy('inspect', { createHTML: (text) => text });
  policies.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) {
        const held = document.createElement('template'); // nothing in it is loaded or run
        held.innerHTML = inspect.createHTML(text);
        if ([...held.content.querySelectorAll('*')].some(runs)) throw new TypeError('Markup that brings a script is refused.');
      }
      return text;
    },
    createScriptURL: (address) => {
      if (new URL(address, document.baseURI).origin !== location.origin) throw new TypeError('A script from elsewhere is refused.');
      return address;
    },
  });
}
