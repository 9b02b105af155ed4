//! `PASSWORD`: the password itself is sent, with the first call or when it is asked.

use domain::{
    user_pools::user::commands::{CheckedPassword, Proof},
    values::risk::{PasswordEvent, PasswordFinding},
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        clients::OpenClient,
        sign_in::{brought::Brought, call::Call},
    },
};

impl UserPools {
    pub(super) async fn check_password(&self, call: &Call<'_>, password: &str) -> Answer<Proof> {
        let credential = call.subject.credential();
        let matched = self.is_password(credential, password).await?;
        let version = credential.map(|credential| credential.version.clone());
        Ok(Proof::Password(CheckedPassword { version, matched, finding: PasswordFinding::Unknown }))
    }

    /// Adds to the proof of a right password what is known of it. Not to be asked while the user is locked: the time that it takes would
    /// tell that the password is right.
    pub(in super::super) async fn look_up_proved(
        &self,
        client: &OpenClient,
        brought: &Brought,
        proof: &mut Proof,
    ) {
        if let (Brought::Password(password), Proof::Password(checked)) = (brought, proof)
            && checked.matched
        {
            checked.finding = self.look_up_password(client, PasswordEvent::SignIn, password).await;
        }
    }
}
