// A function that writes messages, for AWS.

exports.custom_message = async event => {
  const { codeParameter, usernameParameter } = event.request;
  const message = event.triggerSource === 'CustomMessage_AdminCreateUser'
    ? `Welcome to the service. Your user name is ${usernameParameter}. Your temporary password is ${codeParameter}`
    : `Thank you for using the service. Your code is ${codeParameter}`;
  event.response.smsMessage = message;
  event.response.emailMessage = message;
  event.response.emailSubject = `The service: ${event.triggerSource}`;
  return event;
};
