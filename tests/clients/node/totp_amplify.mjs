// Amplify v6 sets up an authenticator app and signs in with it.
import { confirmSignIn, fetchMFAPreference, getCurrentUser, setUpTOTP, signIn, signOut, updateMFAPreference, verifyTOTPSetup } from 'aws-amplify/auth';
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
  const { preferred } = await fetchMFAPreference();
  await signOut();
  const { nextStep } = await signIn(person);
  const { isSignedIn } = await confirmSignIn({ challengeResponse: code(sharedSecret, 1) });
  const { username } = await getCurrentUser();
  return { preferred, asked: nextStep.signInStep, signed_in: isSignedIn, username };
});
