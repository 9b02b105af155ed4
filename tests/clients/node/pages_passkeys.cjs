// A person's passkey on the managed sign-in pages in Chromium: offered after the sign-up, chosen among the suggestions for the name, and added
// by a link of the app. Without scripts it is left, and everything else goes on.
const { run } = require('./context.cjs');
const { nextCode } = require('./inbox.cjs');
const { lead } = require('./pages_person.cjs');

const PASSWORD = 'Correct-Horse-1';

async function signUp(person) {
  const { username, outbox } = person.context;
  const address = `${username}@example.com`;
  await person.authorize();
  await person.at('/login');
  await person.follow('/signup');
  await person.at('/signup');
  await person.send({ signInFormUsername: username, 'attribute-email': address, signInFormPassword: PASSWORD });
  await person.at('/confirm');
  await person.send({ verification_code: await nextCode(outbox, address, 0) });
  await person.at('/passkeys/add');
}

// Opens the address at which the app has its user make a passkey.
async function add(person) {
  const query = new URLSearchParams({ client_id: person.client, redirect_uri: person.callback, state: 's 1+&' });
  await person.page.ask('Page.navigate', { url: `${person.context.domain}/passkeys/add?${query}` });
  await person.at('/passkeys/add');
}

async function withoutScripts(person) {
  await signUp(person);
  const words = await person.page.evaluate('document.querySelector("noscript").textContent');
  await person.send({}, '[value=skip]');
  const { 'cognito:username': left } = await person.tokens();
  return { says: words.includes('JavaScript'), left };
}

async function withScripts(person) {
  await signUp(person);
  const authenticatorId = await person.page.addAuthenticator();
  await person.send({});
  const { 'cognito:username': made } = await person.tokens();
  const { credentials } = await person.page.ask('WebAuthn.getCredentials', { authenticatorId });

  // The virtual authenticator chooses its passkey as soon as the page offers any.
  await person.authorize({ prompt: 'login' });
  const { 'cognito:username': chosen } = await person.tokens();

  // It makes no second one for the same user, which the page tells.
  await add(person);
  await person.page.evaluate('document.querySelector("[data-passkey] button").click()');
  await person.page.until('!document.querySelector("[data-passkey] [role=alert]").hidden');
  await person.page.evaluate('document.querySelector("[value=skip]").focus()');
  for (const type of ['keyDown', 'keyUp']) {
    await person.page.ask('Input.dispatchKeyEvent', { type, key: 'Enter', code: 'Enter', text: type === 'keyDown' ? '\r' : undefined, windowsVirtualKeyCode: 13 });
  }
  const back = [...(await person.back()).keys()];
  await person.page.ask('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  return { made, kept: credentials.map(({ rpId }) => rpId), chosen, back };
}

const settings = { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] };
run(context => lead(context, settings, context.script ? withScripts : withoutScripts));
