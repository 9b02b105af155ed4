// amazon-cognito-identity-js in two browsers: a device that is remembered and has seen a second factor takes its place, until it is
// forgotten or no longer remembered.
const { Memory, run } = require('./context.cjs');
const { promised, settled, signIn } = require('./idjs.cjs');
const { code } = require('./totp.cjs');

async function setUpAuthenticator(user) {
  const secret = await new Promise((associateSecretCode, onFailure) =>
    user.associateSoftwareToken({ associateSecretCode, onFailure }));
  await settled(calls => user.verifySoftwareToken(code(secret), 'phone', calls));
  await promised(done => user.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, done));
  return secret;
}

const devices = user => settled(calls => user.listDevices(60, null, calls)).then(({ Devices }) => Devices);
const refreshed = (user, session) => promised(done => user.refreshSession(session.getRefreshToken(), done));

run(async context => {
  const office = new Memory(), home = new Memory();
  const first = await signIn(context, office);
  await settled(calls => first.user.setDeviceStatusRemembered(calls));
  const secret = await setUpAuthenticator(first.user);
  const confirmedWithoutFactor = await signIn(context, office);

  const second = await signIn(context, home, code(secret, 1));
  const notRemembered = await signIn(context, home);
  await settled(calls => second.user.setDeviceStatusRemembered(calls));
  const remembered = await signIn(context, home);

  const fresh = await refreshed(remembered.user, remembered.session);
  const own = await settled(calls => remembered.user.getDevice(calls));
  const listed = await devices(remembered.user);

  await settled(calls => remembered.user.setDeviceStatusNotRemembered(calls));
  const noLonger = await signIn(context, home);
  await settled(calls => remembered.user.setDeviceStatusRemembered(calls));
  const again = await signIn(context, home);
  await settled(calls => first.user.forgetSpecificDevice(own.Device.DeviceKey, calls));
  const forgotten = await signIn(context, home);
  await settled(calls => first.user.forgetDevice(calls));
  return {
    confirmation_necessary: [first.confirmationNecessary, second.confirmationNecessary],
    asked: {
      first: first.asked,
      confirmed_without_factor: confirmedWithoutFactor.asked,
      new: second.asked,
      not_remembered: notRemembered.asked,
      remembered: remembered.asked,
      no_longer: noLonger.asked,
      again: again.asked,
      forgotten: forgotten.asked,
    },
    claimed: fresh.getAccessToken().payload.device_key === own.Device.DeviceKey,
    listed: listed.length,
    listed_own: listed.some(({ DeviceKey }) => DeviceKey === own.Device.DeviceKey),
    left: (await devices(first.user)).length,
  };
});
