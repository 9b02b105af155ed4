//! The time, caller and origin of a request: read once when it arrives, and the metadata of every event it causes.

use serde::{Deserialize, Serialize};

use crate::Personal;

/// A point in time: milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// From seconds since the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Seconds with fraction, as AWS protocols write time.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of our millennia fit the 52 bits")]
    pub fn as_epoch_seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Later by so many seconds; stays at the end of time rather than wrapping.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
}

/// What is known of a request before it is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// When the request came in.
    pub now: Timestamp,
    /// The caller, as text without personal data: `anonymous`, `user us-east-1_X/<sub>`, the ARN of an access key's owner, the ARN of an
    /// assumed role without its session's name, `system <part>`.
    pub principal: String,
    /// The request id in the caller's answer.
    pub request_id: String,
    /// The operation, `cognito-idp:SignUp`.
    pub operation: String,
    /// The region that a signed call is signed for, `eu-west-1`. Empty for a call that is not signed (its pool's id begins with the
    /// region), and in events written before it was kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub region: String,
    /// The caller's address as text; empty when there is none.
    pub source_ip: Personal<String>,
    /// What the caller's software calls itself; empty when it says nothing.
    pub user_agent: Personal<String>,
    /// The key that signed the call. All of it empty for a call that is not signed, and in events written before it was kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub signer: Signer,
    /// How the request came in, for policies that ask. No event records it.
    #[serde(skip)]
    pub transport: Transport,
}

/// What a request's connection and headers say that only policies ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// Whether it came over TLS.
    pub is_secure: bool,
    /// The `Referer` header.
    pub referer: Option<String>,
}

/// The key that signed a call, and its owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The id of the access key: `AKIA...`, `ASIA...`, or what the operator chose. Leads from temporary credentials to the event of their
    /// vending, which no forgotten session name or identity takes away.
    pub access_key_id: String,
    /// ARN of the key's owner: a user, or the role that temporary credentials are of.
    pub owner: String,
    /// The name of the assumed role's session, which its caller chose; empty for a key that is no session's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub session_name: Personal<String>,
    /// The holder that temporary credentials were given to: `identity <identity id>`, or a user's ARN; empty for any other key.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_behalf_of: Personal<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Moment {
    /// A moment of the service's own making (background work, first start).
    pub fn system(part: &str, now: Timestamp, request_id: impl Into<String>) -> Self {
        Self {
            now,
            principal: format!("system {part}"),
            request_id: request_id.into(),
            operation: format!("system:{part}"),
            region: String::new(),
            source_ip: Personal::default(),
            user_agent: Personal::default(),
            signer: Signer::default(),
            transport: Transport::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written_before() -> serde_json::Value {
        json!({ "now": 1, "principal": "anonymous", "request_id": "r", "operation": "cognito-idp:SignUp",
            "source_ip": { "$personal": "127.0.0.1" }, "user_agent": { "$personal": "" } })
    }

    #[test]
    fn a_moment_that_was_written_before_regions_and_signers_reads_and_is_written_as_it_was() {
        let moment: Moment = serde_json::from_value(written_before()).unwrap();
        assert_eq!((&*moment.region, &moment.signer), ("", &Signer::default()));
        assert_eq!(serde_json::to_value(&moment).unwrap(), written_before());
    }

    #[test]
    fn what_tells_about_the_person_who_signed_is_marked_and_the_key_is_not() {
        let signer = Signer {
            access_key_id: "ASIA1".to_owned(),
            owner: "arn:aws:iam::123456789012:role/app".to_owned(),
            session_name: Personal::Known("ada".to_owned()),
            on_behalf_of: Personal::Known("identity us-east-1:i".to_owned()),
        };
        let moment = Moment {
            signer,
            region: "eu-west-1".to_owned(),
            ..Moment::system("t", Timestamp::from_ms(0), "r")
        };
        let written = serde_json::to_value(&moment).unwrap();
        assert_eq!(written["region"], "eu-west-1");
        assert_eq!(
            written["signer"],
            json!({ "access_key_id": "ASIA1", "owner": "arn:aws:iam::123456789012:role/app",
                "session_name": { "$personal": "ada" }, "on_behalf_of": { "$personal": "identity us-east-1:i" } })
        );
        assert_eq!(serde_json::from_value::<Moment>(written).unwrap(), moment);
    }

    #[test]
    fn a_signer_whose_person_is_forgotten_reads_as_forgotten() {
        let mut written = written_before();
        written["signer"] =
            json!({ "access_key_id": "ASIA1", "owner": "o", "on_behalf_of": { "$forgotten": null } });
        let moment: Moment = serde_json::from_value(written).unwrap();
        assert_eq!(moment.signer.on_behalf_of, Personal::Forgotten);
        assert_eq!(moment.signer.session_name, Personal::default());
    }
}
