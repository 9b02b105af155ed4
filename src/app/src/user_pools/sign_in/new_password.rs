//! `NEW_PASSWORD_REQUIRED`: a temporary password was right, and must be replaced.

use domain::{
    Moment, Stream, Timestamp,
    user_pools::user::{self, Challenge, Profile, commands::ReplaceTemporaryPassword},
    values::attributes::Values,
};
use serde::{Deserialize, Serialize};

use super::{Parameters, Step, needed, session_is_over};
use crate::{
    Answer, Fault,
    kernel::{
        fault::text,
        ids,
        sealer::{Token, Unopened},
    },
    user_pools::{UserPools, clients::OpenClient, sign_up::alias_taken},
};

const ATTRIBUTE: &str = "userAttributes.";

/// What the `Session` carries.
#[derive(Serialize, Deserialize)]
struct Pending {
    id: String,
    client_id: String,
    sub: String,
    version: String,
    expires_at: Timestamp,
}

impl Token for Pending {
    const KEY: &'static str = "session";
    const PURPOSE: &'static str = "session NEW_PASSWORD_REQUIRED";

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl UserPools {
    /// Asks for another password instead of the temporary one of that version.
    pub(super) async fn ask_new_password(
        &self,
        client: &OpenClient,
        stream: &Stream,
        version: Option<&str>,
    ) -> Answer<Step> {
        // Only a password that was right leads here, and that has a version.
        let version = version.ok_or_else(|| Fault::not_authorized("Incorrect username or password."))?;
        let user = self.look_at_user(stream).await?;
        let profile = user.profile()?;
        let pending = Pending {
            id: ids::uuid().to_string(),
            client_id: client.id.clone(),
            sub: stream.id.id().to_owned(),
            version: version.to_owned(),
            expires_at: self.challenge_ends(client),
        };
        let session = self.core.sealer.seal(client.pool.id.as_str(), &pending)?;
        let parameters = Parameters::from([
            ("USER_ID_FOR_SRP".to_owned(), profile.name()?.to_owned()),
            ("requiredAttributes".to_owned(), missing(client, profile)),
            ("userAttributes".to_owned(), shown(client, profile)?),
        ]);
        Ok(Step::Challenge { name: "NEW_PASSWORD_REQUIRED", session: Some(session), parameters })
    }

    pub(super) async fn answer_new_password(
        &self,
        client: &OpenClient,
        session: Option<&str>,
        responses: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let pending = self.open_pending(client, session)?;
        self.check_user_of_session(client, &pending, needed(responses, "USERNAME")?).await?;
        let attributes: Values = responses
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?.to_owned(), value.clone())))
            .collect();
        let stream = user::stream(&client.pool.id, &pending.sub);
        let user = self.look_at_user(&stream).await?;
        let (username, password) = (user.profile()?.name()?, needed(responses, "NEW_PASSWORD")?);
        let credential = self.new_credential(&client.pool, username, password).await?;
        let session = self.session_to_open(client, &stream);
        let command = ReplaceTemporaryPassword {
            challenge: Challenge { id: pending.id, expires_at: pending.expires_at },
            version: pending.version,
            credential,
            attributes,
            schema: client.pool.config.schema.clone(),
            naming: client.pool.config.naming.clone(),
            write_attributes: client.config.attributes.write.clone(),
            session: session.jti.clone(),
            client_id: client.id.clone(),
        };
        let (opens, at) = (session.clone(), moment.clone());
        let begins = move |epoch: &u64| Some(opens.beginning(*epoch, &at));
        let replaced = self.core.directories.users.ask_beginning(&stream, command, begins, moment).await;
        replaced.map_err(alias_taken)?;
        self.complete(client, &stream, &session).await
    }

    /// Refuses an answer that names another user than the one whose challenge it is.
    async fn check_user_of_session(&self, client: &OpenClient, pending: &Pending, given: &str) -> Answer<()> {
        let user = self.look_at_user(&user::stream(&client.pool.id, &pending.sub)).await?;
        let username = user.profile()?.username.known().map_or("", String::as_str);
        let is_named = self.is_named(client, given, username, &pending.sub).await?;
        if is_named { Ok(()) } else { Err(Fault::not_authorized("Invalid session for the user.")) }
    }

    fn open_pending(&self, client: &OpenClient, session: Option<&str>) -> Answer<Pending> {
        let invalid = || Fault::not_authorized("Invalid session for the user.");
        let opened = self.core.sealer.open::<Pending>(client.pool.id.as_str(), session.ok_or_else(invalid)?);
        let pending = opened.map_err(|why| match why {
            Unopened::Invalid => invalid(),
            Unopened::Expired => session_is_over(),
        })?;
        if pending.client_id == client.id { Ok(pending) } else { Err(invalid()) }
    }
}

/// Required attributes that the user lacks, as JSON text.
fn missing(client: &OpenClient, profile: &Profile) -> String {
    let required = client.pool.config.schema.required();
    let lacking = required.filter(|name| profile.attribute(name).is_none_or(str::is_empty));
    let names: Vec<String> = lacking.map(|name| format!("{ATTRIBUTE}{name}")).collect();
    serde_json::Value::from(names).to_string()
}

/// The attributes that the client may see, as JSON text.
fn shown(client: &OpenClient, profile: &Profile) -> Answer<String> {
    let mut attributes = profile.known_attributes();
    attributes.retain(|name, _| client.config.access().may_read(name));
    text(&attributes)
}
