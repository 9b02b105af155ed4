//! `USER_PASSWORD_AUTH`: the password itself is sent.

use domain::{
    Moment,
    user::commands::{SignIn, SignInOutcome},
};

use super::{Parameters, Step, needed};
use crate::{Answer, App, clients::OpenClient};

impl App {
    pub(super) async fn password_auth(
        &self,
        client: &OpenClient,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let (username, password) = (needed(parameters, "USERNAME")?, needed(parameters, "PASSWORD")?);
        client.check_secret_hash(username, parameters.get("SECRET_HASH").map(String::as_str))?;
        let candidate = self.candidate(client, username, moment).await?;
        let matched = self.is_password(candidate.credential.as_ref(), password).await?;
        let version = candidate.credential.map(|credential| credential.version);
        let session = self.session_to_open(client, &candidate.stream);
        let sign_in = SignIn {
            version: version.clone(),
            matched,
            challenge: None,
            session: session.jti.clone(),
            client_id: client.id.clone(),
            method: "USER_PASSWORD_AUTH".to_owned(),
        };
        match self.sign_in(&candidate.stream, sign_in, &session, moment).await? {
            SignInOutcome::Complete { .. } => self.complete(client, &candidate.stream, &session).await,
            SignInOutcome::NewPasswordRequired => {
                self.ask_new_password(client, &candidate.stream, version.as_deref()).await
            }
        }
    }
}
