// A person's life on the sign-in pages in Chromium: signs up, confirms, is known again, signs out, signs in, forgets the password and resets it,
// sets up an authenticator app and is asked for it.
const { run } = require('./context.cjs');
const { nextCode } = require('./inbox.cjs');
const { lead } = require('./pages_person.cjs');
const { code: totp } = require('./totp.cjs');

const PASSWORDS = ['Correct-Horse-1', 'Another-Horse-2'];

async function life(person, cognito) {
  const { username, outbox, pool } = person.context;
  const address = `${username}@example.com`;
  const link = path => person.follow(path);
  const signIn = password => person.send({ signInFormUsername: username, signInFormPassword: password });

  await person.authorize();
  await person.at('/login');
  await link('/signup');
  await person.at('/signup');
  await person.send({ signInFormUsername: username, 'attribute-email': address, signInFormPassword: PASSWORDS[0] });
  await person.at('/confirm');
  await person.send({ verification_code: await nextCode(outbox, address, 0) });
  await person.at('/login');
  await signIn('Wrong-Horse-0');
  await person.at('/login');
  const refused = await person.page.evaluate('document.querySelector("[role=alert]").textContent.trim().length > 0');
  await signIn(PASSWORDS[0]);
  const first = await person.tokens();
  await person.authorize();
  const known = await person.tokens();

  await person.page.ask('Page.navigate', { url: `${person.context.domain}/logout?client_id=${person.client}&logout_uri=${encodeURIComponent(person.callback)}` });
  await person.page.until(`location.href.startsWith('${person.callback}')`);
  await person.authorize();
  await person.at('/login');
  await link('/forgotPassword');
  await person.at('/forgotPassword');
  await person.send({ signInFormUsername: username });
  await person.at('/confirmforgotPassword');
  await person.send({ verification_code: await nextCode(outbox, address, 1), signInFormPassword: PASSWORDS[1] });
  await person.at('/login');
  await signIn(PASSWORDS[1]);
  await person.tokens();

  await cognito.setUserPoolMfaConfig({ UserPoolId: pool, MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } });
  await person.authorize({ prompt: 'login' });
  await person.at('/login');
  await signIn(PASSWORDS[1]);
  await person.at('/challenge');
  const choice = await person.page.evaluate('Boolean(document.querySelector("[value=SOFTWARE_TOKEN_MFA]"))');
  if (choice) {
    await person.send({}, '[value=SOFTWARE_TOKEN_MFA]');
    await person.at('/challenge');
  }
  const secret = await person.page.evaluate('document.querySelector(".key code").textContent.replaceAll(" ", "")');
  await person.send({ verification_code: totp(secret) });
  await person.tokens();
  await person.authorize({ prompt: 'login' });
  await person.at('/login');
  await signIn(PASSWORDS[1]);
  await person.at('/challenge');
  await person.send({ verification_code: totp(secret, 1) });
  const last = await person.tokens();
  await cognito.setUserPoolMfaConfig({ UserPoolId: pool, MfaConfiguration: 'OFF' });
  return { refused, username: first['cognito:username'], known: known.auth_time === first.auth_time, later: last.auth_time > first.auth_time };
}

run(context => lead(context, {}, life));
