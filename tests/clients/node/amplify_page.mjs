// What runs in the page of amplify_redirect.cjs: a single-page app by Amplify v6.
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, fetchUserAttributes, getCurrentUser, signInWithRedirect, signOut } from 'aws-amplify/auth';
import 'aws-amplify/auth/enable-oauth-listener';

const { pool, client, endpoint, domain } = settings;
const oauth = {
  domain, scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'], redirectSignIn: [`${location.origin}/callback`],
  redirectSignOut: [`${location.origin}/bye`], responseType: 'code',
};
Amplify.configure({ Auth: { Cognito: { userPoolId: pool, userPoolClientId: client, userPoolEndpoint: endpoint, loginWith: { oauth } } } });

globalThis.app = {
  signIn: () => signInWithRedirect({ customState: 'of the app' }),
  async signedIn() {
    const before = await fetchAuthSession();
    const { username } = await getCurrentUser();
    const { email } = await fetchUserAttributes();
    const after = await fetchAuthSession({ forceRefresh: true });
    return {
      username, email, refreshed: after.tokens.accessToken.toString() !== before.tokens.accessToken.toString(),
      same: after.userSub === before.userSub && Boolean(after.userSub),
    };
  },
  signOut: () => signOut(),
  signedOut: async () => ({ tokens: (await fetchAuthSession()).tokens ?? null }),
};
