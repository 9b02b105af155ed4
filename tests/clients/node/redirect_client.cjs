// A client of a pool that sends its users to the pages, made by its administrator.
const { CognitoIdentityProvider } = require('@aws-sdk/client-cognito-identity-provider');
const { endpoint } = require('./context.cjs');

async function makeClient(pool, { callback, bye, secret = false }) {
  const { UserPoolClient } = await new CognitoIdentityProvider({ endpoint }).createUserPoolClient({
    UserPoolId: pool, ClientName: 'App', GenerateSecret: secret, AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'], SupportedIdentityProviders: ['COGNITO'],
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'], CallbackURLs: [callback], LogoutURLs: [bye],
  });
  return { id: UserPoolClient.ClientId, secret: UserPoolClient.ClientSecret, callback, bye };
}

module.exports = { makeClient };
