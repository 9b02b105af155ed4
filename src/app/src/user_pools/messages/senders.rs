//! `CustomEmailSender` and `CustomSMSSender`: a function of the pool sends messages, and neither mail server nor gateway does. It gets the
//! code encrypted, under the server's key for the pool's `KMSKeyID`. A warning of a risky sign-in has no code.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::values::contact::Contact;
use ports::triggers::{Call, CustomSender, SenderKind, SuspectSignIn, TakeoverNotice, Texts, TriggerFault};

use super::custom::MessageCall;
use crate::user_pools::{UserPools, pools::OpenPool, triggers::TriggerUser};

/// `type` of what a function is told that sends mail.
const EMAIL_REQUEST: &str = "customEmailSenderRequestV1";
/// `type` of what a function is told that sends text messages.
const SMS_REQUEST: &str = "customSMSSenderRequestV1";

/// The encryption context's name of the pool's id.
const CONTEXT_POOL: &str = "userpool-id";

/// Why a function has not been given a message to send.
pub(super) enum NotHandedOver {
    /// The server has no key for the pool's `KMSKeyID` any more.
    NoKey,
    /// The secret does not fit.
    TooLong,
    Fault(TriggerFault),
}

/// The function that sends messages to a contact, if the pool has one.
pub(in crate::user_pools) fn sender(pool: &OpenPool, contact: Contact) -> Option<&str> {
    let functions = &pool.config.triggers;
    match contact {
        Contact::Email => functions.custom_email_sender.as_deref(),
        Contact::Phone => functions.custom_sms_sender.as_deref(),
    }
}

/// The trigger that sends to a contact, as errors name it.
pub(super) const fn sender_name(contact: Contact) -> &'static str {
    match contact {
        Contact::Email => "CustomEmailSender",
        Contact::Phone => "CustomSMSSender",
    }
}

impl UserPools {
    /// Whether the server has a key for a `KMSKeyID`.
    pub fn has_sender_key(&self, arn: &str) -> bool {
        self.sender_keys.contains_key(arn)
    }

    /// Gives a function a message to send. Its secret is a code or a temporary password.
    pub(super) async fn hand_over(
        &self,
        call: MessageCall<'_>,
        (contact, function): (Contact, &str),
        secret: &str,
    ) -> Result<(), NotHandedOver> {
        let Some(triggers) = &self.triggers else { return Err(NotHandedOver::NoKey) };
        let (kind, r#type) = match contact {
            Contact::Email => (SenderKind::Email, EMAIL_REQUEST),
            Contact::Phone => (SenderKind::Sms, SMS_REQUEST),
        };
        let request = CustomSender {
            kind,
            source: call.source,
            r#type,
            code: self.encrypted(call.pool, secret)?,
            client_metadata: call.client_metadata,
        };
        let told = self.function_call((call.pool, call.client_id), function, call.user, request);
        triggers.tell(told).await.map_err(NotHandedOver::Fault)
    }

    /// Has the function of a pool that sends mail warn a user of a sign-in.
    pub(in crate::user_pools) async fn hand_over_notice(
        &self,
        (pool, client_id): (&OpenPool, &str),
        function: &str,
        user_attributes: SuspectSignIn,
    ) -> Result<(), TriggerFault> {
        let missing = || TriggerFault::NotCalled("ResourceNotFoundException".to_owned());
        let triggers = self.triggers.as_ref().ok_or_else(missing)?;
        let username = user_attributes.user_name.clone();
        let user = TriggerUser { username: &username, attributes: Texts::new() };
        let request =
            TakeoverNotice { r#type: EMAIL_REQUEST, code: (), client_metadata: (), user_attributes };
        let told = self.function_call((pool, client_id), function, user, request);
        triggers.tell(Call { attributes: None, ..told }).await
    }

    /// A secret for the pool's functions, which get it as a message of the AWS Encryption SDK in base64.
    fn encrypted(&self, pool: &OpenPool, secret: &str) -> Result<String, NotHandedOver> {
        let key = pool.config.triggers.sender_key.as_ref().and_then(|arn| self.sender_keys.get(arn));
        let key = key.ok_or(NotHandedOver::NoKey)?;
        let context = BTreeMap::from([(CONTEXT_POOL, pool.id.as_str())]);
        let message = key.encrypt(&context, secret.as_bytes()).map_err(|_| NotHandedOver::TooLong)?;
        Ok(STANDARD.encode(message))
    }
}
