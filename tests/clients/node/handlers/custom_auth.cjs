// The three functions of custom authentication, written for AWS: a riddle, in three tries at the most.

exports.define = async event => {
  const { session } = event.request;
  const last = session.at(-1);
  event.response.issueTokens = Boolean(last?.challengeResult);
  event.response.failAuthentication = !event.response.issueTokens && session.length >= 3;
  if (!event.response.issueTokens && !event.response.failAuthentication) {
    event.response.challengeName = 'CUSTOM_CHALLENGE';
  }
  return event;
};

// The password in the place of a riddle.
exports.define_by_password = async event => {
  const [first, second] = event.request.session;
  event.response.issueTokens = Boolean(second?.challengeResult);
  event.response.failAuthentication = first?.challengeName !== 'SRP_A';
  if (!second) event.response.challengeName = 'PASSWORD_VERIFIER';
  return event;
};

// In the style of callbacks.
exports.create = (event, context, callback) => {
  event.response.publicChallengeParameters = { riddle: 'six by nine', tries: String(event.request.session.length) };
  event.response.privateChallengeParameters = { answer: '54' };
  event.response.challengeMetadata = 'RIDDLE';
  callback(null, event);
};

exports.verify = async event => {
  event.response.answerCorrect = event.request.challengeAnswer === event.request.privateChallengeParameters.answer;
  return event;
};
