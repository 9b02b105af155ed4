//! `PASSWORD`: the password itself is sent, with the first call or when it is asked.

use domain::user_pools::user::commands::{CheckedPassword, Proof};

use crate::{
    Answer,
    user_pools::{UserPools, sign_in::call::Call},
};

impl UserPools {
    pub(super) async fn check_password(&self, call: &Call<'_>, password: &str) -> Answer<Proof> {
        let credential = call.subject.credential();
        let matched = self.is_password(credential, password).await?;
        let version = credential.map(|credential| credential.version.clone());
        Ok(Proof::Password(CheckedPassword { version, matched }))
    }
}
