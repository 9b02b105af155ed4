// aws-jwt-verify's CognitoJwtVerifier, which knows AWS's issuers alone, checks tokens of a pool that names one.
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { endpoint, run } from './context.cjs';

run(async context => {
  const { client: clientId, pool: userPoolId } = context;
  const AuthParameters = { USERNAME: context.username, PASSWORD: context.password };
  const signIn = new InitiateAuthCommand({ ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  const { AuthenticationResult } = await new CognitoIdentityProviderClient({ endpoint }).send(signIn);
  const keys = await (await fetch(`${endpoint}/${userPoolId}/.well-known/jwks.json`)).json();

  const verify = (token, properties) => {
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, ...properties });
    verifier.cacheJwks(keys, userPoolId);
    return verifier.verify(AuthenticationResult[token]);
  };
  const refused = (token, properties) => verify(token, properties).then(() => null, error => error.constructor.name);
  const id = await verify('IdToken', { tokenUse: 'id', groups: ['engineers'] });
  const access = await verify('AccessToken', { tokenUse: 'access', scope: 'aws.cognito.signin.user.admin' });
  return {
    issuer: id.iss,
    groups: id['cognito:groups'],
    same_sub: id.sub === access.sub,
    refused: {
      use: await refused('IdToken', { tokenUse: 'access' }),
      client: await refused('AccessToken', { tokenUse: 'access', clientId: 'another' }),
      group: await refused('IdToken', { tokenUse: 'id', groups: ['managers'] }),
      scope: await refused('AccessToken', { tokenUse: 'access', scope: 'another' }),
    },
  };
});
