// What AppAuth for Android and iOS sends for an app of a phone, which has no secret: authorization code with PKCE and nonce, back to a scheme of
// the app's own, refresh, and sign-out by RP-Initiated Logout. AppAuth needs a phone; these are its requests and its checks of the answers.
import { createHash, randomBytes } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { endpoint, run } from './context.cjs';
import { Forms } from './forms.cjs';

const random = () => randomBytes(16).toString('base64url');

// The members of a discovery document without which AppAuth does not go on.
const REQUIRED = [
  'issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'response_types_supported', 'subject_types_supported',
  'id_token_signing_alg_values_supported',
];

// AppAuth sends the client's id in the body, where there is no secret.
async function ask(url, client_id, fields) {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ ...fields, client_id }).toString() });
  return answer.json();
}

run(async ({ pool, app, prefix, username, password, callback, bye }) => {
  const issuer = `${endpoint}/${pool}`;
  const found = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const missing = REQUIRED.filter(name => !found[name]);
  const browser = new Forms(prefix);
  const asked = { state: random(), nonce: random(), verifier: randomBytes(64).toString('base64url') };
  const code_challenge = createHash('sha256').update(asked.verifier).digest('base64url');
  const query = new URLSearchParams({
    redirect_uri: callback, client_id: app.id, response_type: 'code', state: asked.state, nonce: asked.nonce, scope: 'openid email',
    code_challenge, code_challenge_method: 'S256',
  });
  const back = await browser.signIn(`${found.authorization_endpoint}?${query}`, { username, password });
  const told = new URL(back).searchParams;
  const redeem = code_verifier => ask(found.token_endpoint, app.id, { grant_type: 'authorization_code', code: told.get('code'), redirect_uri: callback, code_verifier });
  const tokens = await redeem(asked.verifier);
  const fetcher = { fetch: async url => (await fetch(url)).arrayBuffer() };
  const verifier = JwtVerifier.create({ issuer, audience: app.id, jwksUri: found.jwks_uri }, { jwksCache: new SimpleJwksCache({ fetcher }) });
  const claims = await verifier.verify(tokens.id_token);
  const refreshed = await ask(found.token_endpoint, app.id, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });

  const end = { id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: random() };
  const left = await browser.go(`${found.end_session_endpoint}?${new URLSearchParams(end)}`);
  const silent = await browser.go(`${found.authorization_endpoint}?${query}&prompt=none`);
  return {
    missing, scheme: back.split('?')[0], state: told.get('state') === asked.state, nonce: claims.nonce === asked.nonce,
    fresh: Math.abs(Date.now() / 1000 - claims.iat) < 600, token_type: tokens.token_type, refreshed: Boolean(refreshed.id_token),
    left: left.back.split('?')[0], kept: new URL(left.back).searchParams.get('state') === end.state,
    known: new URL(silent.back).searchParams.get('error'),
  };
});
