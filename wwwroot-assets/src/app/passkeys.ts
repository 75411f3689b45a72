// Forms that hand a passkey over: the device is asked before they are sent. Without WebAuthn the one for signing in stays hidden.

const bytes = (text: string): ArrayBuffer =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0)).buffer as ArrayBuffer;

const text = (buffer: ArrayBuffer | null): string | undefined =>
  buffer === null
    ? undefined
    : btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

type Ids = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] }[];

const known = (ids: Ids | undefined) => ids?.map((one) => ({ ...one, id: bytes(one.id) }));

/** What the server sent, with bytes where WebAuthn wants them; older browsers cannot read it by themselves. */
async function ask(kind: string, json: any): Promise<PublicKeyCredential> {
  const publicKey = { ...json, challenge: bytes(json.challenge) };
  const credential =
    kind === 'creation'
      ? await navigator.credentials.create({
          publicKey: { ...publicKey, user: { ...json.user, id: bytes(json.user.id) }, excludeCredentials: known(json.excludeCredentials) },
        })
      : await navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: known(json.allowCredentials) } });
  return credential as PublicKeyCredential;
}

/** As the server reads it (WebAuthn level 3, `toJSON`). */
function answer(credential: PublicKeyCredential): string {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      ...(response.attestationObject
        ? { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] }
        : {
            authenticatorData: text(response.authenticatorData),
            signature: text(response.signature),
            userHandle: text(response.userHandle),
          }),
    },
  });
}

export function bindPasskeys(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    const kind = form.dataset.passkey!;
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    const hand = async (event: Event): Promise<void> => {
      event.preventDefault();
      const failed = form.querySelector<HTMLElement>('[data-passkey-failed]')!;
      failed.hidden = true;
      try {
        const token = form.querySelector<HTMLInputElement>('input[name="__RequestVerificationToken"]')!.value;
        const asked = await fetch(`/account/passkeys/${kind}`, { method: 'POST', headers: { RequestVerificationToken: token } });
        if (!asked.ok) throw new Error(`${asked.status}`);
        form.querySelector<HTMLInputElement>('input[name$="Credential"]')!.value = answer(await ask(kind, await asked.json()));
        form.submit();
      } catch {
        failed.hidden = false;
      }
    };
    form.addEventListener('submit', (event) => void hand(event));
    form.querySelector('button[type="button"]')?.addEventListener('click', (event) => void hand(event));
  }
}
