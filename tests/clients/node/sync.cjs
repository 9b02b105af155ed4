// One device of a person, by amazon-cognito-js: puts what the context says, synchronizes, gives what it then holds.
// Every run is a device of its own: its store is in memory and begins empty.
const AWS = require('aws-sdk');
const { endpoint, run } = require('./context.cjs');

const promised = call => new Promise((yes, no) => call((error, value) => (error ? no(error) : yes(value))));

function configure(context) {
  AWS.config.update({ region: context.region, cognitosync: { endpoint }, cognitoidentity: { endpoint }, sts: { endpoint } });
  AWS.config.credentials = new AWS.CognitoIdentityCredentials({
    IdentityPoolId: context.identity_pool,
    Logins: { [`cognito-idp.${context.region}.amazonaws.com/${context.pool}`]: context.tokens.IdToken },
  });
  require('amazon-cognito-js');
}

function synchronize(dataset) {
  return new Promise((onSuccess, onFailure) => dataset.synchronize({
    onSuccess: (_dataset, updated) => onSuccess(updated.length),
    onFailure,
    onConflict: (_dataset, conflicts, done) =>
      dataset.resolve(conflicts.map(each => each.resolveWithRemoteRecord()), () => done(true)),
    onDatasetDeleted: (_dataset, _name, done) => done(true),
    onDatasetsMerged: (_dataset, _names, done) => done(true),
  }));
}

run(async context => {
  configure(context);
  await AWS.config.credentials.getPromise();
  const manager = new AWS.CognitoSyncManager({ DataStore: AWS.CognitoSyncManager.StoreInMemory });
  const dataset = await promised(done => manager.openOrCreateDataset('notes', done));
  for (const [key, value] of Object.entries(context.put ?? {})) {
    await promised(done => dataset.put(key, value, done));
  }
  const updated = await synchronize(dataset);
  const records = await promised(done => dataset.getAllRecords(done));
  return {
    identity: AWS.config.credentials.identityId,
    updated,
    records: Object.fromEntries(records.map(each => [each.getKey(), each.getValue()])),
  };
});
