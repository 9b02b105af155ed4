// Amplify v6: a person signs up without a password, is signed in at once, and later signs in by codes that are mailed.
import {
  autoSignIn, confirmSignIn, confirmSignUp, confirmUserAttribute, deleteUser, fetchUserAttributes, signIn, signOut, signUp,
  updateUserAttributes,
} from 'aws-amplify/auth';
import { configure } from './amplify.mjs';
import { run } from './context.cjs';
import { nextCode } from './inbox.cjs';

const authFlowType = 'USER_AUTH';

run(async context => {
  configure(context);
  const { username, email, outbox } = context;
  const signedUp = await signUp({ username, options: { userAttributes: { email }, autoSignIn: { authFlowType } } });
  const confirmed = await confirmSignUp({ username, confirmationCode: await nextCode(outbox, email, 0) });
  const automatic = await autoSignIn();
  await signOut();

  const byCode = await signIn({ username, options: { authFlowType, preferredChallenge: 'EMAIL_OTP' } });
  const code = await nextCode(outbox, email, 1);
  const wrong = await confirmSignIn({ challengeResponse: code.replace(/./g, '0') }).then(() => null, error => error.name);
  const right = await confirmSignIn({ challengeResponse: code });
  await signOut();

  const offered = await signIn({ username, options: { authFlowType } });
  const chosen = await confirmSignIn({ challengeResponse: 'EMAIL_OTP' });
  await confirmSignIn({ challengeResponse: await nextCode(outbox, email, 2) });
  const other = `new.${email}`;
  const { email: change } = await updateUserAttributes({ userAttributes: { email: other } });
  await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: await nextCode(outbox, other, 0) });
  const attributes = await fetchUserAttributes();
  await deleteUser();
  const steps = [signedUp, confirmed, automatic, byCode, right, offered, chosen].map(({ nextStep }) => nextStep);
  return {
    steps: steps.map(({ signUpStep, signInStep }) => signUpStep ?? signInStep),
    available: offered.nextStep.availableChallenges,
    wrong,
    change: change.nextStep.updateAttributeStep,
    changed: attributes.email === other && attributes.email_verified === 'true',
    gone: await signIn({ username, options: { authFlowType, preferredChallenge: 'EMAIL_OTP' } })
      .then(({ nextStep }) => nextStep.signInStep, error => error.name),
  };
});
