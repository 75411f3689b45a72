// People whose name begins with what is being typed: large rows, by touch or by arrow keys and Enter.
import { signed } from './code';
import type { Copy } from './copy';
import { find, make, put } from './page';
import type { Person } from './rules';
import { say } from './texts';

const most = 8;

export class Matches {
  private readonly list = find('matches');
  private readonly field = find<HTMLInputElement>('field');
  private people: Person[] = [];
  private active = -1;
  private text = '';

  constructor(
    private readonly copy: Copy, private readonly who: (person: Person) => { detail: string; inside: boolean },
    private readonly pick: (person: Person) => void,
  ) {
    // Touching a row must not take the focus from the field.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[role="option"]');
      if (row) this.choose(Number(row.dataset.at));
    });
  }

  search(text: string) {
    this.text = text.trim();
    const asked = !signed(this.text) && (this.text.match(/\p{L}/gu) ?? []).length >= 2;
    this.people = asked && this.copy.ready ? this.copy.search(this.text, most) : [];
    this.active = -1;
    this.draw();
    put(
      find('matches-count'),
      !asked ? '' : this.people.length === 0 ? say(this.copy.ready ? 'MatchNone' : 'CopyMissing') : say('MatchCount', this.people.length),
    );
  }

  takes(key: string): boolean {
    if (this.people.length === 0) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : -1;
      this.active = this.active < 0 && step < 0 ? this.people.length - 1 : (this.active + step + this.people.length) % this.people.length;
      this.draw();
      return true;
    }
    if (key !== 'Enter') return false;
    // Enter takes the chosen row, or the only one; a name that fits several people chooses the first and waits for one more Enter.
    if (this.active >= 0) this.choose(this.active);
    else if (this.copy.byBadge(this.text) || /\d/.test(this.text)) return false;
    else if (this.people.length === 1) this.choose(0);
    else return this.takes('ArrowDown');
    return true;
  }

  private choose(at: number) {
    const person = this.people[at];
    this.field.value = '';
    this.search('');
    this.pick(person);
  }

  private draw() {
    this.list.hidden = this.people.length === 0;
    this.field.setAttribute('aria-expanded', String(this.people.length > 0));
    this.list.replaceChildren(...this.people.map((person, at) => this.row(person, at)));
    if (this.active >= 0) this.field.setAttribute('aria-activedescendant', `match-${this.active}`);
    else this.field.removeAttribute('aria-activedescendant');
    this.list.children[this.active]?.scrollIntoView({ block: 'nearest' });
  }

  private row(person: Person, at: number) {
    const row = make('li');
    const { detail, inside } = this.who(person);
    row.id = `match-${at}`;
    row.role = 'option';
    row.dataset.at = String(at);
    row.setAttribute('aria-selected', String(at === this.active));
    const state = make('span', say(inside ? 'Inside' : 'Outside'), 'state');
    state.dataset.inside = String(inside);
    row.append(make('b', person.name), state, make('span', detail, 'detail'));
    return row;
  }
}
