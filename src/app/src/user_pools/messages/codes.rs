//! Codes, sent after the fact that has issued one. A caller does not wait for it and does not learn how it ended, so that neither time nor
//! faults tell who exists; and so it is with the functions of the pool that write messages.

use domain::user_pools::{
    message::Carrier,
    user::{self, CodeIssued, FactorCodeIssued, ForFunction, Purpose},
    user_pool::{CODE_PLACE, MessageTemplate, PoolConfig},
};
use ledger::Opened;
use ports::dispatch::Dispatch;

use super::{
    custom::{MessageCall, source},
    delivery::Outgoing,
    filled,
    html::linked,
    senders::sender,
    undelivered::Undelivered,
};
use crate::{
    Fault,
    user_pools::{
        UserPools,
        pools::OpenPool,
        triggers::{self, TriggerUser},
    },
};

/// A code that was issued.
struct Issued<'a> {
    code: String,
    client_id: &'a str,
    for_function: Option<&'a ForFunction>,
    template: fn(&PoolConfig) -> MessageTemplate,
    /// Whether the code confirms a sign-up, which a link may do too.
    confirms_sign_up: bool,
}

impl UserPools {
    /// Sends the code that a recorded event issued.
    pub(crate) async fn send_code(
        &self,
        opened: &Opened,
        issued: &CodeIssued,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        let record = &opened.record;
        let code = self.code(&record.ledger, record.stream.id(), issued.purpose, &issued.nonce);
        let issued = Issued {
            code,
            client_id: &issued.client_id,
            for_function: issued.for_function.as_ref(),
            template: match issued.purpose {
                Purpose::SignUp => PoolConfig::sign_up_template,
                Purpose::ForgotPassword | Purpose::VerifyEmail | Purpose::VerifyPhoneNumber => {
                    PoolConfig::verification_template
                }
            },
            confirms_sign_up: issued.purpose == Purpose::SignUp,
        };
        self.deliver(opened, issued, outgoing).await
    }

    /// The same for a code that is a factor.
    pub(crate) async fn send_factor_code(
        &self,
        opened: &Opened,
        issued: &FactorCodeIssued,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        let record = &opened.record;
        let code = self.factor_code(&record.ledger, record.stream.id(), issued.code_use, &issued.nonce);
        let issued = Issued {
            code,
            client_id: &issued.client_id,
            for_function: issued.for_function.as_ref(),
            template: PoolConfig::authentication_template,
            confirms_sign_up: false,
        };
        self.deliver(opened, issued, outgoing).await
    }

    async fn deliver(
        &self,
        opened: &Opened,
        issued: Issued<'_>,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        let pool = self.pool(opened.record.ledger.as_str()).await?;
        let delivered = self.delivered(&pool, opened, &issued, outgoing);
        self.within_limit_of_address(&pool, outgoing, delivered).await
    }

    async fn delivered(
        &self,
        pool: &OpenPool,
        opened: &Opened,
        issued: &Issued<'_>,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        let record = &opened.record;
        let id = record.id.to_string().parse();
        let id = id.map_err(|_| Undelivered::Never("its event has no usable id"))?;
        let template = (issued.template)(&pool.config);
        let template = match issued.for_function {
            Some(told) => {
                self.by_functions((pool, outgoing), record.stream.id(), issued, (told, template)).await?
            }
            None => Some(template),
        };
        let Some(template) = template else { return Ok(Carrier::Function) };
        let dispatch = Dispatch { id, at_ms: outgoing.about.asked_at.ms() };
        let template = self.with_link(template, record.stream.id(), issued);
        let message = filled(template, CODE_PLACE, &issued.code);
        Ok(self.send(pool, dispatch, (outgoing.about.contact, outgoing.to), message).await?)
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
        (pool, outgoing): (&OpenPool, &Outgoing<'_>),
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
        let contact = outgoing.about.contact;
        match sender(pool, contact) {
            Some(function) => {
                self.hand_over(call, (contact, function), &issued.code).await?;
                Ok(None)
            }
            None => Ok(Some(self.written(call, template, &[contact]).await?)),
        }
    }
}
