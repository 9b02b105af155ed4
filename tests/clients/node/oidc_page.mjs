// What runs in the page of oidc_client_ts.cjs: a single-page app that leaves everything to oidc-client-ts.
import { UserManager } from 'oidc-client-ts';

const manager = new UserManager({
  authority: settings.authority, client_id: settings.client, redirect_uri: `${location.origin}/callback`,
  post_logout_redirect_uri: `${location.origin}/bye`, scope: 'openid email', loadUserInfo: true, automaticSilentRenew: false,
  revokeTokensOnSignout: true, revokeTokenTypes: ['refresh_token'],
});

globalThis.app = {
  signIn: () => manager.signinRedirect({ state: 'of the app' }),
  async signedIn() {
    const user = await manager.signinCallback();
    const renewed = await manager.signinSilent();
    return {
      username: user.profile['cognito:username'], email: user.profile.email, state: user.state,
      renewed: renewed.access_token !== user.access_token && renewed.profile.sub === user.profile.sub,
    };
  },
  signOut: () => manager.signoutRedirect({ state: 'leaving' }),
  signedOut: async () => ({ state: (await manager.signoutCallback()).userState, user: await manager.getUser() }),
};
