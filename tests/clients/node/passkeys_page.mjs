// What runs in the page of passkeys.cjs: Amplify v6 registers a passkey, lists it, signs in with it and deletes it.
import { Amplify } from 'aws-amplify';
import {
  associateWebAuthnCredential, confirmSignIn, deleteWebAuthnCredential, fetchAuthSession, listWebAuthnCredentials, signIn, signOut,
} from 'aws-amplify/auth';

const authFlowType = 'USER_AUTH';

async function everyCredential() {
  const { credentials } = await listWebAuthnCredentials();
  return credentials;
}

globalThis.passkeys = async (endpoint, context) => {
  const Cognito = { userPoolId: context.pool, userPoolClientId: context.client, userPoolEndpoint: endpoint };
  Amplify.configure({ Auth: { Cognito } });
  const { username, password } = context;
  await signIn({ username, password, options: { authFlowType, preferredChallenge: 'PASSWORD_SRP' } });
  await associateWebAuthnCredential();
  const twice = await associateWebAuthnCredential().then(() => null, error => error.name);
  const [passkey] = await everyCredential();
  await signOut();

  const offered = await signIn({ username, options: { authFlowType } });
  const chosen = await confirmSignIn({ challengeResponse: 'WEB_AUTHN' });
  await signOut();
  const preferred = await signIn({ username, options: { authFlowType, preferredChallenge: 'WEB_AUTHN' } });
  const { tokens } = await fetchAuthSession();
  await deleteWebAuthnCredential({ credentialId: passkey.credentialId });
  const left = await everyCredential();
  await signOut();
  const deleted = await signIn({ username, options: { authFlowType, preferredChallenge: 'WEB_AUTHN' } });
  return {
    twice,
    passkey: { relying_party: passkey.relyingPartyId, transports: passkey.authenticatorTransports, attachment: passkey.authenticatorAttachment },
    offered: offered.nextStep.availableChallenges,
    chosen: chosen.nextStep.signInStep,
    preferred: preferred.nextStep.signInStep,
    username: tokens.idToken.payload['cognito:username'],
    left: left.length,
    deleted: deleted.nextStep.signInStep,
  };
};
