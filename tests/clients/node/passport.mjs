// A web app of express and passport-openidconnect: a person signs in, the app refreshes the person's tokens, and signs out of app and pages.
import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-openidconnect';
import { endpoint, run } from './context.cjs';
import { Forms, cookies } from './forms.cjs';
import { makeClient } from './redirect_client.cjs';

// The app, as its documentation has it: it remembers its users by a session of its own.
function serve(server, app, found) {
  const strategy = new Strategy({
    issuer: found.issuer, authorizationURL: found.authorization_endpoint, tokenURL: found.token_endpoint, userInfoURL: found.userinfo_endpoint,
    clientID: app.id, clientSecret: app.secret, callbackURL: app.callback, scope: 'email', nonce: true,
  }, (issuer, profile, context, idToken, accessToken, refreshToken, done) => done(null, { name: profile.username ?? profile.id, idToken, refreshToken }));
  passport.use(strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user, done) => done(null, user));

  const pages = express();
  pages.use(session({ secret: 'of the app', resave: false, saveUninitialized: false }), passport.session());
  pages.get('/login', passport.authenticate('openidconnect'));
  pages.get('/callback', passport.authenticate('openidconnect', { failureRedirect: '/failed' }), (_, response) => response.redirect('/me'));
  pages.get('/me', ({ user }, response) => response.json({ user: user?.name ?? null }));
  pages.get('/refresh', ({ user }, response) => {
    strategy._oauth2.getOAuthAccessToken(user.refreshToken, { grant_type: 'refresh_token' }, (error, token, _, { id_token }) => {
      response.json({ access: Boolean(token), id: Boolean(id_token) });
    });
  });
  pages.get('/logout', (request, response) => request.logout(() => {
    response.redirect(`${found.end_session_endpoint}?${new URLSearchParams({ client_id: app.id, logout_uri: app.bye })}`);
  }));
  pages.use((error, _, response, next) => response.status(500).json({ error: `${error.code ?? error.name}: ${error.message}` }) ?? next);
  server.on('request', pages);
}

// What the browser keeps of the app, which is another site than the pages.
class Visitor {
  #cookies = new Map();

  async get(url) {
    const headers = { cookie: [...this.#cookies].map(pair => pair.join('=')).join('; ') };
    const answer = await fetch(url, { headers, redirect: 'manual' });
    for (const { name, value } of cookies(answer.headers)) this.#cookies.set(name, value);
    return answer.headers.get('location') ?? answer.json();
  }
}

run(async context => {
  const found = await (await fetch(`${endpoint}/${context.pool}/.well-known/openid-configuration`)).json();
  const server = createServer();
  await once(server.listen(0, 'localhost'), 'listening');
  const origin = `http://localhost:${server.address().port}`;
  const app = await makeClient(context.pool, { callback: `${origin}/callback`, bye: 'https://app.example/bye', secret: true });
  serve(server, app, found);
  const [visitor, browser] = [new Visitor(), new Forms(context.prefix)];

  const back = await browser.signIn(await visitor.get(`${origin}/login`), context);
  const after = await visitor.get(back);
  const me = await visitor.get(origin + after);
  const refreshed = await visitor.get(`${origin}/refresh`);
  const again = await visitor.get(back);
  const stranger = await new Visitor().get(back);
  const { back: left } = await browser.go(await visitor.get(`${origin}/logout`));
  const asked = await browser.go(await visitor.get(`${origin}/login`));
  return { after, me, refreshed, again, stranger, left, asked: asked.html.includes('name="password"'), signedOut: await visitor.get(`${origin}/me`) };
});
