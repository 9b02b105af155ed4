// Prints the code of a message for a function that sends it, and the encryption context.
const { readFileSync } = require('node:fs');
const { reader } = require('./sender_code.cjs');

const { keyName, key, code } = JSON.parse(readFileSync(0, 'utf8'));
reader(keyName, key)(code).then(read => console.log(JSON.stringify(read)));
