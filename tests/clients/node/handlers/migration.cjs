// A function that brings users of another pool, written for AWS. Where that pool is, the environment says: OLD_POOL, OLD_CLIENT.
const { AdminGetUserCommand, AdminInitiateAuthCommand, CognitoIdentityProviderClient } =
  require('@aws-sdk/client-cognito-identity-provider');

const idp = new CognitoIdentityProviderClient({});
const UserPoolId = process.env.OLD_POOL;
const ClientId = process.env.OLD_CLIENT;
const UNKNOWN = ['NotAuthorizedException', 'UserNotFoundException'];

async function lookUp(Username) {
  const user = await idp.send(new AdminGetUserCommand({ UserPoolId, Username }));
  return Object.fromEntries(user.UserAttributes.map(({ Name, Value }) => [Name, Value]));
}

async function authenticate(USERNAME, PASSWORD) {
  const AuthFlow = 'ADMIN_USER_PASSWORD_AUTH';
  await idp.send(new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow, AuthParameters: { USERNAME, PASSWORD } }));
  return lookUp(USERNAME);
}

// What was found; null for a user whom the other pool does not know either.
const known = looked => looked.catch(error => {
  if (UNKNOWN.includes(error.name)) return null;
  throw error;
});

exports.user_migration = async event => {
  if (event.triggerSource === 'UserMigration_Authentication') {
    const user = await known(authenticate(event.userName, event.request.password));
    if (user) {
      event.response.userAttributes = { email: user.email, email_verified: 'true' };
      event.response.finalUserStatus = 'CONFIRMED';
      event.response.messageAction = 'SUPPRESS';
    }
  } else if (event.triggerSource === 'UserMigration_ForgotPassword') {
    const user = await known(lookUp(event.userName));
    if (user) {
      event.response.userAttributes = { email: user.email, email_verified: 'true' };
      event.response.messageAction = 'SUPPRESS';
    }
  }
  return event;
};
