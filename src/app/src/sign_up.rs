//! Signing up: a user is made, a code is sent, the user confirms with it.

use domain::{
    Moment, Personal, Stream,
    user::{
        Medium, Purpose, User,
        commands::{ConfirmSignUp, IssueCode, LookAtCode, NewCode, SIGN_UP_CODE_SECONDS, SignUp},
    },
    values::{
        attributes::Values,
        contact::Contact,
        mask,
        writing::{NewUser, Writer},
    },
};

use crate::{
    Answer, App, Fault, Kind,
    clients::OpenClient,
    fault::failed,
    ids,
    users::{not_made, personal},
};

/// Somebody who wants to sign up.
pub struct Applicant {
    /// As it was given.
    pub username: String,
    /// The first password.
    pub password: String,
    /// As they were given.
    pub attributes: Values,
    /// Proof that the client knows its secret.
    pub secret_hash: Option<String>,
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

/// A sign-up that was made.
pub struct SignedUp {
    /// The new user.
    pub sub: String,
    /// Where the code went; `None`: none was sent.
    pub delivery: Option<Delivery>,
}

impl App {
    /// Signs somebody up.
    pub async fn sign_up(&self, client_id: &str, applicant: Applicant, moment: &Moment) -> Answer<SignedUp> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(&applicant.username, applicant.secret_hash.as_deref())?;
        let pool = &client.pool;
        if pool.config.admin_create_user_only {
            return Err(Fault::not_authorized("SignUp is not permitted for this user pool"));
        }
        let writer = Writer::Client(client.config.access());
        let named = self.name_user(pool, &applicant.username, applicant.attributes, writer).await?;
        let NewUser { username, attributes, names, called } = named.user;
        let credential = self.new_credential(pool, &username, &applicant.password).await?;
        let contact = contact_to_verify(&client, &attributes);
        let command = SignUp {
            username,
            names,
            attributes: personal(attributes),
            credential,
            client_id: client.id.clone(),
            code: contact
                .as_ref()
                .map(|(contact, to)| new_code(*contact, to, SIGN_UP_CODE_SECONDS, &client.id)),
        };
        let made = self.directories.users.begin(&named.stream, command, moment).await;
        made.map_err(|failure| not_made(failure, &called, writer))?;
        Ok(SignedUp { sub: named.sub, delivery: contact.map(|(contact, to)| delivery(contact, &to)) })
    }

    /// Confirms a sign-up by the code that was sent.
    pub async fn confirm_sign_up(
        &self,
        client_id: &str,
        username: &str,
        code: &str,
        secret_hash: Option<&str>,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client(client_id).await?;
        client.check_secret_hash(username, secret_hash)?;
        let Some(stream) = self.find_user(&client.pool, username).await? else {
            return Err(no_such_code(&client));
        };
        let pending = self.directories.users.consult(&stream, LookAtCode(Purpose::SignUp), moment).await;
        let nonce = match pending {
            Ok(pending) => pending.nonce,
            // Confirming again has an answer of its own, which the command gives.
            Err(host::Failure::Refused(domain::user::Refusal::CodeExpired)) => String::new(),
            Err(failure) => return Err(failed::<User>(failure)),
        };
        let matched = self.is_code(&client.pool.id, stream.id.id(), Purpose::SignUp, &nonce, code);
        let command = ConfirmSignUp { nonce, matched, naming: client.pool.config.naming.clone() };
        self.directories.users.ask(&stream, command, moment).await.map_err(alias_taken)
    }

    /// Sends the code of a sign-up again.
    pub async fn resend_code(
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
        let values = user.profile()?.known_attributes();
        let contact = contact_to_verify(&client, &values);
        let (contact, to) =
            contact.ok_or_else(|| Fault::invalid("Cannot resend codes. Auto verification not turned on."))?;
        let code = new_code(contact, &to, SIGN_UP_CODE_SECONDS, &client.id);
        self.issue_code(&stream, Purpose::SignUp, code, moment).await?;
        Ok(delivery(contact, &to))
    }

    pub(crate) async fn issue_code(
        &self,
        stream: &Stream,
        purpose: Purpose,
        code: NewCode,
        moment: &Moment,
    ) -> Answer<()> {
        self.directories.users.ask(stream, IssueCode { purpose, code }, moment).await.map_err(failed::<User>)
    }
}

/// An alias that would begin to count is another user's name. Where that user has it as a name of another kind, of before names of
/// all kinds were held apart, it is told in the same way.
pub(crate) fn alias_taken(failure: host::Failure<domain::user::Refusal>) -> Fault {
    match failure {
        host::Failure::Refused(domain::user::Refusal::UsernameExists) => {
            Fault::new(Kind::AliasExists, "An account with the username already exists.")
        }
        other => failed::<User>(other),
    }
}

/// The contact that a code goes to: an auto-verified one that was given, the phone first.
fn contact_to_verify(client: &OpenClient, values: &Values) -> Option<(Contact, String)> {
    let auto = &client.pool.config.auto_verified;
    let given = |contact: &Contact| Some((*contact, values.get(contact.attribute())?.clone()));
    Contact::PHONE_FIRST.iter().filter(|contact| auto.contains(contact)).find_map(given)
}

pub(crate) fn new_code(contact: Contact, to: &str, seconds: i64, client_id: &str) -> NewCode {
    NewCode {
        nonce: ids::uuid().to_string(),
        attribute: contact.attribute().to_owned(),
        medium: match contact {
            Contact::Email => Medium::Email,
            Contact::Phone => Medium::Sms,
        },
        destination: Personal::Known(to.to_owned()),
        seconds,
        client_id: client_id.to_owned(),
    }
}

pub(crate) fn delivery(contact: Contact, to: &str) -> Delivery {
    Delivery {
        attribute: contact.attribute(),
        medium: contact.medium(),
        destination: mask::mask(contact, to),
    }
}

/// What is said of a code for a name that nobody has.
pub(crate) fn no_such_code(client: &OpenClient) -> Fault {
    not_found(client, Kind::CodeMismatch, "Invalid verification code provided, please try again.")
}

/// What is said of a name that nobody has: the truth, or what would be said of a name that somebody has.
fn not_found(client: &OpenClient, kind: Kind, message: &'static str) -> Fault {
    if client.config.prevent_user_existence_errors {
        Fault::new(kind, message)
    } else {
        Fault::new(Kind::UserNotFound, "Username/client id combination not found.")
    }
}

/// A delivery that did not happen, the same for a name each time it is asked for.
pub(crate) fn simulated_delivery(client: &OpenClient, username: &str) -> Answer<Delivery> {
    if !client.config.prevent_user_existence_errors {
        return Err(not_found(client, Kind::UserNotFound, ""));
    }
    let letter = username.chars().find(char::is_ascii_alphanumeric).unwrap_or('a').to_ascii_lowercase();
    Ok(Delivery { attribute: "email", medium: "EMAIL", destination: format!("{letter}***@{letter}***") })
}
