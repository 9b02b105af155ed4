// A function that changes what identity providers say of their users, written for AWS.
exports.inbound_federation = async event => {
  const { providerName, attributes } = event.request;
  const email = `${attributes.userInfo.id}@${providerName.toLowerCase()}.example`;
  event.response.userAttributesToMap = { ...attributes.userInfo, email };
  return event;
};
