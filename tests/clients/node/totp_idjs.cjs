// amazon-cognito-identity-js sets up an authenticator app and signs in with it; a wrong code is refused.
const { AuthenticationDetails } = require('amazon-cognito-identity-js');
const { Memory, run } = require('./context.cjs');
const { promised, settled, userIn } = require('./idjs.cjs');
const { code } = require('./totp.cjs');

// Signs in; asked for a code, it tries those in turn. Gives the user and what the wrong ones were told.
function signIn(context, codes) {
  const user = userIn(context, new Memory());
  const details = new AuthenticationDetails({ Username: context.username, Password: context.password });
  const refused = [];
  return new Promise((done, onFailure) => {
    const onSuccess = session => done({ user, session, refused });
    const answer = () => user.sendMFACode(codes.shift(), { onSuccess, onFailure: again }, 'SOFTWARE_TOKEN_MFA');
    const again = error => { refused.push(error.code); codes.length > 0 ? answer() : onFailure(error); };
    user.authenticateUser(details, { onSuccess, onFailure, totpRequired: answer });
  });
}

run(async context => {
  const { user } = await signIn(context, []);
  const secret = await new Promise((associateSecretCode, onFailure) =>
    user.associateSoftwareToken({ associateSecretCode, onFailure }));
  await settled(calls => user.verifySoftwareToken(code(secret), 'phone', calls));
  await promised(done => user.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, done));
  const data = await promised(done => user.getUserData(done, { bypassCache: true }));
  const { session, refused } = await signIn(context, ['000000', code(secret, 1)]);
  return { preferred: data.PreferredMfaSetting, refused, username: session.getIdToken().payload['cognito:username'] };
});
