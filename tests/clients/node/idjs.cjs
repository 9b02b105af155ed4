// amazon-cognito-identity-js with promises in the place of callbacks.
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');
const { endpoint } = require('./context.cjs');

// A call whose callback takes an error and a value.
const promised = call => new Promise((yes, no) => call((error, value) => (error ? no(error) : yes(value))));

// A call that takes an object of two callbacks.
const settled = call => new Promise((onSuccess, onFailure) => call({ onSuccess, onFailure }));

// The user of a context, in the browser that has this storage.
function userIn(context, Storage) {
  const Pool = new CognitoUserPool({ UserPoolId: context.pool, ClientId: context.client, endpoint: endpoint + '/', Storage });
  return new CognitoUser({ Username: context.username, Pool, Storage });
}

// Signs in by SRP. Asked for the code of an authenticator app, it answers with `code`; without one it stops there.
function signIn(context, Storage, code) {
  const user = userIn(context, Storage);
  const details = new AuthenticationDetails({ Username: context.username, Password: context.password });
  let asked = null;
  return new Promise((done, onFailure) => {
    const onSuccess = (session, confirmationNecessary = false) => done({ user, session, asked, confirmationNecessary });
    const totpRequired = challenge => {
      asked = challenge;
      code ? user.sendMFACode(code, { onSuccess, onFailure }, challenge) : done({ user, asked });
    };
    user.authenticateUser(details, { onSuccess, onFailure, totpRequired });
  });
}

module.exports = { promised, settled, signIn, userIn };
