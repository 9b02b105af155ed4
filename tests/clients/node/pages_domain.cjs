// A person of an organization on the sign-in pages in Chromium: the domain of a mail address leads to the organization's provider, whose
// address the policy of the form does not name. The context has `metadata` of the provider, too.
const http = require('node:http');
const { CognitoIdentityProvider } = require('@aws-sdk/client-cognito-identity-provider');
const { endpoint, run } = require('./context.cjs');
const { lead } = require('./pages_person.cjs');

// The provider's own page; gives its address, which is no host of the app's or the pool's.
async function provider() {
  const server = http.createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>provider</title>'));
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${server.address().port}/sso`;
}

const life = at => async person => {
  const { page } = person;
  await person.authorize();
  await person.at('/login');
  const buttons = await page.evaluate('document.querySelectorAll(".button-provider").length');
  await person.send({ work_address: 'ada@nowhere.example' }, '[value=provider]');
  await person.at('/login');
  const refused = await page.evaluate('document.getElementById("work_address-error").textContent.length > 0');
  const kept = await page.evaluate('document.getElementById("work_address").value');
  await person.send({ work_address: 'ada@School.example' }, '[value=provider]');
  await page.until(`location.href.startsWith('${at}')`);
  const asked = new URL(await page.evaluate('location.href')).searchParams;
  return { buttons, refused, kept, asked: asked.has('SAMLRequest') };
};

run(async context => {
  const at = await provider();
  const MetadataFile = context.metadata.replace('https://school.example.com/sso', at);
  await new CognitoIdentityProvider({ endpoint }).createIdentityProvider({
    UserPoolId: context.pool, ProviderName: 'School', ProviderType: 'SAML', ProviderDetails: { MetadataFile }, IdpIdentifiers: ['school.example'],
  });
  return lead(context, { SupportedIdentityProviders: ['COGNITO', 'School'] }, life(at));
});
