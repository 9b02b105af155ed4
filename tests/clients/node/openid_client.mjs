// openid-client finds the endpoints of a pool's domain by discovery: a program's own token, and a person's refresh, userInfo and revocation.
import * as oidc from 'openid-client';
import { endpoint, run } from './context.cjs';

// A server on this machine's loopback has no TLS.
const options = { execute: [oidc.allowInsecureRequests] };

run(async context => {
  const issuer = new URL(`${endpoint}/${context.pool}`);
  const discover = (client, authentication) => oidc.discovery(issuer, client.id, undefined, authentication, options);

  const scopes = {};
  for (const method of ['ClientSecretBasic', 'ClientSecretPost']) {
    const program = await discover(context.program, oidc[method](context.program.secret));
    const { access_token } = await oidc.clientCredentialsGrant(program, { scope: 'api/read' });
    scopes[method] = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url')).scope;
  }
  const wrong = await discover(context.program, oidc.ClientSecretBasic('wrong'));
  const refused = await oidc.clientCredentialsGrant(wrong).then(() => null, error => `${error.error}: ${error.error_description}`);

  const app = await discover({ id: context.client }, oidc.None());
  const tokens = await oidc.refreshTokenGrant(app, context.tokens.RefreshToken);
  const claims = tokens.claims();
  const told = await oidc.fetchUserInfo(app, tokens.access_token, claims.sub).then(told => told, error => error.code);
  await oidc.tokenRevocation(app, context.tokens.RefreshToken);
  const ended = await oidc.refreshTokenGrant(app, context.tokens.RefreshToken).then(() => null, error => error.error);
  return { scopes, refused, username: claims['cognito:username'], expires_in: tokens.expires_in, told, ended };
});
