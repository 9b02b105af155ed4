//! Forgotten passwords: a code to a verified contact, and a new password for it.

use domain::{
    Moment,
    user_pools::user::{
        Profile, Purpose, User,
        commands::{RequireReset, ResetPassword, code_seconds},
    },
    values::contact::{Contact, Recovery},
};

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        clients::OpenClient,
        pools::OpenPool,
        sign_up::{Delivery, delivery, new_code},
        unknown_names::{Decoy, Simulated, evenly},
    },
};

const PURPOSE: Purpose = Purpose::ForgotPassword;

impl UserPools {
    /// Sends a code to set a new password with.
    pub async fn forgot_password(
        &self,
        client_id: &str,
        username: &str,
        secret_hash: Option<&str>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(username, secret_hash)?;
        evenly(&client, self.send_recovery_code(&client, username, moment)).await
    }

    async fn send_recovery_code(
        &self,
        client: &OpenClient,
        username: &str,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let contacts = &recovery_contacts(&client.pool)?[..];
        let Some(stream) = self.find_for_stranger(client, username).await? else {
            return self.simulate_unknown(client, username, PURPOSE, contacts, moment).await;
        };
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile()?;
        let may = profile.may_be_sent_code(PURPOSE).map_err(Fault::from);
        match may.and_then(|()| verified_contact(contacts, profile)) {
            Ok((contact, to)) => {
                let code = new_code(contact, &to, code_seconds(PURPOSE), &client.id);
                self.issue_code(&stream, PURPOSE, code, moment).await?;
                Ok(delivery(contact, &to))
            }
            Err(_) if client.hides_who_exists() => {
                let decoy = Decoy(stream);
                let simulated = contact_of(contacts, profile)
                    .unwrap_or_else(|| self.simulated(&client.pool, &decoy, contacts, username));
                self.simulate_code(client, &decoy, PURPOSE, &simulated, moment).await?;
                Ok(simulated.delivery())
            }
            Err(fault) => Err(fault),
        }
    }

    /// An administrator resets a password: the user is sent a code to set another one with, and signs in with none until then.
    pub async fn admin_reset_password(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        let contacts = recovery_contacts(&pool)?;
        let profile = user.profile()?;
        profile.may_be_sent_code(PURPOSE)?;
        let (contact, to) = verified_contact(&contacts, profile)?;
        let code = new_code(contact, &to, code_seconds(PURPOSE), "");
        self.core.directories.users.ask(&stream, RequireReset { code }, moment).await.map_err(failed::<User>)
    }

    /// Sets a new password for a forgotten one.
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
        evenly(&client, self.reset_by_code(&client, username, code, password, moment)).await
    }

    /// A wrong code is reported before a password that violates the policy, and costs no hash.
    async fn reset_by_code(
        &self,
        client: &OpenClient,
        username: &str,
        code: &str,
        password: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let Some(stream) = self.find_for_stranger(client, username).await? else {
            return Err(self.refuse_unknown_code(client, username, PURPOSE, moment).await);
        };
        let user = self.look_at_user(&stream).await?;
        if let Err(refusal) = user.profile()?.must_be_enabled() {
            return Err(if client.hides_who_exists() {
                self.refuse_code_of(&Decoy(stream), PURPOSE, moment).await
            } else {
                refusal.into()
            });
        }
        let nonce = self.check_code(client, &stream, PURPOSE, code, moment).await?;
        let credential = self.new_credential(&client.pool, user.profile()?.name()?, password).await?;
        let reset = ResetPassword { nonce, matched: true, credential };
        self.core.directories.users.ask(&stream, reset, moment).await.map_err(failed::<User>)
    }
}

/// The contacts that recover an account, in order of preference.
fn recovery_contacts(pool: &OpenPool) -> Answer<Vec<Contact>> {
    match pool.config.recovery.rule() {
        Recovery::PhoneFirst => Ok(Contact::PHONE_FIRST.to_vec()),
        Recovery::InOrder(order) => Ok(order),
        Recovery::AdminOnly => Err(Fault::not_authorized("Contact administrator to reset password.")),
    }
}

/// The first of the contacts that is verified.
fn verified_contact(contacts: &[Contact], profile: &Profile) -> Answer<(Contact, String)> {
    let verified = |contact: &Contact| {
        let to = profile.attribute(contact.attribute())?;
        profile.verified(contact.attribute()).then(|| (*contact, to.to_owned()))
    };
    contacts.iter().find_map(verified).ok_or_else(|| {
        Fault::invalid(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )
    })
}

/// The first contact that the user has, verified or not: the destination that is shown where no code is sent.
fn contact_of(contacts: &[Contact], profile: &Profile) -> Option<Simulated> {
    let of = |contact: &Contact| {
        Some(Simulated { contact: *contact, to: profile.attribute(contact.attribute())?.to_owned() })
    };
    contacts.iter().find_map(of)
}
