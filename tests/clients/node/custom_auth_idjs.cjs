// amazon-cognito-identity-js: a person signs in by the functions of her pool, after one wrong answer.
const { AuthenticationDetails } = require('amazon-cognito-identity-js');
const { Memory, run } = require('./context.cjs');
const { promised, userIn } = require('./idjs.cjs');

async function customAuth(context) {
  const user = userIn(context, new Memory());
  user.setAuthenticationFlowType('CUSTOM_AUTH');
  const asked = [];
  await new Promise((onSuccess, onFailure) => {
    const customChallenge = parameters => {
      asked.push(parameters);
      user.sendCustomChallengeAnswer(asked.length < 2 ? '53' : '54', { customChallenge, onFailure, onSuccess });
    };
    const details = new AuthenticationDetails({ Username: context.username });
    user.initiateAuth(details, { customChallenge, onFailure, onSuccess });
  });
  const attributes = await promised(done => user.getUserAttributes(done));
  return { asked, email: attributes.find(each => each.getName() === 'email').getValue() };
}

run(customAuth);
