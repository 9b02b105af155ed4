// Amplify v6 in Chromium: signInWithRedirect, a refresh, and signOut by way of the pages, which it reaches by https alone. The context has the
// `domain` of the pages with its port, and `authority`, the file of the certificate to trust.
const { createHash, X509Certificate } = require('node:crypto');
const fs = require('node:fs');
const { serve } = require('./app_page.cjs');
const { Chromium } = require('./chromium.cjs');
const { endpoint, run } = require('./context.cjs');
const { Visit } = require('./in_browser.cjs');
const { makeClient } = require('./redirect_client.cjs');

// Chromium trusts what has this key in its chain; it has no file of certificates to trust.
function trusted(file) {
  const key = new X509Certificate(fs.readFileSync(file)).publicKey.export({ type: 'spki', format: 'der' });
  return `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`;
}

run(async context => {
  const { pool, domain } = context;
  const origin = await serve('amplify_page.mjs', async origin => {
    const { id } = await makeClient(pool, { callback: `${origin}/callback`, bye: `${origin}/bye` });
    return { pool, client: id, endpoint, domain };
  });
  const browser = new Chromium([trusted(context.authority)]);
  try {
    const page = await browser.open(origin);
    const visit = new Visit(page);
    await visit.at(origin);
    await visit.start('app.signIn()');
    const pages = await visit.atSignIn();
    await visit.signIn(context);
    await visit.at(`${origin}/callback`);
    const told = await page.evaluate('app.signedIn()');
    const { cookies } = await page.ask('Network.getCookies', { urls: [pages] });
    await visit.start('app.signOut()');
    await visit.at(`${origin}/bye`);
    const signedOut = await page.evaluate('app.signedOut()');
    await visit.start('app.signIn()');
    await visit.atSignIn();
    const kept = cookies.map(({ name, secure, httpOnly }) => `${name}${secure ? ' Secure' : ''}${httpOnly ? ' HttpOnly' : ''}`).sort();
    return { ...told, pages, kept, signedOut };
  } finally {
    await browser.close();
  }
});
