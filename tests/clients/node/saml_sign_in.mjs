// samlify as a pool's SAML provider: signs a person in by each kind of response that it can send, signs out, and sends what must be refused.
// Browser and provider are both here; what goes between them and the pool are the addresses and forms that a browser would carry.
import fs from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import saml from 'samlify';
import { endpoint, run } from './context.cjs';

const { Constants: { namespace: { binding, statusCode } }, SamlLib } = saml;
const file = name => fs.readFileSync(new URL(`saml/${name}`, import.meta.url), 'utf8');
const bare = pem => pem.replace(/-----[^-]+-----|\s/g, '');
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const PROVIDER = 'http://127.0.0.1:9/saml';

// The pool's messages are checked where they are read; samlify wants to be given something that looks at them.
saml.setSchemaValidator({ validate: async () => 'unchecked' });

// As much of a browser as this needs: cookies, and addresses that it is sent to. Node resolves no `<prefix>.localhost`: the same pages are
// below the service's own address.
class Browser {
  cookies = new Map();

  constructor(path) { this.path = path; }

  async go(url, form) {
    const { pathname, search } = new URL(url, endpoint);
    const below = pathname.startsWith(this.path) ? pathname : this.path + pathname;
    const headers = { cookie: [...this.cookies].map(pair => pair.join('=')).join('; ') };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(endpoint + below + search, { method: form ? 'POST' : 'GET', headers, body, redirect: 'manual' });
    // Node 18 joins them by commas; none of these has one inside.
    for (const set of (answer.headers.get('set-cookie') ?? '').split(/, (?=[\w-]+=)/).filter(Boolean)) {
      const [, name, value] = set.match(/^([^=]+)=([^;]*)/);
      set.includes('Max-Age=0') ? this.cookies.delete(name) : this.cookies.set(name, value);
    }
    const to = answer.headers.get('location');
    if (to?.startsWith('/')) return this.go(to);
    return { status: answer.status, to, text: to ? null : await answer.text() };
  }
}

const inflated = text => inflateRawSync(Buffer.from(text, 'base64')).toString();

const parameters = url => Object.fromEntries(new URL(url).searchParams);

// What was signed: the parameters as they stand in the address.
const octets = url => new URL(url).search.slice(1).split('&').filter(part => !part.startsWith('Signature=')).join('&');

const provider = settings => saml.IdentityProvider({
  entityID: PROVIDER, privateKey: file('provider.key.pem'), signingCert: bare(file('provider.cert.pem')),
  requestSignatureAlgorithm: RSA_SHA256, wantAuthnRequestsSigned: true, isAssertionEncrypted: false,
  singleSignOnService: [{ Binding: binding.redirect, Location: `${PROVIDER}/sso` }],
  singleLogoutService: [{ Binding: binding.redirect, Location: `${PROVIDER}/slo` }],
  wantLogoutRequestSigned: true, wantLogoutResponseSigned: true,
  loginResponseTemplate: {
    context: SamlLib.defaultLoginResponseTemplate.context,
    attributes: [{ name: 'mail', nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic', valueXsiType: 'xs:string', valueTag: 'user.mail' }],
  },
  ...settings,
});

run(async ({ pool, app, prefix, callback, bye }) => {
  const admin = new sdk.CognitoIdentityProviderClient({ endpoint });
  const named = { UserPoolId: pool, ProviderName: 'School' };
  const base = `http://${prefix}.localhost:${new URL(endpoint).port}`;
  const details = { MetadataFile: provider().getMetadata(), IDPSignout: 'true', RequestSigningAlgorithm: 'rsa-sha256' };
  const made = await admin.send(new sdk.CreateIdentityProviderCommand({
    ...named, ProviderType: 'SAML', ProviderDetails: details, AttributeMapping: { email: 'mail' },
  }));
  await admin.send(new sdk.UpdateUserPoolClientCommand({
    UserPoolId: pool, ClientId: app, SupportedIdentityProviders: ['School'], AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'], CallbackURLs: [callback], LogoutURLs: [bye],
  }));
  const { Certificate } = await admin.send(new sdk.GetSigningCertificateCommand({ UserPoolId: pool }));

  // The pool, as the provider knows it: by the address that its request names.
  const us = (request, more = {}) => saml.ServiceProvider({
    entityID: `urn:amazon:cognito:sp:${pool}`, signingCert: Certificate, authnRequestsSigned: true, wantAssertionsSigned: true,
    wantLogoutRequestSigned: true, wantLogoutResponseSigned: true, requestSignatureAlgorithm: RSA_SHA256,
    assertionConsumerService: [{ Binding: binding.post, Location: request }],
    singleLogoutService: [{ Binding: binding.post, Location: request.replace('idpresponse', 'logout') }], ...more,
  });

  const authorize = `/oauth2/authorize?${new URLSearchParams({ client_id: app, response_type: 'code', redirect_uri: callback, scope: 'openid email', state: 's1' })}`;

  const begin = async browser => {
    const { to } = await browser.go(authorize);
    const query = parameters(to);
    const [, answerAt] = inflated(query.SAMLRequest).match(/AssertionConsumerServiceURL="([^"]*)"/);
    return { to, query, answerAt };
  };
  // A response of the provider to a request, with these settings and what its user is.
  const respond = async ({ to, query, answerAt }, { idp = {}, sp = {}, user = 'dave', change = {}, encryptThenSign = false } = {}) => {
    const [theirs, ours] = [provider(idp), us(answerAt, sp)];
    const request = await theirs.parseLoginRequest(ours, 'redirect', { query, octetString: octets(to) });
    const [now, later] = [new Date(), new Date(Date.now() + 300e3)];
    const fill = template => {
      const id = `_${Math.random().toString(16).slice(2)}`;
      const values = {
        ID: id, AssertionID: `${id}a`, Destination: answerAt, SubjectRecipient: answerAt, Audience: `urn:amazon:cognito:sp:${pool}`, Issuer: PROVIDER,
        IssueInstant: now.toISOString(), ConditionsNotBefore: now.toISOString(), ConditionsNotOnOrAfter: later.toISOString(),
        SubjectConfirmationDataNotOnOrAfter: later.toISOString(), StatusCode: statusCode.success, InResponseTo: request.extract.request.id,
        NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', NameID: user, attrUserMail: `${user}@school.example`,
        AuthnStatement: `<saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
        ...change,
      };
      const statement = values.AuthnStatement;
      const filled = SamlLib.replaceTagsByValue(template, { ...values, AuthnStatement: '@@' });
      return { id, context: filled.replace('@@', statement) };
    };
    const { context } = await theirs.createLoginResponse(ours, request, 'post', { email: '' }, { customTagReplacement: fill, encryptThenSign });
    return { SAMLResponse: context, RelayState: query.RelayState };
  };

  const claims = async browserEnd => {
    const { to, status, text } = browserEnd;
    if (!to) return { status, text: text.match(/<(?:h1|p)[^>]*>([^<]*(?:Invalid|error)[^<]*)</)?.[1] };
    const told = parameters(to);
    if (!told.code) return { error: told.error, description: told.error_description };
    const form = { grant_type: 'authorization_code', client_id: app, redirect_uri: callback, code: told.code };
    const answer = await fetch(`${endpoint}/d/${prefix}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    const { id_token: token } = await answer.json();
    const said = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
    return { username: said['cognito:username'], email: said.email, state: told.state };
  };

  const sent = async options => {
    const browser = new Browser(`/d/${prefix}`);
    const request = await begin(browser);
    return claims(await browser.go(request.answerAt, await respond(request, options)));
  };

  const whole = {};
  whole.address = made.IdentityProvider.ProviderDetails.SSORedirectBindingURI;
  whole.assertionSigned = await sent();
  whole.messageSigned = await sent({ sp: { wantAssertionsSigned: false, wantMessageSigned: true } });
  whole.bothSigned = await sent({ sp: { wantMessageSigned: true } });
  whole.another = await sent({ user: 'erin' });
  whole.otherAudience = await sent({ change: { Audience: 'urn:other' } });
  whole.failed = await sent({ change: { StatusCode: statusCode.responder ?? 'urn:oasis:names:tc:SAML:2.0:status:Responder' } });

  // What is altered on its way, sent twice, or brought by another browser.
  const browser = new Browser(`/d/${prefix}`);
  const request = await begin(browser);
  const good = await respond(request);
  const xml = Buffer.from(good.SAMLResponse, 'base64').toString();
  const altered = { ...good, SAMLResponse: Buffer.from(xml.replace('>dave<', '>eve<')).toString('base64') };
  whole.altered = await claims(await browser.go(request.answerAt, altered));
  whole.unknownState = await claims(await browser.go(request.answerAt, { ...good, RelayState: 'x' }));
  whole.otherBrowser = await claims(await new Browser(`/d/${prefix}`).go(request.answerAt, good));
  whole.replayed = await claims(await browser.go(request.answerAt, good));

  // Signing out goes by way of the provider.
  const leaving = new Browser(`/d/${prefix}`);
  const last = await begin(leaving);
  await leaving.go(last.answerAt, await respond(last));
  const away = await leaving.go(`/logout?${new URLSearchParams({ client_id: app, logout_uri: bye })}`);
  const [theirs, ours] = [provider(), us(last.answerAt)];
  const logout = await theirs.parseLogoutRequest(ours, 'redirect', { query: parameters(away.to), octetString: octets(away.to) });
  const farewell = theirs.createLogoutResponse(ours, logout, 'post', { relayState: parameters(away.to).RelayState });
  const unsigned = { SAMLResponse: Buffer.from(Buffer.from(farewell.context, 'base64').toString().replace(/<ds:Signature.*<\/ds:Signature>/s, '')).toString('base64') };
  const RelayState = parameters(away.to).RelayState;
  whole.unsignedFarewell = (await leaving.go('/saml2/logout', { ...unsigned, RelayState })).to;
  whole.left = (await leaving.go('/saml2/logout', { SAMLResponse: farewell.context, RelayState })).to;
  whole.signedOut = { name: logout.extract.nameID, session: logout.extract.sessionIndex };

  // Encrypted, for the certificate that the pool shows; in the clear no more.
  await admin.send(new sdk.UpdateIdentityProviderCommand({ ...named, ProviderDetails: { ...details, EncryptedResponses: 'true' } }));
  const { IdentityProvider } = await admin.send(new sdk.DescribeIdentityProviderCommand(named));
  const encrypted = { isAssertionEncrypted: true };
  const for_us = { encryptCert: IdentityProvider.ProviderDetails.ActiveEncryptionCertificate };
  whole.encrypted = await sent({ idp: encrypted, sp: for_us });
  whole.encryptedThenSigned = await sent({ idp: encrypted, sp: { ...for_us, wantMessageSigned: true }, encryptThenSign: true });
  whole.inTheClear = await sent();
  return whole;
});
