// A person's life on the sign-in pages in Chromium: signs up, confirms, is known again, signs out, signs in, forgets the password and resets it,
// sets up an authenticator app and is asked for it. The context has `pool`, `domain` (the address of its pages), `outbox`, `username`, and
// `script`: whether scripts run.
const http = require('node:http');
const { createHash } = require('node:crypto');
const axe = require('axe-core');
const { CognitoIdentityProvider } = require('@aws-sdk/client-cognito-identity-provider');
const { Chromium } = require('./chromium.cjs');
const { endpoint, run } = require('./context.cjs');
const { nextCode } = require('./inbox.cjs');
const { code: totp } = require('./totp.cjs');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PASSWORDS = ['Correct-Horse-1', 'Another-Horse-2'];
const VERIFIER = 'a'.repeat(64);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

// The app's own server, to which codes are sent.
async function app() {
  const server = http.createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>app</title>'));
  await new Promise(done => server.listen(0, 'localhost', done));
  return `http://localhost:${server.address().port}/callback`;
}

class Person {
  constructor(page, context, client, callback) {
    Object.assign(this, { page, context, client, callback, seen: [], wrong: [] });
  }

  // Opens the authorize endpoint as the app does.
  authorize(parameters = {}) {
    const query = new URLSearchParams({
      client_id: this.client, redirect_uri: this.callback, response_type: 'code', scope: 'openid email', state: 's 1+&',
      code_challenge: CHALLENGE, code_challenge_method: 'S256', ...parameters,
    });
    return this.page.ask('Page.navigate', { url: `${this.context.domain}/oauth2/authorize?${query}` });
  }

  // Waits for a page of this path, and looks at it.
  async at(path) {
    await this.page.until(`location.pathname.endsWith('${path}') && document.readyState === 'complete'`);
    this.seen.push(path);
    if (!this.context.script) return;
    const violated = await this.page.evaluate('violations');
    await this.page.evaluate(axe.source);
    const options = { runOnly: RULES, resultTypes: ['violations'] };
    const found = await this.page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id }) => id))`);
    this.wrong.push(...[...violated, ...found].map(what => `${path}: ${what}`));
  }

  // Fills fields by their ids, and sends their form. Waits until another document is there.
  async send(fields, button = '.button-primary') {
    for (const [id, value] of Object.entries(fields)) {
      await this.page.evaluate(`document.getElementById(${JSON.stringify(id)}).value = ${JSON.stringify(value)}`);
    }
    await this.page.evaluate(`document.body.dataset.sent = 'yes'; document.querySelector(${JSON.stringify(button)}).click()`);
    await this.page.until(`document.body?.dataset.sent !== 'yes' && document.readyState === 'complete'`);
  }

  // The tokens for the code with which the browser has come back to the app.
  async tokens() {
    await this.page.until(`location.href.startsWith('${this.callback}')`);
    const told = new URL(await this.page.evaluate('location.href')).searchParams;
    if (told.get('state') !== 's 1+&') throw new Error(`another state: ${told}`);
    const body = new URLSearchParams({
      grant_type: 'authorization_code', client_id: this.client, code: told.get('code'), redirect_uri: this.callback, code_verifier: VERIFIER,
    });
    const answer = await fetch(`${this.context.backchannel}/oauth2/token`, { method: 'POST', body });
    const tokens = await answer.json();
    if (!tokens.id_token) throw new Error(`no tokens: ${JSON.stringify(tokens)}`);
    return JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url'));
  }
}

async function life(person, cognito) {
  const { username, outbox, pool } = person.context;
  const address = `${username}@example.com`;
  const link = path => person.page.evaluate(`document.querySelector('a[href*="${path}?"]').click()`);
  const signIn = password => person.send({ signInFormUsername: username, signInFormPassword: password });

  await person.authorize();
  await person.at('/login');
  await link('/signup');
  await person.at('/signup');
  await person.send({ signInFormUsername: username, 'attribute-email': address, signInFormPassword: PASSWORDS[0] });
  await person.at('/confirm');
  await person.send({ verification_code: await nextCode(outbox, address, 0) });
  await person.at('/login');
  await signIn('Wrong-Horse-0');
  await person.at('/login');
  const refused = await person.page.evaluate('document.querySelector("[role=alert]").textContent.trim().length > 0');
  await signIn(PASSWORDS[0]);
  const first = await person.tokens();
  await person.authorize();
  const known = await person.tokens();

  await person.page.ask('Page.navigate', { url: `${person.context.domain}/logout?client_id=${person.client}&logout_uri=${encodeURIComponent(person.callback)}` });
  await person.page.until(`location.href.startsWith('${person.callback}')`);
  await person.authorize();
  await person.at('/login');
  await link('/forgotPassword');
  await person.at('/forgotPassword');
  await person.send({ signInFormUsername: username });
  await person.at('/confirmforgotPassword');
  await person.send({ verification_code: await nextCode(outbox, address, 1), signInFormPassword: PASSWORDS[1] });
  await person.at('/login');
  await signIn(PASSWORDS[1]);
  await person.tokens();

  await cognito.setUserPoolMfaConfig({ UserPoolId: pool, MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } });
  await person.authorize({ prompt: 'login' });
  await person.at('/login');
  await signIn(PASSWORDS[1]);
  await person.at('/challenge');
  const choice = await person.page.evaluate('Boolean(document.querySelector("[value=SOFTWARE_TOKEN_MFA]"))');
  if (choice) {
    await person.send({}, '[value=SOFTWARE_TOKEN_MFA]');
    await person.at('/challenge');
  }
  const secret = await person.page.evaluate('document.querySelector(".key code").textContent.replaceAll(" ", "")');
  await person.send({ verification_code: totp(secret) });
  await person.tokens();
  await person.authorize({ prompt: 'login' });
  await person.at('/login');
  await signIn(PASSWORDS[1]);
  await person.at('/challenge');
  await person.send({ verification_code: totp(secret, 1) });
  const last = await person.tokens();
  await cognito.setUserPoolMfaConfig({ UserPoolId: pool, MfaConfiguration: 'OFF' });
  return { refused, username: first['cognito:username'], known: known.auth_time === first.auth_time, later: last.auth_time > first.auth_time };
}

run(async context => {
  const callback = await app();
  const cognito = new CognitoIdentityProvider({ endpoint });
  const { UserPoolClient: { ClientId: client } } = await cognito.createUserPoolClient({
    UserPoolId: context.pool, ClientName: 'Pages', AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'], CallbackURLs: [callback], LogoutURLs: [callback], SupportedIdentityProviders: ['COGNITO'],
  });
  if (context.managed) await cognito.createManagedLoginBranding({ UserPoolId: context.pool, ClientId: client, UseCognitoProvidedValues: true });
  const browser = new Chromium();
  try {
    const page = await browser.open('about:blank');
    await page.ask('Page.enable');
    const source = 'window.violations = []; document.addEventListener("securitypolicyviolation", event => violations.push(event.violatedDirective + " " + event.blockedURI));';
    await page.ask('Page.addScriptToEvaluateOnNewDocument', { source });
    if (!context.script) await page.ask('Emulation.setScriptExecutionDisabled', { value: true });
    const person = new Person(page, context, client, callback);
    const told = await life(person, cognito);
    return { ...told, pages: [...new Set(person.seen)].sort(), wrong: person.wrong };
  } finally {
    await browser.close();
  }
});
