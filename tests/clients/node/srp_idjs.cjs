// amazon-cognito-identity-js signs a person in by SRP, refreshes, reads her attributes; a wrong password is refused.
const { Memory, run } = require('./context.cjs');
const { promised, signIn } = require('./idjs.cjs');

run(async context => {
  const mistaken = { ...context, password: 'not ' + context.password };
  const wrong = await signIn(mistaken, new Memory()).then(() => null, error => error.code);
  const { user, session } = await signIn(context, new Memory());
  const refreshed = await promised(done => user.refreshSession(session.getRefreshToken(), done));
  const attributes = await promised(done => user.getUserAttributes(done));
  return {
    wrong,
    username: session.getIdToken().payload['cognito:username'],
    sub: refreshed.getAccessToken().payload.sub,
    email: attributes.find(each => each.getName() === 'email').getValue(),
  };
});
