// Amplify v6 remembers a device: signing in from it asks for no second factor, and its sessions are refreshed with its key.
import {
  confirmSignIn, fetchAuthSession, fetchDevices, forgetDevice, rememberDevice, setUpTOTP, signIn, signOut, updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { configure } from './amplify.mjs';
import { run } from './context.cjs';
import { code } from './totp.cjs';

run(async context => {
  configure(context);
  const person = { username: context.username, password: context.password };
  await signIn(person);
  const { sharedSecret } = await setUpTOTP();
  await verifyTOTPSetup({ code: code(sharedSecret) });
  await updateMFAPreference({ totp: 'PREFERRED' });
  await rememberDevice();
  await signOut();

  const { nextStep } = await signIn(person);
  const { isSignedIn } = await confirmSignIn({ challengeResponse: code(sharedSecret, 1) });
  await signOut();
  const trusted = await signIn(person);
  const { tokens } = await fetchAuthSession({ forceRefresh: true });
  const devices = await fetchDevices();
  await forgetDevice();
  const left = await fetchDevices();
  return {
    asked: nextStep.signInStep,
    signed_in: isSignedIn,
    then: trusted.nextStep.signInStep,
    claimed: tokens.accessToken.payload.device_key === devices[0].id,
    listed: devices.length,
    left: left.length,
  };
});
