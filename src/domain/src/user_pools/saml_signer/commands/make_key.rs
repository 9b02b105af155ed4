//! A pool gets the key that signs its SAML messages.

use crate::{
    Command, Decision, Moment, Secret,
    user_pools::saml_signer::{KeyMade, Refusal, SamlSigner},
};

/// Gives the signer its key. Of two requests that make one at the same time, one is refused and uses the other's.
pub struct MakeKey {
    /// X.509, DER, standard base64.
    pub certificate: String,
    /// PKCS #8, DER, standard base64.
    pub private: Secret<String>,
}

impl Command for MakeKey {
    type Aggregate = SamlSigner;
    type Reply = ();

    fn decide(&self, signer: &SamlSigner, moment: &Moment) -> Decision<Self> {
        if *signer != SamlSigner::Absent {
            return Decision::refuse(Refusal::AlreadyMade);
        }
        let (certificate, private) = (self.certificate.clone(), self.private.clone());
        Decision::accept([KeyMade { certificate, private, at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given};

    fn make(certificate: &str) -> MakeKey {
        MakeKey { certificate: certificate.into(), private: Secret::Known("key".into()) }
    }

    fn made(certificate: &str) -> KeyMade {
        let private = Secret::Known("key".into());
        KeyMade { certificate: certificate.into(), private, at: Timestamp::default() }
    }

    #[test]
    fn the_first_key_stays() {
        given([]).when(make("one")).then([made("one").into()], Ok(()));
        given([made("one").into()]).when(make("two")).then([], Err(Refusal::AlreadyMade));
        assert_eq!(given::<SamlSigner>([made("one").into()]).state(), SamlSigner::Ready(made("one")));
    }
}
