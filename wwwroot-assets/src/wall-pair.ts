// A screen that waits to become a wall: asks every two seconds whether somebody has entered its code, and remembers the wall it became.
const body = document.body;
const texts = JSON.parse(body.dataset.texts!) as Record<string, string>;
const said = document.getElementById('pair-said')!;
const remembered = 'adminportal-wall';
const mine = body.dataset.token!;
const until = performance.now() + Number(body.dataset.seconds) * 1000;

function say(text: string) {
  if (said.textContent !== texts[text]) said.textContent = texts[text];
}

function recall() {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null; // a screen that keeps nothing is paired anew after each start
  }
}

function keep(token: string | null) {
  try {
    if (token) localStorage.setItem(remembered, token);
    else localStorage.removeItem(remembered);
  } catch {
    // As above.
  }
}

async function stateOf(token: string) {
  const answer = await fetch(`/wall/${encodeURIComponent(token)}/state`, { cache: 'no-store' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function show(token: string) {
  say('ScreenReady');
  keep(token);
  location.replace(`/wall/${token}`);
}

async function look() {
  try {
    // A screen that was switched off comes back as the wall it was.
    const before = recall();
    if (before) {
      if ((await stateOf(before)) === 'ready') return show(before);
      keep(null);
    }
    const state = await stateOf(mine);
    if (state === 'ready') return show(mine);
    if (state === 'gone' || performance.now() > until) return location.reload();
    say('ScreenWaiting');
  } catch {
    say('ScreenCut');
  }
  setTimeout(() => void look(), 2_000);
}

void look();

export {};
