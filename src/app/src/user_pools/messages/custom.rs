//! `CustomMessage`: a function of the pool writes messages.

use domain::{
    user_pools::{
        user::CodeReason,
        user_pool::{self, CODE_PLACE, MessageTemplate, Places, USERNAME_PLACE},
    },
    values::contact::Contact,
};
use ports::triggers::{CustomMessage, MessageSource, MessageTexts, Texts, TriggerFault};

use crate::user_pools::{UserPools, pools::OpenPool, triggers::TriggerUser};

/// The place of a link, as functions are told it; they may put any text between the marks.
const LINK_PARAMETER: &str = "{##Click Here##}";

/// What a function is told of a message.
pub(super) struct MessageCall<'a> {
    pub(super) pool: &'a OpenPool,
    /// Empty where there is none.
    pub(super) client_id: &'a str,
    pub(super) user: TriggerUser<'a>,
    pub(super) source: MessageSource,
    pub(super) client_metadata: Option<Texts>,
}

impl MessageCall<'_> {
    fn is_invitation(&self) -> bool {
        self.source == MessageSource::AdminCreateUser
    }

    /// What every text must have places for.
    fn places(&self) -> Places {
        match self.source {
            MessageSource::AdminCreateUser => Places::CodeAndUsername,
            MessageSource::SignUp | MessageSource::ResendCode if self.sends_links() => Places::CodeOrLink,
            _ => Places::Code,
        }
    }

    fn sends_links(&self) -> bool {
        self.pool.config.links.confirm_sign_ups
    }
}

impl UserPools {
    /// What a message says that goes out by these contacts: as the function writes it, if the pool has one. One call gives the texts for all
    /// contacts.
    pub(super) async fn written(
        &self,
        call: MessageCall<'_>,
        template: MessageTemplate,
        contacts: &[Contact],
    ) -> Result<MessageTemplate, TriggerFault> {
        let (Some(function), Some(triggers)) = (&call.pool.config.triggers.custom_message, &self.triggers)
        else {
            return Ok(template);
        };
        let places = call.places();
        let request = CustomMessage {
            source: call.source,
            code_parameter: CODE_PLACE,
            link_parameter: LINK_PARAMETER,
            username_parameter: call.is_invitation().then_some(USERNAME_PLACE),
            client_metadata: call.client_metadata,
        };
        let asked = self.function_call((call.pool, call.client_id), function, call.user, request);
        let MessageTexts { sms_message, email_message, email_subject } = triggers.ask(asked).await?;
        let texts = user_pool::MessageTexts { sms_message, email_message, email_subject };
        let one = |template: MessageTemplate, contact: &Contact| {
            template.with_texts(texts.clone(), *contact, places)
        };
        contacts.iter().try_fold(template, one).ok_or(TriggerFault::Unreadable)
    }
}

/// What functions call the reason of a code.
pub(super) const fn source(reason: CodeReason) -> MessageSource {
    match reason {
        CodeReason::SignUp => MessageSource::SignUp,
        CodeReason::ResendCode => MessageSource::ResendCode,
        CodeReason::ForgotPassword => MessageSource::ForgotPassword,
        CodeReason::UpdateUserAttribute => MessageSource::UpdateUserAttribute,
        CodeReason::VerifyUserAttribute => MessageSource::VerifyUserAttribute,
        CodeReason::Authentication => MessageSource::Authentication,
    }
}
