// Amplify v6 in Chromium, whose authenticator is a virtual one: passkeys from their registration to their end.
const { serve } = require('./app_page.cjs');
const { Chromium } = require('./chromium.cjs');
const { endpoint, run } = require('./context.cjs');

run(async context => {
  const url = await serve('passkeys_page.mjs');
  const browser = new Chromium();
  try {
    const page = await browser.open(url);
    const authenticatorId = await page.addAuthenticator();
    await page.until('typeof passkeys === "function"');
    const told = await page.evaluate(`passkeys(${JSON.stringify(endpoint)}, ${JSON.stringify(context)})`);
    const { credentials } = await page.ask('WebAuthn.getCredentials', { authenticatorId });
    return { ...told, kept: credentials.map(({ rpId, isResidentCredential }) => ({ rpId, isResidentCredential })) };
  } finally {
    await browser.close();
  }
});
