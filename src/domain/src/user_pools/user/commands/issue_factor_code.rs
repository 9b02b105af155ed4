//! A code of a factor is sent to one of the user's addresses, or to one that a sign-in sets up.

use crate::{
    Command, Decision, Moment, Personal, Timestamp,
    user_pools::{
        sign_in::CodeUse,
        user::{FactorCodeIssued, ForFunction, Refusal, User, code::ISSUED_MAX},
    },
    values::contact::Contact,
};

/// Issues it. As many as are issued within an hour, none is issued beyond a limit for each kind of address.
pub struct IssueFactorCode {
    /// What for.
    pub code_use: CodeUse,
    /// What the code is derived from.
    pub nonce: String,
    /// By what it is sent.
    pub contact: Contact,
    /// Where it is sent.
    pub destination: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// For which client.
    pub client_id: String,
    /// What functions for messages are told, where the pool has any.
    pub for_function: Option<ForFunction>,
}

impl IssueFactorCode {
    /// The fact.
    pub fn issued(&self, moment: &Moment) -> FactorCodeIssued {
        FactorCodeIssued {
            code_use: self.code_use,
            nonce: self.nonce.clone(),
            contact: self.contact,
            destination: Personal::Known(self.destination.clone()),
            expires_at: self.expires_at,
            client_id: self.client_id.clone(),
            for_function: self.for_function.clone(),
            at: moment.now,
        }
    }
}

impl Command for IssueFactorCode {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let factors = match user.profile().and_then(|profile| profile.must_be_enabled().map(|()| profile)) {
            Ok(profile) => &profile.factors,
            Err(refusal) => return Decision::refuse(refusal),
        };
        if factors.issued_lately(self.contact, moment.now) >= ISSUED_MAX {
            return Decision::refuse(Refusal::LimitExceeded);
        }
        Decision::accept([self.issued(moment).into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::{given, moment_at},
        user_pools::user::{Disabled, UserEvent, commands::samples::signed_up},
    };

    fn issue(contact: Contact) -> IssueFactorCode {
        IssueFactorCode {
            code_use: CodeUse::Second,
            nonce: "00".repeat(16),
            contact,
            destination: "ada@example.com".to_owned(),
            expires_at: Timestamp::from_seconds(180),
            client_id: "web".to_owned(),
            for_function: None,
        }
    }

    fn issued(contact: Contact, at: Timestamp) -> UserEvent {
        issue(contact).issued(&moment_at(at.ms())).into()
    }

    #[test]
    fn a_user_who_is_switched_off_is_sent_none() {
        let past: [UserEvent; 2] =
            [signed_up().into(), Disabled { epoch: 1, at: Timestamp::from_ms(0) }.into()];
        given::<User>(past).when(issue(Contact::Email)).then([], Err(Refusal::Disabled));
    }

    #[test]
    fn five_codes_an_hour_are_sent_to_each_kind_of_address() {
        let at = Timestamp::from_ms(0);
        let mut past: Vec<UserEvent> = vec![signed_up().into()];
        for _ in 0..5 {
            let next = issued(Contact::Email, at);
            given::<User>(past.clone()).when(issue(Contact::Email)).then([next.clone()], Ok(()));
            past.push(next);
        }
        given::<User>(past.clone()).when(issue(Contact::Email)).then([], Err(Refusal::LimitExceeded));
        given::<User>(past.clone()).when(issue(Contact::Phone)).then([issued(Contact::Phone, at)], Ok(()));
        let user = given::<User>(past).state();
        assert_eq!(
            issue(Contact::Email).decide(&user, &moment_at(3_600_000)).events.len(),
            1,
            "an hour later"
        );
    }
}
