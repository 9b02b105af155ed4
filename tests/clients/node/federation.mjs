// Signs people in at another provider in Chromium: the provider is oidc-provider, an unmodified one. The context has `pool`, `domain` (the address
// of the pool's pages), `backchannel`, `port` (at which the provider is to listen), `linked` (a user of the pool's own). Credentials come
// by the environment. It tells what the tokens of each sign-in say.
import http from 'node:http';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { Provider } from 'oidc-provider';
import { Chromium } from './chromium.cjs';
import { endpoint, run } from './context.cjs';

const SECRET = 'a-secret-of-thirty-two-characters';
let altering = false;

const listening = (handler, port) => new Promise(done => {
  const server = http.createServer(handler);
  server.listen(port, 'localhost', () => done(server));
});

// One character of the signature is another.
function altered(token) {
  const parts = token.split('.');
  parts[2] = (parts[2].startsWith('A') ? 'B' : 'A') + parts[2].slice(1);
  return parts.join('.');
}

async function provider({ port, domain }) {
  const op = new Provider(`http://localhost:${port}`, {
    clients: [{
      client_id: 'recognito', client_secret: SECRET, redirect_uris: [`${domain}/oauth2/idpresponse`], grant_types: ['authorization_code'],
      response_types: ['code'], token_endpoint_auth_method: 'client_secret_post',
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'zoneinfo'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@work.example`, email_verified: true, name: `${id} of Work`, zoneinfo: 'Europe/London' }),
    }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['a key'] },
  });
  op.use(async (context, next) => {
    await next();
    if (altering && context.path === '/token' && context.body?.id_token) context.body.id_token = altered(context.body.id_token);
  });
  await listening(op.callback(), port);
}

class Person {
  constructor(page, context, client, callback) {
    Object.assign(this, { page, context, client, callback });
  }

  async authorize(parameters = {}) {
    const query = new URLSearchParams({
      client_id: this.client, redirect_uri: this.callback, response_type: 'code', scope: 'openid', state: 's', ...parameters,
    });
    await this.page.ask('Page.navigate', { url: `${this.context.domain}/oauth2/authorize?${query}` });
  }

  // Answers the provider's own pages until the browser is back at the app.
  async atProvider(login) {
    const away = `location.host === 'localhost:${this.context.port}' && document.readyState === 'complete' && document.forms.length > 0`;
    const back = `location.href.startsWith('${this.callback}')`;
    for (;;) {
      await this.page.until(`(${away} && document.body.dataset.sent !== 'yes') || ${back}`);
      if (await this.page.evaluate(back)) return;
      await this.page.evaluate(`{
        const field = document.querySelector('[name=login]');
        if (field) { field.value = ${JSON.stringify(login)}; document.querySelector('[name=password]').value = 'x'; }
        document.body.dataset.sent = 'yes';
        document.querySelector('[type=submit]').click();
      }`);
    }
  }

  async told() {
    return Object.fromEntries(new URL(await this.page.evaluate('location.href')).searchParams);
  }

  async tokens() {
    const { code, ...rest } = await this.told();
    if (!code) throw new Error(`no code: ${JSON.stringify(rest)}`);
    const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: this.client, code, redirect_uri: this.callback });
    const answer = await (await fetch(`${this.context.backchannel}/oauth2/token`, { method: 'POST', body })).json();
    if (!answer.id_token) throw new Error(`no tokens: ${JSON.stringify(answer)}`);
    return JSON.parse(Buffer.from(answer.id_token.split('.')[1], 'base64url'));
  }

  forget() {
    return this.page.ask('Network.clearBrowserCookies');
  }
}

async function lives(person, cognito) {
  const { pool, linked } = person.context;
  await person.authorize();
  await person.page.until(`document.querySelector('a[href*="identity_provider=Work"]')`);
  await person.page.evaluate(`document.querySelector('a[href*="identity_provider=Work"]').click()`);
  await person.atProvider('ada');
  const first = await person.tokens();

  await person.forget();
  await person.authorize({ identity_provider: 'Work' });
  await person.atProvider('ada');
  const later = await person.tokens();

  await cognito.adminLinkProviderForUser({
    UserPoolId: pool, DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: linked },
    SourceUser: { ProviderName: 'Work', ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: 'bea' },
  });
  await person.forget();
  await person.authorize({ identity_provider: 'Work' });
  await person.atProvider('bea');
  const own = await person.tokens();

  altering = true;
  await person.forget();
  await person.authorize({ identity_provider: 'Work' });
  await person.atProvider('cleo');
  const refused = await person.told();
  return {
    name: first['cognito:username'], email: first.email, verified: first.email_verified, full_name: first.name,
    groups: first['cognito:groups'], primary: first.identities[0].primary, again: later.sub === first.sub,
    linked: own['cognito:username'], refused: [refused.error, refused.error_description],
  };
}

run(async context => {
  const app = await listening((_, response) => response.end('app'), 0);
  const callback = `http://localhost:${app.address().port}/callback`;
  await provider(context);
  const cognito = new CognitoIdentityProvider({ endpoint });
  await cognito.createIdentityProvider({
    UserPoolId: context.pool, ProviderName: 'Work', ProviderType: 'OIDC',
    ProviderDetails: {
      client_id: 'recognito', client_secret: SECRET, authorize_scopes: 'openid email profile', oidc_issuer: `http://localhost:${context.port}`,
      attributes_request_method: 'GET',
    },
    AttributeMapping: { email: 'email', email_verified: 'email_verified', name: 'name' },
  });
  const { UserPoolClient: { ClientId: client } } = await cognito.createUserPoolClient({
    UserPoolId: context.pool, ClientName: 'Federated', AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile'], CallbackURLs: [callback], SupportedIdentityProviders: ['COGNITO', 'Work'],
  });
  const browser = new Chromium();
  try {
    const page = await browser.open('about:blank');
    await page.ask('Page.enable');
    await page.ask('Network.enable');
    return await lives(new Person(page, context, client, callback), cognito);
  } finally {
    await browser.close();
  }
});
