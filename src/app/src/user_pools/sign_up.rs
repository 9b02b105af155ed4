//! Signing up: a user is made, a code is sent, the user confirms with it.

use domain::{
    Moment, Stream,
    user_pools::{
        client::AuthFlow,
        user::{
            CodeReason, Credential, ForFunction, Purpose, RecoveryRules, Refusal, User,
            commands::{ConfirmSignUp, IssueCode, SignUp, code_seconds},
        },
    },
    values::{
        attributes::Values,
        contact::Contact,
        mask,
        risk::PasswordFinding,
        writing::{NewUser, Writer},
    },
};
use ports::triggers::Texts;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, message_limits::Room},
    user_pools::{
        UserPools,
        clients::OpenClient,
        code_requests::{CodeRequest, new_code},
        unknown_names::{Decoy, Simulated, evenly},
        users::{not_made, personal},
    },
};

/// A request to sign up.
pub struct Applicant {
    /// As it was given.
    pub username: String,
    /// The first password; absent where the user signs in without one.
    pub password: Option<String>,
    /// As they were given.
    pub attributes: Values,
    /// Proof that the client knows its secret.
    pub secret_hash: Option<String>,
    /// `ValidationData`
    pub validation_data: Option<Texts>,
    /// `ClientMetadata`
    pub client_metadata: Option<Texts>,
}

/// Where a code went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// `email` or `phone_number`.
    pub attribute: &'static str,
    /// `EMAIL` or `SMS`.
    pub medium: &'static str,
    /// Masked.
    pub destination: String,
}

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

/// A sign-up that was made.
pub struct SignedUp {
    /// The new user.
    pub sub: String,
    /// Whether a function of the pool has confirmed it at once.
    pub is_confirmed: bool,
    /// Where the code went; `None`: none was sent.
    pub delivery: Option<Delivery>,
    /// By which the user is signed in once confirmed, where the client may do so.
    pub session: Option<String>,
}

impl UserPools {
    /// Signs up a user.
    pub async fn sign_up(&self, client_id: &str, applicant: Applicant, moment: &Moment) -> Answer<SignedUp> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(&applicant.username, applicant.secret_hash.as_deref())?;
        let pool = &client.pool;
        if pool.config.admin_create_user_only {
            return Err(Fault::not_authorized("SignUp is not permitted for this user pool"));
        }
        let writer = Writer::Client(client.config.access());
        let named = self.name_user(pool, &applicant.username, applicant.attributes, writer).await?;
        let (credential, finding) = match &applicant.password {
            Some(password) => self.first_credential(&client, &named.user.username, password, moment).await?,
            None => check_passwordless(&client, &named.user.attributes)
                .map(|()| (None, PasswordFinding::Unknown))?,
        };
        let told = (applicant.validation_data, applicant.client_metadata.clone());
        let (user, confirmed) = self.ask_of_applicant(&client, named.user, told).await?;
        let NewUser { username, attributes, names, called } = user;
        let is_confirmed = confirmed.is_some();
        let contact = contact_to_verify(&client, &attributes).filter(|_| !is_confirmed);
        let for_function = pool.for_function(CodeReason::SignUp, applicant.client_metadata.as_ref())?;
        let seconds = code_seconds(Purpose::SignUp);
        let command = SignUp {
            username,
            names,
            attributes: personal(attributes),
            credential,
            client_id: client.id.clone(),
            code: contact
                .as_ref()
                .map(|(contact, to)| new_code(*contact, to, seconds, &client.id, for_function)),
            finding,
            is_confirmed,
        };
        let gained = confirmed.unwrap_or_default();
        let yielding = self.yielding(pool, &gained, &named.stream).await?;
        let command = pool.confirming(&client.id, command);
        let room = contact.as_ref().map(|(contact, _)| self.room_of_pool(pool, *contact)).transpose()?;
        let made = self.ask_taking(&named.stream, command, yielding, moment).await;
        made.map_err(|failure| not_made(failure, &called, writer))?;
        room.into_iter().for_each(Room::used);
        self.tell_confirmed(pool, &named.stream, applicant.client_metadata, moment).await?;
        let session = match &contact {
            Some((contact, _)) => {
                self.session_of_sign_up(&client, (&applicant.username, &named.sub), *contact, moment)?
            }
            None => None,
        };
        let delivery = contact.map(|(contact, to)| delivery(contact, &to));
        Ok(SignedUp { sub: named.sub, is_confirmed, delivery, session })
    }

    /// The forms of a first password, if the pool takes it, and what is known of it.
    async fn first_credential(
        &self,
        client: &OpenClient,
        username: &str,
        password: &str,
        moment: &Moment,
    ) -> Answer<(Option<Credential>, PasswordFinding)> {
        let credential = self.new_credential(&client.pool, username, password).await?;
        Ok((Some(credential), self.check_first_password(client, password, moment).await?))
    }

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

/// An alias that would take effect is another user's name. Where that user has it as a name of another kind, from before names of all kinds
/// were kept distinct, the fault is the same.
pub(crate) fn alias_taken(failure: host::Failure<domain::user_pools::user::Refusal>) -> Fault {
    match failure {
        host::Failure::Refused(domain::user_pools::user::Refusal::UsernameExists) => {
            Fault::new(Kind::AliasExists, "An account with the username already exists.")
        }
        other => failed::<User>(other),
    }
}

/// Without a password a user must be able to sign in by a code.
fn check_passwordless(client: &OpenClient, values: &Values) -> Answer<()> {
    let mut codes = client.pool.config.first_codes.iter();
    let is_reachable = codes.any(|contact| values.contains_key(contact.attribute()));
    if is_reachable && client.config.allows(AuthFlow::User) {
        return Ok(());
    }
    Err(Fault::invalid("Missing required parameter Password"))
}

/// The contact that a code goes to: an auto-verified one that was given, the phone first.
fn contact_to_verify(client: &OpenClient, values: &Values) -> Option<(Contact, String)> {
    let auto = &client.pool.config.auto_verified;
    let given = |contact: &Contact| Some((*contact, values.get(contact.attribute())?.clone()));
    Contact::PHONE_FIRST.iter().filter(|contact| auto.contains(contact)).find_map(given)
}

pub(crate) fn delivery(contact: Contact, to: &str) -> Delivery {
    Delivery {
        attribute: contact.attribute(),
        medium: contact.medium(),
        destination: mask::mask(contact, to),
    }
}

fn cannot_resend() -> Fault {
    Fault::invalid("Cannot resend codes. Auto verification not turned on.")
}
