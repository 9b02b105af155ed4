// A person at the sign-in pages of a pool in Chromium, whom an app sends there. The context has `pool`, `domain` (the address of the pages),
// `backchannel` (the address of the token endpoint), `outbox`, `username`, `managed` (which pages there are), and `script`: whether scripts run.
const http = require('node:http');
const { createHash } = require('node:crypto');
const axe = require('axe-core');
const { CognitoIdentityProvider } = require('@aws-sdk/client-cognito-identity-provider');
const { Chromium } = require('./chromium.cjs');
const { endpoint } = require('./context.cjs');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
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

  // Follows a link of the page.
  follow(path) {
    return this.page.evaluate(`document.querySelector('a[href*="${path}?"]').click()`);
  }

  // Waits until the browser is back at the app; gives what it is told there.
  async back() {
    await this.page.until(`location.href.startsWith('${this.callback}')`);
    const told = new URL(await this.page.evaluate('location.href')).searchParams;
    if (told.get('state') !== 's 1+&') throw new Error(`another state: ${told}`);
    return told;
  }

  // The tokens for the code with which the browser has come back to the app.
  async tokens() {
    const told = await this.back();
    const body = new URLSearchParams({
      grant_type: 'authorization_code', client_id: this.client, code: told.get('code'), redirect_uri: this.callback, code_verifier: VERIFIER,
    });
    const answer = await fetch(`${this.context.backchannel}/oauth2/token`, { method: 'POST', body });
    const tokens = await answer.json();
    if (!tokens.id_token) throw new Error(`no tokens: ${JSON.stringify(tokens)}`);
    return JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url'));
  }
}

// Opens a browser for a person of a client with these settings; gives what is told by `life`, with the pages that were seen and what was
// wrong with them.
async function lead(context, settings, life) {
  const callback = await app();
  const cognito = new CognitoIdentityProvider({ endpoint });
  const { UserPoolClient: { ClientId: client } } = await cognito.createUserPoolClient({
    UserPoolId: context.pool, ClientName: 'Pages', AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'], CallbackURLs: [callback], LogoutURLs: [callback], SupportedIdentityProviders: ['COGNITO'], ...settings,
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
}

module.exports = { lead };
