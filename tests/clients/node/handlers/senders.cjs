// Functions that send messages, written for AWS. What they send is appended to the file SENT.
const { appendFileSync } = require('node:fs');
const { reader } = require('../sender_code.cjs');

const { KEY_ARN, KEY, SENT } = process.env;
const read = reader(KEY_ARN, KEY);

async function send(event, to) {
  const { plaintext, context } = await read(event.request.code);
  if (context['userpool-id'] !== event.userPoolId) throw new Error('The code is not of this pool');
  appendFileSync(SENT, JSON.stringify({ to, says: plaintext }) + '\n');
}

exports.custom_email_sender = async event => send(event, event.request.userAttributes.email);

exports.custom_sms_sender = async event => send(event, event.request.userAttributes.phone_number);
