// The sample pages in Chromium, as the service sends them. The context has `folder`, where the samples lie, and either a `look`: what
// axe-core and the pages' own policy say of each of its pages, and how each looks, as screenshots in `pictures`; or none: what the pages'
// script does.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const axe = require('axe-core');
const { Chromium } = require('./chromium.cjs');
const { run } = require('./context.cjs');

const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml', png: 'image/png' };
// The schemes that each look has.
const LOOKS = { plain: ['light', 'dark'], classic: ['light'], managed: ['light', 'dark'] };
const SCREENS = { desktop: [1280, 860], phone: [390, 780] };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// The narrowest screen that a page must fit without scrolling sideways (WCAG 1.4.10).
const NARROW_PX = 320;

// Serves the samples with the service's headers. What a form sends is kept.
async function serve(folder, sent) {
  const headers = JSON.parse(fs.readFileSync(path.join(folder, 'headers.json'), 'utf8'));
  const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
      let body = '';
      request.on('data', data => { body += data; }).on('end', () => {
        sent.push({ path: request.url.split('?')[0], fields: Object.fromEntries(new URLSearchParams(body)) });
        response.setHeader('Content-Type', TYPES.html).end('<!doctype html><title>sent</title>');
      });
      return;
    }
    // A page that goes on to a provider by itself stays, to be looked at.
    if (request.url.startsWith('/oauth2/authorize')) return response.writeHead(204).end();
    const file = path.join(folder, path.normalize(request.url.split('?')[0]));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    const isPage = file.endsWith('.html');
    for (const [name, value] of isPage ? headers.page : headers.file) response.setHeader(name, value);
    if (isPage) response.setHeader('Content-Security-Policy', headers.policy);
    response.setHeader('Content-Type', TYPES[file.split('.').pop()]).end(fs.readFileSync(file));
  });
  await new Promise(done => server.listen(0, 'localhost', done));
  return `http://localhost:${server.address().port}`;
}

const screen = (page, [width, height]) =>
  page.ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });

const scheme = (page, value) =>
  page.ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }, { name: 'prefers-reduced-motion', value: 'reduce' }] });

// What axe-core finds wrong with the page that is shown.
async function barriers(page) {
  await page.evaluate(axe.source);
  const options = { runOnly: RULES, resultTypes: ['violations'] };
  return page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.map(one => one.id + ': ' + one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')))`);
}

async function picture(page, file) {
  const { cssContentSize: { width, height } } = await page.ask('Page.getLayoutMetrics');
  const clip = { x: 0, y: 0, width, height, scale: 1 };
  const { data } = await page.ask('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
  fs.writeFileSync(file, Buffer.from(data, 'base64'));
}

// Looks at one page, loaded once: on every screen, and by axe-core, which takes its time, on the last of them. That is narrow, and so the
// harder one.
async function lookAt(page, url, pictures) {
  await screen(page, SCREENS.desktop);
  await page.show(url);
  for (const [device, size] of Object.entries(SCREENS)) {
    await screen(page, size);
    await picture(page, pictures(device));
  }
  const violated = await page.evaluate('violations');
  const found = await barriers(page);
  await screen(page, [NARROW_PX, 640]);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  const wide = width > NARROW_PX ? [`it is ${width} px wide`] : [];
  return [...violated.map(what => `policy: ${what}`), ...found, ...wide];
}

// Looks at every sample of a look in its schemes.
async function lookAtAll(page, origin, { folder, pictures, look }) {
  const wrong = [];
  let seen = 0;
  for (const sample of fs.readdirSync(path.join(folder, look)).sort()) {
    for (const shown of LOOKS[look]) {
      await scheme(page, shown);
      const title = device => `${look}-${path.parse(sample).name}-${device}-${shown}`;
      const faults = await lookAt(page, `${origin}/${look}/${sample}`, device => path.join(pictures, `${title(device)}.png`));
      wrong.push(...faults.map(fault => `${look}/${sample}, ${shown}: ${fault}`));
      seen += Object.keys(SCREENS).length;
    }
  }
  return { seen, wrong };
}

// What the script does for a password: it can be looked at, and is told from what the policy wants.
async function password(page, origin) {
  await page.show(`${origin}/plain/sign_up.html`);
  const type = 'document.getElementById("signInFormPassword").type';
  const before = await page.evaluate(type);
  await page.evaluate('document.querySelector(".reveal").click()');
  const shown = await page.evaluate(type);
  await page.evaluate(`{ const input = document.getElementById("signInFormPassword"); input.value = "Abc 1"; input.dispatchEvent(new Event("input")); }`);
  const kept = await page.evaluate('[...document.querySelectorAll(".rule-kept")].map(rule => rule.id)');
  return { before, shown, kept };
}

// A passkey that the pages' script makes, and signs in with.
async function passkey(page, origin, sent) {
  const authenticatorId = await page.addAuthenticator();
  const answers = [];
  for (const sample of ['add_passkey', 'use_passkey']) {
    await page.show(`${origin}/managed/${sample}.html`);
    await page.evaluate('document.querySelector("[data-passkey] button").click()');
    await page.until('document.title === "sent"');
    const { path: to, fields } = sent.pop();
    const { type, response } = JSON.parse(fields.credential);
    answers.push({ to, state: fields.state, type, parts: Object.keys(response).sort() });
  }
  await page.ask('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  return answers;
}

// Without script, what needs it is not shown, and forms are sent all the same.
async function withoutScript(page, origin, sent) {
  await page.ask('Emulation.setScriptExecutionDisabled', { value: true });
  await page.show(`${origin}/plain/sign_in.html`);
  await page.ask('DOM.enable');
  const find = async selector => {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; await new Promise(done => setTimeout(done, 50))) {
      const { root } = await page.ask('DOM.getDocument');
      const { nodeId } = await page.ask('DOM.querySelector', { nodeId: root.nodeId, selector });
      if (nodeId) return nodeId;
    }
    throw new Error(`${selector} is not there`);
  };
  const isShown = async selector => page.ask('DOM.getBoxModel', { nodeId: await find(selector) }).then(() => true, () => false);
  const shown = { reveal: await isShown('.reveal'), passkey: await isShown('[data-passkey] button') };
  await page.ask('DOM.focus', { nodeId: await find('#signInFormPassword') });
  await page.ask('Input.insertText', { text: 'Passw0rd!' });
  for (const type of ['keyDown', 'keyUp']) {
    await page.ask('Input.dispatchKeyEvent', { type, key: 'Enter', code: 'Enter', text: type === 'keyDown' ? '\r' : undefined, windowsVirtualKeyCode: 13 });
  }
  for (const deadline = Date.now() + 10_000; sent.length === 0 && Date.now() < deadline;) await new Promise(done => setTimeout(done, 50));
  return { shown, sent: sent.pop() };
}

run(async context => {
  const sent = [];
  const origin = await serve(context.folder, sent);
  const browser = new Chromium();
  try {
    const page = await browser.open('about:blank');
    await page.ask('Page.enable');
    await page.ask('Emulation.setScrollbarsHidden', { hidden: true });
    const source = 'window.violations = []; document.addEventListener("securitypolicyviolation", event => violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile));';
    await page.ask('Page.addScriptToEvaluateOnNewDocument', { source });
    if (context.look) return await lookAtAll(page, origin, context);
    return {
      password: await password(page, origin),
      passkey: await passkey(page, origin, sent),
      withoutScript: await withoutScript(page, origin, sent),
    };
  } finally {
    await browser.close();
  }
});
