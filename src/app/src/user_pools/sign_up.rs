//! Signing up: a user is made, a code is sent, the user confirms with it.

use domain::{
    Moment,
    user_pools::{
        client::AuthFlow,
        user::{
            CodeReason, Credential, Purpose, User,
            commands::{SignUp, code_seconds},
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
        code_requests::new_code,
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
pub(super) fn contact_to_verify(client: &OpenClient, values: &Values) -> Option<(Contact, String)> {
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
