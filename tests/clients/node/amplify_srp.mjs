// Amplify v6 signs a person in by SRP (its default), reads her attributes and gets her AWS credentials.
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, fetchUserAttributes, signIn } from 'aws-amplify/auth';
import { cognitoCredentialsProvider, cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { endpoint, Memory, run } from './context.cjs';

run(async context => {
  cognitoUserPoolsTokenProvider.setKeyValueStorage(new Memory());
  const Cognito = {
    userPoolId: context.pool,
    userPoolClientId: context.client,
    userPoolEndpoint: endpoint,
    identityPoolId: context.identity_pool,
    identityPoolEndpoint: endpoint,
    allowGuestAccess: true,
  };
  Amplify.configure({ Auth: { Cognito } });
  const guest = await fetchAuthSession();
  await cognitoCredentialsProvider.clearCredentialsAndIdentityId();
  const { isSignedIn } = await signIn({ username: context.username, password: context.password });
  const session = await fetchAuthSession();
  const { email } = await fetchUserAttributes();
  return {
    guest: guest.identityId,
    signed_in: isSignedIn,
    identity: session.identityId,
    access_key_id: session.credentials.accessKeyId,
    sub: session.userSub,
    email,
  };
});
