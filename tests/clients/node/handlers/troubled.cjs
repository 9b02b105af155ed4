// Functions that do not do what they should.

exports.never = () => new Promise(() => {});

exports.throws = async () => {
  throw new Error('Domain not allowed');
};

// In the style of callbacks.
exports.fails = (event, context, callback) => callback('Not today');

exports.forgets = async () => {};

exports.strange = async event => ({ ...event, response: { issueTokens: 'yes' } });
