//! The record of a web identity token that is issued (`GetOpenIdToken`).

use crate::{
    Command, Decision, Moment, Timestamp,
    identity_pools::identity::{Identity, TokenIssued},
};

/// Records that a token goes out. Who may have it was decided before ([`Identity::admit`]).
pub struct IssueToken {
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl Command for IssueToken {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        match identity.active() {
            Ok(_) => {
                Decision::accept([TokenIssued { expires_at: self.expires_at, at: moment.now }.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity_pools::identity::{
            Refusal,
            commands::cases::{created, merged},
        },
        scenario::given,
    };

    #[test]
    fn a_token_is_recorded_and_goes_only_to_an_identity_in_use() {
        let expires_at = Timestamp::from_seconds(600);
        let issued = TokenIssued { expires_at, at: Timestamp::from_ms(2) };
        given([created([])]).when_at(2, IssueToken { expires_at }).then([issued.into()], Ok(()));
        given([created([]), merged("b")])
            .when(IssueToken { expires_at })
            .then([], Err(Refusal::Merged { into: "b".into() }));
    }
}
