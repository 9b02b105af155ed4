// amazon-cognito-identity-js signs a person in by SRP, refreshes, reads her attributes; a wrong password is refused.
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');
const { endpoint, Memory, run } = require('./context.cjs');

function signIn(context, Password) {
  const Storage = new Memory();
  const Pool = new CognitoUserPool({ UserPoolId: context.pool, ClientId: context.client, endpoint: endpoint + '/', Storage });
  const user = new CognitoUser({ Username: context.username, Pool, Storage });
  user.setAuthenticationFlowType('USER_SRP_AUTH');
  const details = new AuthenticationDetails({ Username: context.username, Password });
  return new Promise((onSuccess, onFailure) => {
    const newPasswordRequired = () => onFailure(new Error('a new password was asked for'));
    user.authenticateUser(details, { onSuccess: session => onSuccess({ user, session }), onFailure, newPasswordRequired });
  });
}

const promised = call => new Promise((yes, no) => call((error, value) => (error ? no(error) : yes(value))));

run(async context => {
  const wrong = await signIn(context, 'not ' + context.password).then(() => null, error => error.code);
  const { user, session } = await signIn(context, context.password);
  const refreshed = await promised(done => user.refreshSession(session.getRefreshToken(), done));
  const attributes = await promised(done => user.getUserAttributes(done));
  return {
    wrong,
    username: session.getIdToken().payload['cognito:username'],
    sub: refreshed.getAccessToken().payload.sub,
    email: attributes.find(each => each.getName() === 'email').getValue(),
  };
});
