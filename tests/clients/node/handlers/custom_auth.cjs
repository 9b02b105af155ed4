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
