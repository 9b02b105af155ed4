//! The record of credentials that are handed out.

use crate::{
    Command, Decision, Moment, Timestamp,
    identity_pools::identity::{CredentialsVended, Flow, Identity},
};

/// Records that temporary credentials go out. Who may have them was decided before ([`Identity::admit`], the role's trust policy).
pub struct Vend {
    /// The role that was assumed.
    pub role_arn: String,
    /// `ASIA...`
    pub access_key_id: String,
    /// Until when they are good.
    pub expires_at: Timestamp,
    /// By which flow.
    pub flow: Flow,
}

impl Command for Vend {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = identity.active() {
            return Decision::refuse(refusal);
        }
        let vended = CredentialsVended {
            role_arn: self.role_arn.clone(),
            access_key_id: self.access_key_id.clone(),
            expires_at: self.expires_at,
            flow: self.flow,
            at: moment.now,
        };
        Decision::accept([vended.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity_pools::identity::{
            Refusal,
            commands::cases::{created, deleted, merged},
        },
        scenario::given,
    };

    fn vend() -> Vend {
        Vend {
            role_arn: "arn:aws:iam::123456789012:role/Guest".into(),
            access_key_id: "ASIAEXAMPLE".into(),
            expires_at: Timestamp::from_seconds(3600),
            flow: Flow::Enhanced,
        }
    }

    #[test]
    fn every_vending_is_recorded() {
        let vended = CredentialsVended {
            role_arn: "arn:aws:iam::123456789012:role/Guest".into(),
            access_key_id: "ASIAEXAMPLE".into(),
            expires_at: Timestamp::from_seconds(3600),
            flow: Flow::Enhanced,
            at: Timestamp::from_ms(1),
        };
        given([created([])]).when_at(1, vend()).then([vended.into()], Ok(()));
    }

    #[test]
    fn an_identity_that_is_disabled_or_gone_gets_no_credentials() {
        given([]).when(vend()).then([], Err(Refusal::NotFound));
        given([created([]), deleted()]).when(vend()).then([], Err(Refusal::NotFound));
        given([created([]), merged("b")]).when(vend()).then([], Err(Refusal::Merged { into: "b".into() }));
    }
}
