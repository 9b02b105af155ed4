//! `SOFTWARE_TOKEN_MFA`: a code of the user's authenticator app.

use domain::user_pools::{
    sign_in::{AskedSecret, Challenge, Refused},
    user::{Authenticator, commands::Proof},
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        factors::checked,
        sign_in::{Question, Step, call::Call},
    },
};

impl UserPools {
    pub(super) fn ask_software_token(&self, mut call: Call<'_>) -> Answer<Step> {
        let client = call.client;
        self.set_asked(client, &mut call.ceremony, Challenge::SoftwareToken, AskedSecret::None);
        let device_name = authenticator(&call).and_then(|app| app.device_name.known()).cloned();
        Ok(Step::Challenge(Question::SoftwareToken {
            username: call.subject.username,
            device_name: device_name.filter(|name| !name.is_empty()),
            session: self.seal_session(client, call.ceremony)?,
        }))
    }
}

/// A code, checked against the secret of the user's app.
pub(super) fn check_software_token(call: &Call<'_>, code: &Answer<String>) -> Answer<Proof> {
    let code = code.as_ref().map_err(Clone::clone)?;
    let app = authenticator(call).ok_or(Refused::Outdated)?;
    Ok(Proof::SoftwareToken(checked(&app.secret, code, call.moment.now)))
}

fn authenticator<'a>(call: &'a Call<'_>) -> Option<&'a Authenticator> {
    call.subject.profile()?.factors.authenticator.as_ref()
}
