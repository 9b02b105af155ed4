//! `SELECT_CHALLENGE`, `PASSWORD`, `PASSWORD_SRP`: the user chooses the first factor.

use std::collections::BTreeSet;

use domain::user_pools::sign_in::{AskedSecret, Challenge, FirstFactor};

use crate::{
    Answer, Fault,
    user_pools::{
        UserPools,
        sign_in::{Content, Question, Step, call::Call, values::Brought},
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

/// Refuses an answer to `SELECT_CHALLENGE` that was not offered.
pub(in super::super) fn check_offered(call: &Call<'_>, brought: &Brought) -> Answer<()> {
    let Brought::Content(Content::SelectChallenge { first, .. }) = brought else { return Ok(()) };
    let first = first.as_ref().map_err(Clone::clone)?;
    let asked = call.ceremony.asked.as_ref().map(|asked| &asked.challenge);
    let is_offered =
        |first| matches!(asked, Some(Challenge::SelectChallenge(offered)) if offered.contains(&first));
    if first.is_some_and(is_offered) {
        return Ok(());
    }
    Err(Fault::invalid("The challenge in ANSWER is not available"))
}
