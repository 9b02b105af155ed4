// Amplify v6 in Chromium, whose authenticator is a virtual one: passkeys from their registration to their end.
const http = require('node:http');
const path = require('node:path');
const esbuild = require('esbuild');
const { Chromium } = require('./chromium.cjs');
const { endpoint, run } = require('./context.cjs');

async function bundle() {
  const entryPoints = [path.join(__dirname, 'passkeys_page.mjs')];
  const { outputFiles } = await esbuild.build({ entryPoints, bundle: true, write: false, logLevel: 'error' });
  return outputFiles[0].text;
}

// Serves the page on a free port of localhost, where browsers allow passkeys without TLS.
async function serve(script) {
  const page = '<!doctype html><title>passkeys</title><script src="/script.js"></script>';
  const server = http.createServer(({ url }, response) => {
    const isScript = url === '/script.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : page);
  });
  await new Promise(done => server.listen(0, 'localhost', done));
  return `http://localhost:${server.address().port}/`;
}

run(async context => {
  const url = await serve(await bundle());
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
