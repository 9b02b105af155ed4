// A function that sends codes (CustomEmailSender, CustomSMSSender) as AWS's documentation writes one, but for its key, which the operator has
// given to both sides. Prints the code of a message, and the encryption context.
const { buildClient, CommitmentPolicy, RawAesKeyringNode, RawAesWrappingSuiteIdentifier } = require('@aws-crypto/client-node');
const { readFileSync } = require('node:fs');

const { keyName, key, code } = JSON.parse(readFileSync(0, 'utf8'));
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const keyring = new RawAesKeyringNode({
  keyName,
  keyNamespace: 'recognito',
  unencryptedMasterKey: Uint8Array.from(Buffer.from(key, 'hex')),
  wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
});

decrypt(keyring, Buffer.from(code, 'base64')).then(({ plaintext, messageHeader }) => {
  console.log(JSON.stringify({ plaintext: plaintext.toString('utf8'), context: messageHeader.encryptionContext }));
});
