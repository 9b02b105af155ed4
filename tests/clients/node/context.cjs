// What every script here shares: a JSON context file in, one line of JSON out, exit code 1 on a failure.
// Where the server is comes by the environment: AWS_ENDPOINT_URL.
const fs = require('node:fs');
const { webcrypto } = require('node:crypto');

// What browser libraries expect as globals, and Node 18 has not yet.
globalThis.crypto ??= webcrypto;
globalThis.navigator ??= { userAgent: `Node ${process.version}` };

const context = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const endpoint = process.env.AWS_ENDPOINT_URL;

// The storage interface of the browser libraries, in memory.
class Memory {
  items = new Map();
  setItem(key, value) { this.items.set(key, value); }
  getItem(key) { return this.items.get(key) ?? null; }
  removeItem(key) { this.items.delete(key); }
  clear() { this.items.clear(); }
}

// Runs the script and ends the process: some of these libraries leave timers behind.
async function run(script) {
  try {
    process.stdout.write(JSON.stringify(await script(context)) + '\n', () => process.exit(0));
  } catch (error) {
    const failed = `${error.name ?? error.code}: ${error.message}`;
    process.stdout.write(JSON.stringify({ failed }) + '\n', () => process.exit(1));
  }
}

module.exports = { endpoint, Memory, run };
