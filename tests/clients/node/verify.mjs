// aws-jwt-verify checks a person's tokens against the keys that the pool publishes; a changed token is refused.
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { endpoint, run } from './context.cjs';

// The verifier's own fetcher insists on https; a server on this machine's loopback has none.
const fetcher = { fetch: async uri => (await fetch(uri)).arrayBuffer() };

run(async context => {
  const discovery = await (await fetch(`${endpoint}/${context.pool}/.well-known/openid-configuration`)).json();
  const settings = { issuer: discovery.issuer, jwksUri: discovery.jwks_uri };
  const verifier = audience => JwtVerifier.create({ ...settings, audience }, { jwksCache: new SimpleJwksCache({ fetcher }) });
  const id = await verifier(context.client).verify(context.tokens.IdToken);
  const access = await verifier(null).verify(context.tokens.AccessToken);

  const [head, body, signature] = context.tokens.AccessToken.split('.');
  const other = Buffer.from(JSON.stringify({ ...access, username: 'eve' })).toString('base64url');
  const forged = await verifier(null).verify([head, other, signature].join('.')).then(() => null, error => error.constructor.name);
  const stranger = await verifier('another-client').verify(context.tokens.IdToken).then(() => null, error => error.constructor.name);
  return {
    issuer: discovery.issuer,
    id: { token_use: id.token_use, email: id.email, email_verified: id.email_verified, username: id['cognito:username'] },
    access: { token_use: access.token_use, client_id: access.client_id, scope: access.scope, username: access.username },
    same_sub: id.sub === access.sub,
    forged,
    stranger,
  };
});
