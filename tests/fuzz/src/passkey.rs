//! What browsers and authenticators give for passkeys: client data, an attestation (or what an authenticator says for a sign-in), a
//! signature. What is accepted for one relying party is accepted for no other, and nobody signs in without the key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::webauthn::{Assertion, Attestation};

use crate::input::parts;

const HOST: &str = "example.com";
/// The challenge of the seeds.
const CHALLENGE: &str = "Zm9v";
/// A public key whose private half is nowhere.
const KEY: &str =
    "pQECAyYgASFYIPWLalDzyxIDmAADvfK8iNM5To50kh7TyPH-teEz8RMdIlgg3D7bPIWQJ8z-WFn3zdYZzJw9c7mhPdmflQqD9vV7efA";

pub(crate) fn run(data: &[u8]) {
    let [client_data, said, signature] = parts(data);
    let attestation = Attestation { client_data, object: said };
    let made = attestation.verify(HOST, false);
    assert!(made.is_ok() || attestation.verify(HOST, true).is_err());
    assert!(made.is_err() || attestation.verify("example.org", false).is_err());
    let assertion = Assertion { client_data, authenticator_data: said, signature };
    let proves = |key: &[u8]| assertion.verify(HOST, CHALLENGE, key).is_ok();
    let key = URL_SAFE_NO_PAD.decode(KEY).expect("a key in base64url");
    assert!(!proves(&key) && !proves(signature));
    if let Ok(credential) = made {
        assert!(!credential.id.is_empty() && !proves(&credential.public_key));
    }
}
