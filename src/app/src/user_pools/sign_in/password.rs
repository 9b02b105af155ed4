//! `USER_PASSWORD_AUTH`: the password itself is sent.

use domain::Moment;

use super::{Parameters, Step, needed, subject::Checked};
use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient},
};

impl UserPools {
    pub(super) async fn password_auth(
        &self,
        client: &OpenClient,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let (username, password) = (needed(parameters, "USERNAME")?, needed(parameters, "PASSWORD")?);
        client.check_secret_hash(username, parameters.get("SECRET_HASH").map(String::as_str))?;
        let subject = self.subject(client, username, moment).await?;
        let matched = self.is_password(subject.credential.as_ref(), password).await?;
        let version = subject.credential.as_ref().map(|credential| credential.version.clone());
        let checked = Checked { version, matched, challenge: None, method: "USER_PASSWORD_AUTH" };
        self.conclude(client, &subject, checked, moment).await
    }
}
