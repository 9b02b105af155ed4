// Functions around sign-ups, sign-ins and tokens, written for AWS.

// In the style of callbacks.
exports.pre_sign_up = (event, context, callback) => {
  if (event.request.userAttributes.email.endsWith('@elsewhere.example')) {
    return callback(new Error('Cannot register users of this domain'), event);
  }
  event.response.autoConfirmUser = true;
  event.response.autoVerifyEmail = true;
  callback(null, event);
};

exports.post_confirmation = async event => event;

exports.pre_authentication = async event => {
  if (event.request.validationData?.door === 'back') throw new Error('Cannot authenticate users from this door');
  return event;
};

exports.post_authentication = (event, context, callback) => callback(null, event);

exports.pre_token_generation = async event => {
  event.response = {
    claimsOverrideDetails: {
      claimsToAddOrOverride: { team: 'engines', told_for: event.triggerSource },
      claimsToSuppress: ['email'],
    },
  };
  return event;
};
