//! The first start gives the issuer its key.

use crate::{
    Command, Decision, Moment, Secret,
    account::issuer::{Issuer, KeysMade, Refusal},
};

/// Gives the issuer its key pair. Of two nodes that start at the same time, one is refused and uses the other's.
pub struct MakeKeys {
    /// The key's id.
    pub kid: String,
    /// Modulus, base64url.
    pub n: String,
    /// Public exponent, base64url.
    pub e: String,
    /// The private key as text.
    pub private: Secret<String>,
}

impl Command for MakeKeys {
    type Aggregate = Issuer;
    type Reply = ();

    fn decide(&self, issuer: &Issuer, moment: &Moment) -> Decision<Self> {
        match issuer {
            Issuer::Ready(_) => Decision::refuse(Refusal::AlreadyMade),
            Issuer::Absent => {
                let keys = KeysMade {
                    kid: self.kid.clone(),
                    n: self.n.clone(),
                    e: self.e.clone(),
                    private: self.private.clone(),
                    at: moment.now,
                };
                Decision::accept([keys.into()], ())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given};

    fn make(kid: &str) -> MakeKeys {
        MakeKeys { kid: kid.into(), n: "n".into(), e: "AQAB".into(), private: Secret::Known("pem".into()) }
    }

    fn made(kid: &str) -> KeysMade {
        KeysMade {
            kid: kid.into(),
            n: "n".into(),
            e: "AQAB".into(),
            private: Secret::Known("pem".into()),
            at: Timestamp::default(),
        }
    }

    #[test]
    fn the_first_key_stays() {
        given([]).when(make("us-east-11")).then([made("us-east-11").into()], Ok(()));
        given([made("us-east-11").into()]).when(make("us-east-12")).then([], Err(Refusal::AlreadyMade));
        let state = given::<Issuer>([made("us-east-11").into()]).state();
        assert_eq!(state, Issuer::Ready(made("us-east-11")));
    }
}
