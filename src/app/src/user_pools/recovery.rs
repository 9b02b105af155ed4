//! Forgotten passwords: a code to a verified contact, and a new password for it.

use std::collections::BTreeSet;

use domain::{
    Moment, Stream,
    user_pools::{
        user::{
            CodeReason, ForFunction, Profile, Purpose, RecoveryRules, User,
            commands::{IssueCode, RequireReset, ResetPassword, code_seconds},
        },
        user_pool::Mfa,
    },
    values::contact::{Contact, Recovery},
};
use ports::triggers::Texts;

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        clients::OpenClient,
        code_requests::{CodeRequest, new_code},
        migration::Unknown,
        pools::OpenPool,
        sign_up::{Delivery, delivery},
        unknown_names::{Decoy, Simulated, evenly},
    },
};

const PURPOSE: Purpose = Purpose::ForgotPassword;
const REASON: CodeReason = CodeReason::ForgotPassword;

/// A request to set a new password for a forgotten one.
pub struct Reset<'a> {
    /// As it was given.
    pub username: &'a str,
    /// The code that was given.
    pub code: &'a str,
    /// The new password.
    pub password: &'a str,
    /// Proof that the client knows its secret.
    pub secret_hash: Option<&'a str>,
    /// `ClientMetadata`
    pub client_metadata: Option<Texts>,
}

impl UserPools {
    /// Sends a code to set a new password with.
    pub async fn forgot_password(
        &self,
        client_id: &str,
        request: &CodeRequest<'_>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(request.username, request.secret_hash)?;
        let for_function = client.pool.for_function(REASON, request.client_metadata)?;
        evenly(&client, self.send_recovery_code(&client, request, for_function, moment)).await
    }

    async fn send_recovery_code(
        &self,
        client: &OpenClient,
        request: &CodeRequest<'_>,
        for_function: Option<ForFunction>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let recovery = recovery_rules(&client.pool)?;
        let contacts = &recovery.contacts[..];
        let username = request.username;
        let Some(stream) = self.find_or_bring(client, request, moment).await? else {
            return self.simulate_unknown(client, username, PURPOSE, contacts, moment).await;
        };
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile()?;
        let may = profile.may_be_sent_code(PURPOSE);
        match may.and_then(|()| recovery.address_of(profile)) {
            Ok((contact, to)) => {
                let code = new_code(contact, to, code_seconds(PURPOSE), &client.id, for_function);
                let issue = IssueCode { purpose: PURPOSE, code, recovery: recovery.clone() };
                self.issue_code(&client.pool, &stream, issue, moment).await?;
                Ok(delivery(contact, to))
            }
            Err(_) if client.hides_who_exists() => {
                let decoy = Decoy(stream);
                let simulated = contact_of(contacts, profile)
                    .unwrap_or_else(|| self.simulated(&client.pool, &decoy, contacts, username));
                self.simulate_code(client, &decoy, PURPOSE, &simulated, moment).await?;
                Ok(simulated.delivery())
            }
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// The user of a name, whom the pool's function may bring.
    async fn find_or_bring(
        &self,
        client: &OpenClient,
        request: &CodeRequest<'_>,
        moment: &Moment,
    ) -> Answer<Option<Stream>> {
        let CodeRequest { username: name, client_metadata, .. } = *request;
        let found = self.find_for_stranger(client, name).await?;
        let unknown = Unknown { name, password: None, client_metadata };
        if found.is_some() || !self.migrate(client, &unknown, moment).await? {
            return Ok(found);
        }
        self.find_for_stranger(client, name).await
    }

    /// An administrator resets a password: the user is sent a code to set another one with, and signs in with none until then.
    pub async fn admin_reset_password(
        &self,
        pool_id: &str,
        username: &str,
        client_metadata: Option<&Texts>,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let for_function = pool.for_function(REASON, client_metadata)?;
        let (stream, user) = self.existing(&pool, username).await?;
        let recovery = recovery_rules(&pool)?;
        let profile = user.profile()?;
        profile.may_be_sent_code(PURPOSE)?;
        let (contact, to) = recovery.address_of(profile)?;
        let code = new_code(contact, to, code_seconds(PURPOSE), "", for_function);
        let reset = RequireReset { code, recovery };
        let reset =
            async { self.core.directories.users.ask(&stream, reset, moment).await.map_err(failed::<User>) };
        self.within_limit(&pool, contact, reset).await
    }

    /// Sets a new password for a forgotten one.
    pub async fn confirm_forgot_password(
        &self,
        client_id: &str,
        reset: Reset<'_>,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(reset.username, reset.secret_hash)?;
        evenly(&client, self.reset_by_code(&client, reset, moment)).await
    }

    /// A wrong code is reported before a password that violates the policy, and costs no hash.
    async fn reset_by_code(&self, client: &OpenClient, reset: Reset<'_>, moment: &Moment) -> Answer<()> {
        let Reset { username, code, password, client_metadata, .. } = reset;
        let Some(stream) = self.find_for_stranger(client, username).await? else {
            return Err(self.refuse_unknown_code(client, username, PURPOSE, moment).await);
        };
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile()?;
        if let Err(refusal) = profile.must_be_enabled().and_then(|()| profile.must_have_password()) {
            return Err(self.refuse_useless_code(client, &stream, PURPOSE, refusal, moment).await);
        }
        let nonce = self.check_code(client, &stream, PURPOSE, code, moment).await?;
        let credential = self.changed_credential(&client.pool, profile, password).await?;
        let finding = self.check_changed_password(client, &stream, password, moment).await?;
        let reset = ResetPassword { nonce, matched: true, credential, finding };
        let reset = client.pool.confirming(&client.id, reset);
        self.core.directories.users.ask(&stream, reset, moment).await.map_err(failed::<User>)?;
        self.tell_confirmed(&client.pool, &stream, client_metadata, moment).await
    }
}

/// By what a pool lets its users recover an account. Where it says nothing, the phone serves even users who get codes there in a sign-in.
fn recovery_rules(pool: &OpenPool) -> Answer<RecoveryRules> {
    let (contacts, mut beside_factor) = match pool.config.recovery.rule() {
        Recovery::PhoneFirst => (Contact::PHONE_FIRST.to_vec(), BTreeSet::from([Contact::Phone])),
        Recovery::InOrder(order) => (order, BTreeSet::new()),
        Recovery::AdminOnly => return Err(Fault::not_authorized("Contact administrator to reset password.")),
    };
    if pool.config.mfa == Mfa::Off {
        beside_factor.extend(Contact::PHONE_FIRST);
    }
    Ok(RecoveryRules { contacts, beside_factor })
}

/// The first contact that the user has, verified or not: the destination that is shown where no code is sent.
fn contact_of(contacts: &[Contact], profile: &Profile) -> Option<Simulated> {
    let of = |contact: &Contact| {
        Some(Simulated { contact: *contact, to: profile.attribute(contact.attribute())?.to_owned() })
    };
    contacts.iter().find_map(of)
}
