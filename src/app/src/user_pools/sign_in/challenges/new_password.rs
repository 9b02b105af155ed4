//! `NEW_PASSWORD_REQUIRED`: a temporary password was right, and must be replaced.

use domain::{
    user_pools::{
        sign_in::{AskedSecret, Challenge},
        user::{
            Profile, Refusal,
            commands::{Completion, NewPassword, Proof},
        },
    },
    values::attributes::Values,
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        clients::OpenClient,
        sign_in::{Question, Step, call::Call},
    },
};

impl UserPools {
    pub(super) fn ask_new_password(&self, mut call: Call<'_>) -> Answer<Step> {
        let client = call.client;
        self.set_asked(client, &mut call.ceremony, Challenge::NewPassword, AskedSecret::None);
        let profile = call.subject.profile().ok_or(Refusal::UserNotFound)?;
        Ok(Step::Challenge(Question::NewPassword {
            missing: missing(client, profile),
            attributes: visible(client, profile),
            username: call.subject.username,
            session: self.seal_session(client, call.ceremony)?,
        }))
    }

    /// The forms of a new password that the policy takes. Its attributes are checked before the password, which costs much, and for good by
    /// the user's aggregate.
    pub(super) async fn check_new_password(
        &self,
        call: &Call<'_>,
        password: &Answer<String>,
        attributes: &Values,
    ) -> Answer<Proof> {
        let password = password.as_ref().map_err(Clone::clone)?;
        let (client, pool) = (call.client, &call.client.pool);
        let completion = Completion {
            attributes: attributes.clone(),
            schema: pool.config.schema.clone(),
            naming: pool.config.naming.clone(),
            write_attributes: client.config.attributes.write.clone(),
        };
        let profile = call.subject.profile().ok_or(Refusal::UserNotFound)?;
        completion.change(profile)?;
        let credential = self.changed_credential(pool, profile, password).await?;
        let finding =
            self.check_changed_password(client, &call.subject.stream, password, call.moment).await?;
        Ok(Proof::NewPassword(Box::new(NewPassword { credential, completion, finding })))
    }
}

/// Required attributes that the user lacks.
fn missing(client: &OpenClient, profile: &Profile) -> Vec<String> {
    let required = client.pool.config.schema.required();
    required
        .filter(|name| profile.attribute(name).is_none_or(str::is_empty))
        .map(ToString::to_string)
        .collect()
}

/// The attributes that the client may see.
fn visible(client: &OpenClient, profile: &Profile) -> Values {
    let mut attributes = profile.known_attributes();
    attributes.retain(|name, _| client.config.access().may_read(name));
    attributes
}
