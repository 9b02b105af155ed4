//! A sign-up is confirmed, by the code or the link that was sent, and another code is sent.

use domain::{
    Moment, Stream,
    user_pools::user::{
        CodeReason, ForFunction, Purpose, RecoveryRules, Refusal,
        commands::{ConfirmSignUp, IssueCode, code_seconds},
    },
    values::contact::Contact,
};
use ports::triggers::Texts;

use crate::{
    Answer, Fault,
    user_pools::{
        UserPools,
        clients::OpenClient,
        code_requests::{CodeRequest, new_code},
        sign_up::{Delivery, alias_taken, contact_to_verify, delivery},
        unknown_names::{Decoy, Simulated, evenly},
    },
};

/// A request to confirm a sign-up.
pub struct Confirmation<'a> {
    /// As it was given.
    pub username: &'a str,
    /// The code that was given.
    pub code: &'a str,
    /// Proof that the client knows its secret.
    pub secret_hash: Option<&'a str>,
    /// An address that is a name of another user becomes one of this user.
    pub force_alias: bool,
    /// The `Session` of the sign-up.
    pub session: Option<&'a str>,
    /// `ClientMetadata`
    pub client_metadata: Option<Texts>,
}

impl UserPools {
    /// Confirms a sign-up by the code that was sent. Gives a `Session` by which the user is signed in, where the sign-up gave one.
    pub async fn confirm_sign_up(
        &self,
        client_id: &str,
        confirmation: &Confirmation<'_>,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(confirmation.username, confirmation.secret_hash)?;
        evenly(&client, self.confirm_by_code(&client, confirmation, moment)).await
    }

    /// Confirms a sign-up by the link that was mailed. It needs no proof of the client's secret, which browsers do not have.
    pub async fn confirm_by_link(
        &self,
        client_id: &str,
        username: &str,
        code: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client(client_id).await?;
        let confirmation = Confirmation {
            username,
            code,
            secret_hash: None,
            force_alias: false,
            session: None,
            client_metadata: None,
        };
        evenly(&client, self.confirm_by_code(&client, &confirmation, moment)).await.map(drop)
    }

    async fn confirm_by_code(
        &self,
        client: &OpenClient,
        confirmation: &Confirmation<'_>,
        moment: &Moment,
    ) -> Answer<Option<String>> {
        let &Confirmation { username, code, force_alias, session, .. } = confirmation;
        let Some(stream) = self.find_for_stranger(client, username).await? else {
            return Err(self.refuse_unknown_code(client, username, Purpose::SignUp, moment).await);
        };
        let user = self.look_at_user(&stream).await?;
        if let Err(refusal) = user.profile()?.must_be_enabled() {
            return Err(self.refuse_useless_code(client, &stream, Purpose::SignUp, refusal, moment).await);
        }
        if let Err(refusal) = user.profile()?.awaits_confirmation() {
            return Err(self.refuse_to_confirm(client, &stream, refusal, code, moment).await?);
        }
        let nonce = self.check_code(client, &stream, Purpose::SignUp, code, moment).await?;
        // A caller without the code does not learn from the session whether there is a user.
        let sent = user.profile()?.codes.get(&Purpose::SignUp);
        let contact = sent.and_then(|code| Contact::of_attribute(&code.attribute));
        let begun = self.sign_in_of_sign_up(client, (username, &stream), (session, contact), moment)?;
        let yielding = if force_alias { self.yielding_to(client, &stream).await? } else { Vec::new() };
        let command = ConfirmSignUp { nonce, matched: true, naming: client.pool.config.naming.clone() };
        let command = client.pool.confirming(&client.id, command);
        self.ask_taking(&stream, command, yielding, moment).await.map_err(alias_taken)?;
        let metadata = confirmation.client_metadata.clone();
        self.tell_confirmed(&client.pool, &stream, metadata, moment).await?;
        match begun {
            Some(begun) => self.session_of_confirmed(client, &stream, begun, moment).await.map(Some),
            None => Ok(None),
        }
    }

    /// The refusal for a user who is confirmed already. Where the client hides user existence, it is given only to a caller with the code
    /// that confirmed the user: a client that did not get its answer the first time.
    async fn refuse_to_confirm(
        &self,
        client: &OpenClient,
        stream: &Stream,
        refusal: Refusal,
        code: &str,
        moment: &Moment,
    ) -> Answer<Fault> {
        if !client.hides_who_exists() {
            return Ok(refusal.into());
        }
        let (decoy, purpose) = (Decoy(stream.clone()), Purpose::SignUp);
        let user = self.look_at_user(stream).await?;
        let nonce = user.profile()?.codes.get(&purpose).map(|code| code.nonce.clone());
        let knows = nonce.is_some_and(|nonce| {
            self.is_code(&client.pool.id, stream.id.id(), purpose, &nonce, code)
                && !self.code_of_decoy_is_limited(&decoy, purpose, moment)
        });
        Ok(if knows { refusal.into() } else { self.refuse_code_of(&decoy, purpose, moment).await })
    }

    /// Sends the code of a sign-up again.
    pub async fn resend_code(
        &self,
        client_id: &str,
        request: &CodeRequest<'_>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(request.username, request.secret_hash)?;
        let for_function = client.pool.for_function(CodeReason::ResendCode, request.client_metadata)?;
        let sent = self.send_confirmation_code(&client, request.username, for_function, moment);
        evenly(&client, sent).await
    }

    async fn send_confirmation_code(
        &self,
        client: &OpenClient,
        username: &str,
        for_function: Option<ForFunction>,
        moment: &Moment,
    ) -> Answer<Delivery> {
        let auto = &client.pool.config.auto_verified;
        let contacts: Vec<Contact> =
            Contact::PHONE_FIRST.into_iter().filter(|contact| auto.contains(contact)).collect();
        if contacts.is_empty() {
            return Err(cannot_resend());
        }
        let Some(stream) = self.find_for_stranger(client, username).await? else {
            return self.simulate_unknown(client, username, Purpose::SignUp, &contacts, moment).await;
        };
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile()?;
        let contact = contact_to_verify(client, &profile.known_attributes());
        let may = profile.may_be_sent_code(Purpose::SignUp).map_err(Fault::from);
        match may.and_then(|()| contact.clone().ok_or_else(cannot_resend)) {
            Ok((contact, to)) => {
                let seconds = code_seconds(Purpose::SignUp);
                let code = new_code(contact, &to, seconds, &client.id, for_function);
                let recovery = RecoveryRules::default();
                let issue = IssueCode { purpose: Purpose::SignUp, code, recovery };
                self.issue_code(&client.pool, &stream, issue, moment).await?;
                Ok(delivery(contact, &to))
            }
            Err(_) if client.hides_who_exists() => {
                let decoy = Decoy(stream);
                let simulated = contact.map(|(contact, to)| Simulated { contact, to });
                let simulated =
                    simulated.unwrap_or_else(|| self.simulated(&client.pool, &decoy, &contacts, username));
                self.simulate_code(client, &decoy, Purpose::SignUp, &simulated, moment).await?;
                Ok(simulated.delivery())
            }
            Err(fault) => Err(fault),
        }
    }
}

fn cannot_resend() -> Fault {
    Fault::invalid("Cannot resend codes. Auto verification not turned on.")
}
