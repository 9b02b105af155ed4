// What functions that send messages (CustomEmailSender, CustomSMSSender) do to read a code, as AWS's documentation shows it, but for the key,
// which the operator has given to both sides.
const { buildClient, CommitmentPolicy, RawAesKeyringNode, RawAesWrappingSuiteIdentifier } = require('@aws-crypto/client-node');

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

// Reads codes that are encrypted with a key, by its ARN and 64 hex digits.
function reader(keyName, key) {
  const keyring = new RawAesKeyringNode({
    keyName,
    keyNamespace: 'recognito',
    unencryptedMasterKey: Uint8Array.from(Buffer.from(key, 'hex')),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  return async code => {
    const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(code, 'base64'));
    return { plaintext: plaintext.toString('utf8'), context: messageHeader.encryptionContext };
  };
}

module.exports = { reader };
