//! `SELECT_CHALLENGE`, `PASSWORD`, `PASSWORD_SRP`: the user chooses the first factor.

use std::collections::BTreeSet;

use domain::user_pools::sign_in::{AskedSecret, Challenge, FirstFactor};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        sign_in::{Question, Step, call::Call},
    },
};

impl UserPools {
    pub(super) fn ask_choice(&self, mut call: Call<'_>, offered: BTreeSet<FirstFactor>) -> Answer<Step> {
        let client = call.client;
        let challenge = Challenge::SelectChallenge(offered.clone());
        self.set_asked(client, &mut call.ceremony, challenge, AskedSecret::None);
        Ok(Step::Challenge(Question::SelectChallenge {
            username: call.subject.username,
            offered,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }

    /// Asks for the password, or for the client's public number.
    pub(super) fn ask_password(&self, mut call: Call<'_>, challenge: Challenge) -> Answer<Step> {
        let client = call.client;
        let by_srp = challenge == Challenge::PasswordSrp;
        self.set_asked(client, &mut call.ceremony, challenge, AskedSecret::None);
        Ok(Step::Challenge(Question::Password {
            username: call.subject.username,
            by_srp,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }
}
