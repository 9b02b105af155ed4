// Debian's Chromium without a window, asked by the DevTools protocol over two pipes.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const PROGRAMS = ['chromium-headless-shell', 'chromium', 'google-chrome'];
const PATIENCE_MS = 60_000;

// The browser's program, if one is installed.
const program = () => (process.env.PATH ?? '').split(':')
  .flatMap(folder => PROGRAMS.map(name => path.join(folder, name)))
  .find(file => fs.existsSync(file));

class Chromium {
  #waiting = new Map();
  #expecting = [];
  #last = 0;

  constructor(more = []) {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'chromium-'));
    // Root has no sandbox, and containers have little shared memory.
    const flags = ['--headless', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe'];
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'];
    this.process = spawn(program(), [...flags, ...more, `--user-data-dir=${this.profile}`, 'about:blank'], { stdio });
    let rest = '';
    this.process.stdio[4].setEncoding('utf8').on('data', data => {
      const messages = (rest + data).split('\0');
      rest = messages.pop();
      messages.map(message => JSON.parse(message)).forEach(message => this.#told(message));
    });
  }

  #told({ id, error, result, method, sessionId }) {
    if (method) {
      const expected = one => one.method === method && one.sessionId === sessionId;
      this.#expecting.filter(expected).forEach(one => one.yes());
      this.#expecting = this.#expecting.filter(one => !expected(one));
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    error ? waiting?.no(new Error(error.message)) : waiting?.yes(result);
  }

  // One call of the DevTools protocol, to the browser or to a page of it.
  ask(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((yes, no) => {
      this.#waiting.set(id, { yes, no });
      setTimeout(() => no(new Error(`${method} was not answered`)), PATIENCE_MS).unref();
    });
  }

  // Settles when a page next tells of an event.
  next(method, sessionId) {
    return new Promise((yes, no) => {
      this.#expecting.push({ method, sessionId, yes });
      setTimeout(() => no(new Error(`${method} did not happen`)), PATIENCE_MS).unref();
    });
  }

  // Opens a page; gives the calls to it.
  async open(url) {
    const { targetId } = await this.ask('Target.createTarget', { url });
    const { sessionId } = await this.ask('Target.attachToTarget', { targetId, flatten: true });
    return new Page((method, params) => this.ask(method, params, sessionId), method => this.next(method, sessionId));
  }

  async close() {
    const ended = new Promise(done => this.process.once('exit', done));
    await this.ask('Browser.close');
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

class Page {
  constructor(ask, next) {
    this.ask = ask;
    this.next = next;
  }

  // Goes to an address, and waits until the page there is loaded with all that belongs to it. `Page.enable` comes first.
  async show(url) {
    const [{ errorText }] = await Promise.all([this.ask('Page.navigate', { url }), this.next('Page.loadEventFired')]);
    if (errorText) throw new Error(`${url}: ${errorText}`);
  }

  // A security key inside the device, which always finds its person present and verified.
  async addAuthenticator() {
    await this.ask('WebAuthn.enable');
    const options = {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    };
    const { authenticatorId } = await this.ask('WebAuthn.addVirtualAuthenticator', { options });
    return authenticatorId;
  }

  // The value of an expression in the page, once it is settled.
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // Waits until an expression holds in the page: a navigation may be under way.
  async until(expression) {
    for (const deadline = Date.now() + PATIENCE_MS; !(await this.evaluate(expression).catch(() => false));) {
      if (Date.now() > deadline) throw new Error(`${expression} does not hold`);
      await new Promise(done => setTimeout(done, 50));
    }
  }
}

module.exports = { Chromium };
