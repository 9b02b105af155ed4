// What the pages do beyond HTML: passkeys, and small helps. Everything but passkeys works without it.
'use strict';

// The errors come first, for those who hear the page too.
document.getElementById('errors')?.focus();

// Passwords that can be looked at while they are typed.
for (const button of document.querySelectorAll('.reveal')) {
  const input = document.getElementById(button.getAttribute('aria-controls'));
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = input.type === 'password';
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
    button.setAttribute('aria-label', shown ? button.dataset.hide : button.dataset.show);
  });
  // A browser must not keep a password that it was shown as text.
  input.form.addEventListener('submit', () => { input.type = 'password'; });
}

// Which rules of the policy a new password keeps.
const policy = document.getElementById('password-policy');
const tests = {
  'checkPassword-lowerletter': text => /[a-z]/.test(text),
  'checkPassword-upperletter': text => /[A-Z]/.test(text),
  'checkPassword-numbers': text => /[0-9]/.test(text),
  'checkPassword-symbols': text => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/.test(text) || /\S +\S/.test(text),
  'checkPassword-length': (text, rule) => [...text].length >= Number(rule.dataset.length),
};
if (policy) {
  const input = document.querySelector('input[autocomplete="new-password"]');
  const show = () => {
    for (const rule of policy.querySelectorAll('.rule')) {
      const kept = tests[rule.id](input.value, rule);
      rule.classList.toggle('rule-kept', kept);
      rule.classList.toggle('passwordCheck-valid-customizable', kept);
      rule.classList.toggle('passwordCheck-notValid-customizable', !kept);
    }
  };
  input.addEventListener('input', show);
  show();
}

// A code that was copied with spaces in it, or around it.
for (const input of document.querySelectorAll('.input-code')) {
  input.addEventListener('paste', event => {
    const text = event.clipboardData.getData('text').replace(/\s/g, '');
    if (!/^\d+$/.test(text)) return;
    event.preventDefault();
    input.value = text;
  });
}

// How long it is until another code may be asked for.
for (const hint of document.querySelectorAll('[data-wait]')) {
  const button = hint.closest('form').querySelector('button');
  const words = hint.textContent;
  let left = Number(hint.dataset.wait);
  // As the words are in seconds, or in minutes.
  const counts = left <= 90;
  button.hidden = true;
  const timer = setInterval(() => {
    left -= 1;
    if (counts) hint.textContent = words.replace(/\d+/, String(Math.max(left, 0)));
    if (left > 0) return;
    clearInterval(timer);
    hint.hidden = true;
    button.hidden = false;
  }, 1000);
}

// --- passkeys ------------------------------------------------------------------------------------------------------

const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

// The options of the server, whose byte strings are base64url in JSON.
const read = json => {
  const options = JSON.parse(json);
  const descriptors = list => list?.map(one => ({ ...one, id: toBytes(one.id) }));
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.allowCredentials) options.allowCredentials = descriptors(options.allowCredentials);
  if (options.excludeCredentials) options.excludeCredentials = descriptors(options.excludeCredentials);
  return options;
};

// A credential as JSON, as WebAuthn's own toJSON has it, which not every browser knows.
const write = credential => {
  const { response } = credential;
  const fields = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  const present = fields.filter(name => response[name]).map(name => [name, toText(response[name])]);
  const transports = response.getTransports ? { transports: response.getTransports() } : {};
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...Object.fromEntries(present), ...transports },
  });
};

const passkeys = async form => {
  const creates = form.dataset.passkey === 'create';
  const button = form.querySelector('button');
  const failure = form.querySelector('[role=alert]');
  let waiting;
  const ask = async mediation => {
    waiting?.abort();
    waiting = new AbortController();
    const request = { publicKey: read(form.dataset.options), signal: waiting.signal, ...(mediation && { mediation }) };
    const credential = await (creates ? navigator.credentials.create(request) : navigator.credentials.get(request));
    form.elements.credential.value = write(credential);
    form.submit();
  };
  button.hidden = false;
  form.addEventListener('submit', event => {
    event.preventDefault();
    if (failure) failure.hidden = true;
    // What the person has stopped is no failure; nor is the offer in the list of names, which the button replaces.
    ask().catch(error => { if (failure && error.name !== 'AbortError') failure.hidden = false; });
  });
  // The browser offers passkeys among the suggestions for the name, and answers once one is chosen.
  const offers = 'autofill' in form.dataset && await PublicKeyCredential.isConditionalMediationAvailable?.();
  if (offers) ask('conditional').catch(() => {});
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll('[data-passkey]')) passkeys(form);
}
