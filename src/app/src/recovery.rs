//! Forgotten passwords: a code to a verified contact, and a new password for it.

use domain::{
    Moment,
    user::{
        Profile, Purpose, User,
        commands::{FORGOT_PASSWORD_CODE_SECONDS, LookAtCode, ResetPassword},
    },
    values::contact::{Contact, Recovery},
};

use crate::{
    Answer, App, Fault,
    fault::failed,
    pools::OpenPool,
    sign_up::{Delivery, delivery, new_code, no_such_code, simulated_delivery},
};

impl App {
    /// Sends a code to set a forgotten password anew with.
    pub async fn forgot_password(
        &self,
        client_id: &str,
        username: &str,
        secret_hash: Option<&str>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(username, secret_hash)?;
        let Some(stream) = self.find_user(&client.pool, username).await? else {
            return simulated_delivery(&client, username);
        };
        let user = self.look_at_user(&stream).await?;
        let (contact, to) = verified_contact(&client.pool, user.profile()?)?;
        let code = new_code(contact, &to, FORGOT_PASSWORD_CODE_SECONDS, &client.id);
        self.issue_code(&stream, Purpose::ForgotPassword, code, moment).await?;
        Ok(delivery(contact, &to))
    }

    /// Sets a forgotten password anew.
    pub async fn confirm_forgot_password(
        &self,
        client_id: &str,
        username: &str,
        code: &str,
        password: &str,
        secret_hash: Option<&str>,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(username, secret_hash)?;
        let Some(stream) = self.find_user(&client.pool, username).await? else {
            return Err(no_such_code(&client));
        };
        let users = &self.directories.users;
        let pending = users.consult(&stream, LookAtCode(Purpose::ForgotPassword), moment).await;
        let nonce = pending.map_err(failed::<User>)?.nonce;
        let user = self.look_at_user(&stream).await?;
        let credential = self.new_credential(&client.pool, user.profile()?.name()?, password).await?;
        let matched = self.is_code(&client.pool.id, stream.id.id(), Purpose::ForgotPassword, &nonce, code);
        users.ask(&stream, ResetPassword { nonce, matched, credential }, moment).await.map_err(failed::<User>)
    }
}

/// The contact that recovers an account: the first verified one in the pool's order.
fn verified_contact(pool: &OpenPool, profile: &Profile) -> Answer<(Contact, String)> {
    let order: &[Contact] = match &pool.config.recovery {
        Recovery::PhoneFirst => &Contact::PHONE_FIRST,
        Recovery::InOrder(order) => order,
        Recovery::AdminOnly => return Err(Fault::not_authorized("Contact administrator to reset password.")),
    };
    let verified = |contact: &Contact| {
        let to = profile.attribute(contact.attribute())?;
        profile.verified(contact.attribute()).then(|| (*contact, to.to_owned()))
    };
    order.iter().find_map(verified).ok_or_else(|| {
        Fault::invalid(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )
    })
}
