//! What messages say: `VerificationMessageTemplate` and its three older names, and `InviteMessageTemplate`.

use domain::user_pools::user_pool::{LinkTexts, MessageTexts, PoolConfig};
use wire::cognito_idp::{MessageTemplateType, UserPoolType, VerificationMessageTemplateType};

use super::members::Members;

const BY_LINK: &str = "CONFIRM_WITH_LINK";
const BY_CODE: &str = "CONFIRM_WITH_CODE";

/// The template's members outrank their older names.
pub(super) fn verification(members: &Members) -> MessageTexts {
    let template = members.verification_message_template.clone().unwrap_or_default();
    MessageTexts {
        email_subject: template.email_subject.or_else(|| members.email_verification_subject.clone()),
        email_message: template.email_message.or_else(|| members.email_verification_message.clone()),
        sms_message: template.sms_message.or_else(|| members.sms_verification_message.clone()),
    }
}

pub(super) fn links(members: &Members) -> LinkTexts {
    let template = members.verification_message_template.clone().unwrap_or_default();
    LinkTexts {
        email_subject: template.email_subject_by_link,
        email_message: template.email_message_by_link,
        confirm_sign_ups: template.default_email_option.as_deref() == Some(BY_LINK),
    }
}

pub(super) fn invitation(given: MessageTemplateType) -> MessageTexts {
    let MessageTemplateType { email_message, email_subject, sms_message } = given;
    MessageTexts { email_subject, email_message, sms_message }
}

/// Messages with codes have two names each, and both are shown whichever was given.
pub(super) fn show_verification(config: &PoolConfig, shown: &mut UserPoolType) {
    let MessageTexts { email_subject, email_message, sms_message } = config.verification.clone();
    shown.email_verification_subject.clone_from(&email_subject);
    shown.email_verification_message.clone_from(&email_message);
    shown.sms_verification_message.clone_from(&sms_message);
    shown.verification_message_template = Some(VerificationMessageTemplateType {
        default_email_option: Some(if config.links.confirm_sign_ups { BY_LINK } else { BY_CODE }.to_owned()),
        email_message,
        email_message_by_link: config.links.email_message.clone(),
        email_subject,
        email_subject_by_link: config.links.email_subject.clone(),
        sms_message,
    });
}

pub(super) fn invitation_shown(texts: &MessageTexts) -> Option<MessageTemplateType> {
    let MessageTexts { email_subject, email_message, sms_message } = texts.clone();
    let template = MessageTemplateType { email_message, email_subject, sms_message };
    (*texts != MessageTexts::default()).then_some(template)
}
