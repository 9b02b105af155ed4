//! `SELECT_MFA_TYPE`: one of several second factors is chosen.

use std::collections::BTreeSet;

use domain::user_pools::sign_in::{AskedSecret, Challenge, SecondFactor};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        sign_in::{Question, Step, call::Call},
    },
};

impl UserPools {
    pub(super) fn ask_mfa_type(&self, mut call: Call<'_>, offered: BTreeSet<SecondFactor>) -> Answer<Step> {
        let client = call.client;
        let challenge = Challenge::SelectMfaType(offered.clone());
        self.set_asked(client, &mut call.ceremony, challenge, AskedSecret::None);
        Ok(Step::Challenge(Question::SelectMfaType {
            username: call.subject.username,
            offered,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }
}
