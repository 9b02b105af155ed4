// oidc-client-ts in Chromium: discovery, the redirect to the pages and back, userInfo, a refresh, revocation and sign-out.
const { serve } = require('./app_page.cjs');
const { Chromium } = require('./chromium.cjs');
const { endpoint, run } = require('./context.cjs');
const { Visit } = require('./in_browser.cjs');
const { makeClient } = require('./redirect_client.cjs');

run(async context => {
  const origin = await serve('oidc_page.mjs', async origin => {
    const { id } = await makeClient(context.pool, { callback: `${origin}/callback`, bye: `${origin}/bye` });
    return { authority: `${endpoint}/${context.pool}`, client: id };
  });
  const browser = new Chromium();
  try {
    const page = await browser.open(origin);
    const visit = new Visit(page);
    await visit.at(origin);
    await visit.start('app.signIn()');
    await visit.atSignIn();
    await visit.signIn(context);
    await visit.at(`${origin}/callback`);
    const told = await page.evaluate('app.signedIn()');
    await visit.start('app.signOut()');
    await visit.at(`${origin}/bye`);
    const signedOut = await page.evaluate('app.signedOut()');
    await visit.start('app.signIn()');
    await visit.atSignIn();
    return { ...told, signedOut };
  } finally {
    await browser.close();
  }
});
