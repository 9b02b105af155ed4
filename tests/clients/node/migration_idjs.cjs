// amazon-cognito-identity-js: a person of another pool signs in by her password once and by SRP afterwards; another one has forgotten hers.
const { AuthenticationDetails } = require('amazon-cognito-identity-js');
const { Memory, run } = require('./context.cjs');
const { promised, settled, signIn, userIn } = require('./idjs.cjs');
const { nextCode } = require('./inbox.cjs');

const CHANGED = 'Difference-Engine-1822';

// The user name in the tokens; the code of the error where she is refused.
const bySrp = context => signIn(context, new Memory())
  .then(({ session }) => session.getIdToken().payload['cognito:username'], error => error.code);

// Sends the password itself, as pools with a function for migration need it.
async function byPassword(context) {
  const user = userIn(context, new Memory());
  user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
  const details = new AuthenticationDetails({ Username: context.username, Password: context.password });
  await settled(calls => user.authenticateUser(details, calls));
  return user;
}

run(async context => {
  const unknown = await bySrp(context);
  const mistaken = { ...context, password: `not ${context.password}` };
  const wrong = await byPassword(mistaken).catch(error => error.code);
  const attributes = await byPassword(context).then(user => promised(done => user.getUserAttributes(done)));

  const forgetful = { ...context, username: context.forgetful, password: CHANGED };
  const user = userIn(forgetful, new Memory());
  await settled(calls => user.forgotPassword(calls));
  const code = await nextCode(context.outbox, context.forgetful_email, 0);
  await settled(calls => user.confirmPassword(code, CHANGED, calls));
  return {
    unknown,
    wrong,
    email: attributes.find(each => each.getName() === 'email').getValue(),
    by_srp: await bySrp(context),
    reset: await bySrp(forgetful),
  };
});
