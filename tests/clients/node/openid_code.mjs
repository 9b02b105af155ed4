// openid-client leads a person through the sign-in pages: authorization code with PKCE and nonce, userInfo, refresh, sign-out. The pages are
// filled in as a browser does, by their forms.
import * as oidc from 'openid-client';
import { endpoint, run } from './context.cjs';
import { Forms } from './forms.cjs';

// A server on this machine's loopback has no TLS.
const options = { execute: [oidc.allowInsecureRequests] };

run(async ({ pool, app, prefix, username, password, callback, bye }) => {
  const issuer = new URL(`${endpoint}/${pool}`);
  const config = await oidc.discovery(issuer, app.id, undefined, app.secret ? oidc.ClientSecretBasic(app.secret) : oidc.None(), options);
  const browser = new Forms(prefix);
  const authorize = async parameters => {
    const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callback, scope: 'openid email', state: checks.expectedState, nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256', ...parameters,
    });
    return { page: await browser.go(url), checks };
  };

  const first = await authorize({});
  const wrong = await browser.submit(first.page, { username, password: 'Wrong-Horse-0' });
  const { back } = await browser.submit(wrong, { username, password });
  const tokens = await oidc.authorizationCodeGrant(config, new URL(back), first.checks);
  const claims = tokens.claims();
  const told = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  const again = await oidc.authorizationCodeGrant(config, new URL(back), first.checks).then(() => null, error => error.error);
  const ended = await oidc.refreshTokenGrant(config, tokens.refresh_token).then(() => null, error => error.error);

  const silent = await authorize({ prompt: 'none' });
  const known = await oidc.authorizationCodeGrant(config, new URL(silent.page.back), silent.checks);
  const left = await browser.go(oidc.buildEndSessionUrl(config, { client_id: app.id, logout_uri: bye }));
  const after = await authorize({ prompt: 'none' });
  const refused = await oidc.authorizationCodeGrant(config, new URL(after.page.back), after.checks).then(() => null, error => error.error);
  return {
    username: claims['cognito:username'], told, refreshed: refreshed.claims().sub === claims.sub, again, ended,
    known: known.claims().auth_time === claims.auth_time, left: left.back, refused,
  };
});
