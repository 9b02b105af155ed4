// Auth.js with its Cognito provider, as an app on any framework runs it: sign-in with state, PKCE and nonce, a refresh as its guide has it,
// sign-out of the app and of the pages.
import { endpoint, run } from './context.cjs';
import { Forms, cookies } from './forms.cjs';
import { Auth } from '@auth/core';
import Cognito from '@auth/core/providers/cognito';

const ORIGIN = 'https://app.example';

// The app: each request of a browser to it is answered here.
function app({ pool, app: client, endpoints }) {
  const refresh = async token => {
    const authorization = `Basic ${btoa(`${client.id}:${client.secret}`)}`;
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token.refresh_token });
    const answer = await fetch(endpoints.token_endpoint, { method: 'POST', headers: { authorization }, body });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return { ...token, refreshed: Boolean((await answer.json()).access_token) };
  };
  const provider = Cognito({ clientId: client.id, clientSecret: client.secret, issuer: `${endpoint}/${pool}`, checks: ['pkce', 'state', 'nonce'] });
  const logger = { error(error) { throw error; }, warn() {}, debug() {} };
  return {
    basePath: '/auth', secret: 'of the app', trustHost: true, providers: [provider], logger,
    callbacks: {
      jwt: ({ token, account }) => account ? { ...token, refresh_token: account.refresh_token } : refresh(token),
      session: ({ session, token }) => ({ ...session, refreshed: token.refreshed }),
    },
  };
}

// A browser's requests to the app.
class Visitor {
  #cookies = new Map();

  constructor(config) { this.config = config; }

  async ask(path, form) {
    const headers = { cookie: [...this.#cookies].map(pair => pair.join('=')).join('; ') };
    const request = new Request(new URL(path, ORIGIN), { method: form ? 'POST' : 'GET', headers, body: form && new URLSearchParams(form) });
    const answer = await Auth(request, this.config);
    for (const { name, value } of cookies(answer.headers)) value ? this.#cookies.set(name, value) : this.#cookies.delete(name);
    return answer.headers.get('location') ?? answer.json();
  }

  // A form of the app, which it protects as we do ours.
  async send(path) {
    const { csrfToken } = await this.ask('/auth/csrf');
    return this.ask(path, { csrfToken, callbackUrl: ORIGIN });
  }
}

run(async context => {
  context.endpoints = await (await fetch(`${endpoint}/${context.pool}/.well-known/openid-configuration`)).json();
  const [visitor, browser] = [new Visitor(app(context)), new Forms(context.prefix)];
  const asked = await visitor.send('/auth/signin/cognito');
  const back = await browser.signIn(asked, context);
  const after = await visitor.ask(back);
  const { user, refreshed } = await visitor.ask('/auth/session');
  await visitor.send('/auth/signout');
  const { back: left } = await browser.go(`${context.endpoints.end_session_endpoint}?${new URLSearchParams({ client_id: context.app.id, logout_uri: context.bye })}`);
  const next = await browser.go(await visitor.send('/auth/signin/cognito'));
  return {
    checks: ['state', 'code_challenge', 'nonce'].filter(name => new URL(asked).searchParams.has(name)),
    after, user: user.email, refreshed, signedOut: await visitor.ask('/auth/session'), left, asked: next.html.includes('name="password"'),
  };
});
