// The AWS SDK for JavaScript v3: the administrator looks at the pool by a signed call, a person signs in and gets her AWS credentials.
// Region and keys come by the environment, as for any program of this SDK.
import { CognitoIdentityProviderClient, DescribeUserPoolCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { endpoint, run } from './context.cjs';

run(async context => {
  const idp = new CognitoIdentityProviderClient({ endpoint });
  const { UserPool } = await idp.send(new DescribeUserPoolCommand({ UserPoolId: context.pool }));
  const elsewhere = new CognitoIdentityProviderClient({ endpoint, region: 'ap-southeast-2' });
  const gone = await elsewhere.send(new DescribeUserPoolCommand({ UserPoolId: context.pool })).then(() => null, error => error.name);

  const AuthParameters = { USERNAME: context.username, PASSWORD: context.password };
  const signIn = { ClientId: context.client, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters };
  const { AuthenticationResult } = await idp.send(new InitiateAuthCommand(signIn));
  const given = await fromCognitoIdentityPool({
    identityPoolId: context.identity_pool,
    logins: { [`cognito-idp.${context.region}.amazonaws.com/${context.pool}`]: AuthenticationResult.IdToken },
    clientConfig: { endpoint, region: context.region },
  })();
  return { arn: UserPool.Arn, elsewhere: gone, identity: given.identityId, access_key_id: given.accessKeyId };
});
