// amazon-cognito-identity-js where every user needs a second factor: a new user sets up an authenticator app in the sign-in; one with two
// factors chooses.
const { AdminSetUserMFAPreferenceCommand, AdminUpdateUserAttributesCommand, CognitoIdentityProviderClient } =
  require('@aws-sdk/client-cognito-identity-provider');
const { AuthenticationDetails } = require('amazon-cognito-identity-js');
const { endpoint, Memory, run } = require('./context.cjs');
const { userIn } = require('./idjs.cjs');
const { code } = require('./totp.cjs');

// Signs in; each step that the library knows is answered by `steps`, and its name told.
function signIn(context, steps) {
  const user = userIn(context, new Memory());
  const details = new AuthenticationDetails({ Username: context.username, Password: context.password });
  const asked = [];
  return new Promise((done, onFailure) => {
    const calls = { onFailure, onSuccess: session => done({ user, session, asked }) };
    for (const [name, step] of Object.entries(steps)) {
      calls[name] = (challenge, parameters) => { asked.push(name); step({ user, calls, parameters }); };
    }
    user.authenticateUser(details, calls);
  });
}

run(async context => {
  const who = { UserPoolId: context.pool, Username: context.username };
  const admin = new CognitoIdentityProviderClient({ endpoint });
  let secret;
  const first = await signIn(context, {
    mfaSetup: ({ user, calls }) => user.associateSoftwareToken({
      onFailure: calls.onFailure,
      associateSecretCode: given => { secret = given; user.verifySoftwareToken(code(secret), 'phone', calls); },
    }),
  });

  const UserAttributes = [{ Name: 'phone_number', Value: context.phone }, { Name: 'phone_number_verified', Value: 'true' }];
  await admin.send(new AdminUpdateUserAttributesCommand({ ...who, UserAttributes }));
  const on = { Enabled: true, PreferredMfa: false };
  await admin.send(new AdminSetUserMFAPreferenceCommand({ ...who, SMSMfaSettings: on, SoftwareTokenMfaSettings: on }));
  let offered;
  const second = await signIn(context, {
    selectMFAType: ({ user, calls, parameters }) => {
      offered = JSON.parse(parameters.MFAS_CAN_CHOOSE);
      user.sendMFASelectionAnswer('SOFTWARE_TOKEN_MFA', calls);
    },
    totpRequired: ({ user, calls }) => user.sendMFACode(code(secret, 1), calls, 'SOFTWARE_TOKEN_MFA'),
  });
  return {
    first: first.asked,
    second: second.asked,
    offered: offered.sort(),
    username: second.session.getIdToken().payload['cognito:username'],
  };
});
