// Reads the development outbox as a person reads her mail.
const fs = require('node:fs');
const path = require('node:path');

const PATIENCE_MS = 20_000;

const pause = ms => new Promise(done => setTimeout(done, ms));

// All mails to the address, oldest first. The first mail of a server makes the folder.
function mails(outbox, address) {
  if (!fs.existsSync(outbox)) return [];
  const files = fs.readdirSync(outbox).filter(name => name.endsWith('.eml')).sort();
  const read = files.map(name => fs.readFileSync(path.join(outbox, name), 'utf8'));
  return read.filter(mail => mail.split('\r\n').includes(`To: ${address}`));
}

// Waits until there are more than `known` mails to the address; gives the code of the newest.
async function nextCode(outbox, address, known) {
  for (const deadline = Date.now() + PATIENCE_MS; mails(outbox, address).length <= known; await pause(50)) {
    if (Date.now() > deadline) throw new Error(`mail ${known + 1} did not come`);
  }
  const [, body] = mails(outbox, address).at(-1).split(/\r\n\r\n(.*)/s);
  return body.match(/\b\d{6,8}\b/)[0];
}

module.exports = { nextCode };
