//! Codes, sent after the fact that has issued one. A caller does not wait for it and does not learn how it ended, so that neither time nor
//! faults tell who exists; and so it is with the functions of the pool that write messages.

use domain::{
    Timestamp,
    user_pools::{
        user::{self, CodeIssued, FactorCodeIssued, ForFunction, Purpose},
        user_pool::{CODE_PLACE, MessageTemplate, PoolConfig},
    },
    values::contact::Contact,
};
use ledger::{Opened, postgres::reactions::Outcome};
use ports::{dispatch::Dispatch, triggers::TriggerFault};

use super::{
    Unsent,
    custom::{MessageCall, source},
    filled,
    html::linked,
    senders::{NotHandedOver, sender},
};
use crate::{
    Fault, Kind,
    user_pools::{
        UserPools,
        pools::OpenPool,
        triggers::{self, TriggerUser},
    },
};

/// A code that was issued, and who gets it.
struct Issued<'a> {
    code: String,
    contact: Contact,
    to: &'a str,
    client_id: &'a str,
    for_function: Option<&'a ForFunction>,
    template: fn(&PoolConfig) -> MessageTemplate,
    /// Whether the code confirms a sign-up, which a link may do too.
    confirms_sign_up: bool,
    at: Timestamp,
}

/// Why a code has not been sent.
enum Undelivered {
    /// The pool is deleted, and its codes are void.
    Void,
    Later(&'static str),
    Never(&'static str),
}

impl UserPools {
    /// Sends the code that a recorded event issued.
    pub(crate) async fn send_code(&self, opened: &Opened, issued: &CodeIssued, to: &str) -> Outcome {
        let record = &opened.record;
        let code = self.code(&record.ledger, record.stream.id(), issued.purpose, &issued.nonce);
        let issued = Issued {
            code,
            contact: issued.medium.contact(),
            to,
            client_id: &issued.client_id,
            for_function: issued.for_function.as_ref(),
            template: match issued.purpose {
                Purpose::SignUp => PoolConfig::sign_up_template,
                Purpose::ForgotPassword | Purpose::VerifyEmail | Purpose::VerifyPhoneNumber => {
                    PoolConfig::verification_template
                }
            },
            confirms_sign_up: issued.purpose == Purpose::SignUp,
            at: issued.at,
        };
        outcome(&self.deliver(opened, issued).await)
    }

    /// The same for a code that is a factor.
    pub(crate) async fn send_factor_code(
        &self,
        opened: &Opened,
        issued: &FactorCodeIssued,
        to: &str,
    ) -> Outcome {
        let record = &opened.record;
        let code = self.factor_code(&record.ledger, record.stream.id(), issued.code_use, &issued.nonce);
        let issued = Issued {
            code,
            contact: issued.contact,
            to,
            client_id: &issued.client_id,
            for_function: issued.for_function.as_ref(),
            template: PoolConfig::authentication_template,
            confirms_sign_up: false,
            at: issued.at,
        };
        outcome(&self.deliver(opened, issued).await)
    }

    async fn deliver(&self, opened: &Opened, issued: Issued<'_>) -> Result<(), Undelivered> {
        let record = &opened.record;
        let pool = self.pool(record.ledger.as_str()).await?;
        let id = record.id.to_string().parse();
        let id = id.map_err(|_| Undelivered::Never("its event has no usable id"))?;
        let template = (issued.template)(&pool.config);
        let template = match issued.for_function {
            Some(told) => self.by_functions(&pool, record.stream.id(), &issued, (told, template)).await?,
            None => Some(template),
        };
        let Some(template) = template else { return Ok(()) };
        let dispatch = Dispatch { id, at_ms: issued.at.ms() };
        let template = self.with_link(template, record.stream.id(), &issued);
        let message = filled(template, CODE_PLACE, &issued.code);
        Ok(self.send(&pool, dispatch, (issued.contact, issued.to), message).await?)
    }

    /// The message with the link that confirms a sign-up, where it has a place for one. The link names the user by the `sub`, which tells
    /// nothing to those who read addresses on their way.
    fn with_link(&self, template: MessageTemplate, sub: &str, issued: &Issued<'_>) -> MessageTemplate {
        if !issued.confirms_sign_up || issued.client_id.is_empty() {
            return template;
        }
        let (base, client, code) = (&self.core.settings.public_url, issued.client_id, &issued.code);
        let link = format!("{base}/confirmUser?client_id={client}&user_name={sub}&confirmation_code={code}");
        let email_message = linked(&template.email_message, &link);
        MessageTemplate { email_message, ..template }
    }

    /// What the message says, by the functions that the pool has now. `None`: one of them sends it.
    async fn by_functions(
        &self,
        pool: &OpenPool,
        sub: &str,
        issued: &Issued<'_>,
        (told, template): (&ForFunction, MessageTemplate),
    ) -> Result<Option<MessageTemplate>, Undelivered> {
        let user = self.look_at_user(&user::stream(&pool.id, sub)).await?;
        // Deleted since: the code is of no use.
        let Ok(profile) = user.profile() else { return Err(Undelivered::Void) };
        let call = MessageCall {
            pool,
            client_id: issued.client_id,
            user: TriggerUser {
                username: profile.name().map_err(Fault::from)?,
                attributes: triggers::attributes(sub, profile)?,
            },
            source: source(told.reason),
            client_metadata: told.client_metadata.as_ref().and_then(|metadata| metadata.known().cloned()),
        };
        let contact = issued.contact;
        match sender(pool, contact) {
            Some(function) => {
                self.hand_over(call, (contact, function), &issued.code).await?;
                Ok(None)
            }
            None => Ok(Some(self.written(call, template, &[contact]).await?)),
        }
    }
}

fn outcome(delivered: &Result<(), Undelivered>) -> Outcome {
    match delivered {
        Ok(()) | Err(Undelivered::Void) => Outcome::Done,
        Err(Undelivered::Later(why)) => Outcome::Later(why),
        Err(Undelivered::Never(why)) => Outcome::Never(why),
    }
}

impl From<Fault> for Undelivered {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            Kind::ResourceNotFound => Self::Void,
            _ => Self::Later("the log did not answer"),
        }
    }
}

impl From<Unsent> for Undelivered {
    fn from(fault: Unsent) -> Self {
        if fault.may_pass_later() {
            Self::Later("the message could not be delivered")
        } else {
            Self::Never("the message was refused for good")
        }
    }
}

impl From<TriggerFault> for Undelivered {
    fn from(fault: TriggerFault) -> Self {
        match fault {
            TriggerFault::Threw(_) => Self::Never("a function of the pool has refused the message"),
            TriggerFault::Unreadable => {
                Self::Never("a function of the pool has answered with no usable text")
            }
            TriggerFault::NotCalled(_) => Self::Later("a function of the pool could not be called"),
        }
    }
}

impl From<NotHandedOver> for Undelivered {
    fn from(why: NotHandedOver) -> Self {
        match why {
            NotHandedOver::NoKey => Self::Later("the server has no key for the pool's KMSKeyID"),
            NotHandedOver::TooLong => Self::Never("the code cannot be encrypted"),
            NotHandedOver::Fault(fault) => fault.into(),
        }
    }
}
