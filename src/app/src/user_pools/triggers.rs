//! The functions that a pool calls: what every call says, and what it means that one has not answered.

mod confirmation;
mod sign_up;
mod tokens;

use domain::{user_pools::user::Profile, values::contact::Contact};
use ports::triggers::{Call, NO_CLIENT, Texts, Trigger, TriggerFault, Triggers};

pub(crate) use confirmation::Late;
pub(super) use tokens::TokensFor;

use crate::{
    Answer, Fault, Kind,
    user_pools::{UserPools, pools::OpenPool, users::Shown},
};

/// The user whom the call of a function is about.
pub(super) struct TriggerUser<'a> {
    /// The user name; for an unknown name the one that its user would have.
    pub(super) username: &'a str,
    /// `userAttributes`
    pub(super) attributes: Texts,
}

impl UserPools {
    /// Whether a pool may have functions.
    pub fn calls_functions(&self) -> bool {
        self.triggers.is_some()
    }

    /// What calls functions.
    pub(super) fn triggers(&self) -> Answer<&dyn Triggers> {
        self.triggers.as_deref().ok_or_else(|| Fault::not_implemented("Calling a function"))
    }

    /// Asks a function of a pool, in an operation of a client; `client_id` is empty where it is an administrator's.
    pub(super) async fn ask_function<R: Trigger>(
        &self,
        (pool, client_id): (&OpenPool, &str),
        function: &str,
        user: TriggerUser<'_>,
        request: R,
    ) -> Answer<R::Answer> {
        let call = self.function_call((pool, client_id), function, user, request);
        self.triggers()?.ask(call).await.map_err(|why| fault(R::NAME, why))
    }

    /// The call of a function.
    pub(super) fn function_call<R>(
        &self,
        (pool, client_id): (&OpenPool, &str),
        function: &str,
        user: TriggerUser<'_>,
        request: R,
    ) -> Call<R> {
        let pool = pool.id.as_str();
        let client = if client_id.is_empty() { NO_CLIENT } else { client_id };
        Call {
            function: function.to_owned(),
            region: self.core.settings.region_of_id(pool).to_owned(),
            pool: pool.to_owned(),
            client: client.to_owned(),
            username: user.username.to_owned(),
            attributes: Some(user.attributes),
            request,
        }
    }
}

/// The attributes of a user, as functions get them.
pub(super) fn attributes(sub: &str, profile: &Profile) -> Answer<Texts> {
    let Shown { sub, attributes, status, .. } = Shown::new(sub, profile)?;
    Ok(described(sub, &status, attributes))
}

/// Attributes with what functions are told beside them: the `sub`, the status, and of an address that is not verified that it is not.
pub(super) fn described(sub: String, status: &str, mut attributes: Texts) -> Texts {
    for contact in Contact::PHONE_FIRST {
        if attributes.contains_key(contact.attribute()) {
            attributes.entry(contact.verified_attribute().to_owned()).or_insert_with(|| "false".to_owned());
        }
    }
    attributes.insert("sub".to_owned(), sub);
    attributes.insert("cognito:user_status".to_owned(), status.to_owned());
    attributes
}

/// The fault of a function that has not answered. Programs cut what it has thrown out of the text, which is not logged: it may name a user.
pub(super) fn fault(trigger: &str, fault: TriggerFault) -> Fault {
    tracing::warn!(trigger, ?fault, "a function has not answered");
    match fault {
        TriggerFault::Threw(error) => {
            Fault::new(Kind::UserLambdaValidation, format!("{trigger} failed with error {error}."))
        }
        TriggerFault::Unreadable => Fault::new(Kind::InvalidLambdaResponse, "Unrecognizable lambda output"),
        TriggerFault::NotCalled(error) => {
            let text = format!("{trigger} invocation failed due to error {error}.");
            Fault::new(Kind::UnexpectedLambda, text)
        }
    }
}
