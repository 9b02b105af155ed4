// amazon-cognito-identity-js: a person's account from sign-up to its end, and one that an administrator has made.
const { AdminCreateUserCommand, CognitoIdentityProviderClient } = require('@aws-sdk/client-cognito-identity-provider');
const { AuthenticationDetails, CognitoUserAttribute } = require('amazon-cognito-identity-js');
const { endpoint, Memory, run } = require('./context.cjs');
const { promised, settled, signIn, userIn } = require('./idjs.cjs');
const { nextCode } = require('./inbox.cjs');

const SECOND = 'Difference-Engine-1822', THIRD = 'Bernoulli-Numb3rs';

const attribute = (Name, Value) => new CognitoUserAttribute({ Name, Value });
const refused = call => call.then(() => null, error => error.code);
// A call that sends a code, and says so by one callback or another.
const sent = call => new Promise((yes, onFailure) => call({ onSuccess: yes, inputVerificationCode: yes, onFailure }));

// Signs up and confirms with the second of two codes.
async function signUp(context) {
  const { username, password, email, outbox } = context;
  const user = userIn(context, new Memory());
  const attributes = [attribute('email', email), attribute('name', 'Ada')];
  const { userConfirmed } = await promised(done => user.pool.signUp(username, password, attributes, [], done));
  const unconfirmed = await refused(signIn(context, new Memory()));
  await nextCode(outbox, email, 0);
  await promised(done => user.resendConfirmationCode(done));
  const code = await nextCode(outbox, email, 1);
  await promised(done => user.confirmRegistration(code, true, done));
  return { confirmed: userConfirmed, unconfirmed };
}

// Changes attributes and password, forgets the password, signs out and deletes herself.
async function useAccount(context) {
  const { email, outbox, password } = context;
  const { user } = await signIn(context, new Memory());
  const other = `new.${email}`;
  await promised(done => user.updateAttributes([attribute('email', other), attribute('name', 'Ada Lovelace')], done));
  const code = await nextCode(outbox, other, 0);
  await settled(calls => user.verifyAttribute('email', code, calls));
  await promised(done => user.deleteAttributes(['name'], done));
  const attributes = await promised(done => user.getUserAttributes(done));
  await promised(done => user.changePassword(password, SECOND, done));
  const wrong = await refused(promised(done => user.changePassword(password, THIRD, done)));
  await sent(calls => user.forgotPassword(calls));
  const reset = await nextCode(outbox, other, 1);
  await settled(calls => user.confirmPassword(reset, THIRD, calls));
  const again = await signIn({ ...context, password: THIRD }, new Memory());
  await settled(calls => again.user.globalSignOut(calls));
  const signedOut = await refused(promised(done => user.getUserAttributes(done)));
  const last = await signIn({ ...context, password: THIRD }, new Memory());
  await promised(done => last.user.deleteUser(done));
  const shown = Object.fromEntries(attributes.map(each => [each.getName(), each.getValue()]));
  return {
    verified: shown.email === other && shown.email_verified === 'true',
    name: shown.name ?? null,
    wrong,
    signed_out: signedOut,
    gone: await refused(signIn({ ...context, password: THIRD }, new Memory())),
  };
}

// An administrator's user chooses a password and gives an attribute along with it.
async function invited(context) {
  const person = { ...context, username: 'grace', password: 'Temporary-1' };
  const create = { UserPoolId: context.pool, Username: 'grace', TemporaryPassword: person.password, MessageAction: 'SUPPRESS' };
  await new CognitoIdentityProviderClient({ endpoint }).send(new AdminCreateUserCommand(create));
  const user = userIn(person, new Memory());
  const details = new AuthenticationDetails({ Username: person.username, Password: person.password });
  const weak = {};
  const session = await new Promise((onSuccess, onFailure) => user.authenticateUser(details, {
    onSuccess: () => onFailure(new Error('no new password was asked for')),
    onFailure,
    newPasswordRequired: () => user.completeNewPasswordChallenge('weak', {}, {
      onSuccess,
      onFailure: error => {
        weak.code = error.code;
        user.completeNewPasswordChallenge(SECOND, { name: 'Grace' }, { onSuccess, onFailure });
      },
    }),
  }));
  return { weak: weak.code, invited: session.getIdToken().payload.name };
}

run(async context => ({ ...(await signUp(context)), ...(await useAccount(context)), ...(await invited(context)) }));
