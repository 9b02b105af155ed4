//! `EmailConfiguration` and `SmsConfiguration`.

use domain::user_pools::user_pool::{EumsSender, MailSender, SmsSender, rules::TextSender};
use wire::cognito_idp::{EmailConfigurationType, EumsSmsConfigurationType, SmsConfigurationType};

/// `EmailSendingAccount` of a pool with a sender of its own.
pub(super) const OWN: &str = "DEVELOPER";
const SERVICE: &str = "COGNITO_DEFAULT";

pub(super) fn mail(given: EmailConfigurationType) -> MailSender {
    let EmailConfigurationType {
        configuration_set,
        email_sending_account,
        from,
        reply_to_email_address,
        source_arn,
    } = given;
    MailSender {
        is_own: email_sending_account.as_deref() == Some(OWN),
        source_arn,
        from,
        reply_to: reply_to_email_address,
        configuration_set,
    }
}

pub(super) fn mail_shown(sender: MailSender) -> EmailConfigurationType {
    let MailSender { is_own, source_arn, from, reply_to, configuration_set } = sender;
    EmailConfigurationType {
        configuration_set,
        email_sending_account: Some(if is_own { OWN } else { SERVICE }.to_owned()),
        from,
        reply_to_email_address: reply_to,
        source_arn,
    }
}

pub(super) fn sms(given: SmsConfigurationType) -> SmsSender {
    let SmsConfigurationType { eums_sms, external_id, sns_caller_arn, sns_region } = given;
    SmsSender { sns_caller_arn, external_id, sns_region, eums: eums_sms.map(eums) }
}

pub(super) fn sms_shown(sender: SmsSender) -> SmsConfigurationType {
    let SmsSender { sns_caller_arn, external_id, sns_region, eums } = sender;
    SmsConfigurationType { eums_sms: eums.map(eums_shown), external_id, sns_caller_arn, sns_region }
}

fn eums(given: EumsSmsConfigurationType) -> EumsSender {
    EumsSender {
        caller_arn: given.caller_arn,
        configuration_set: given.configuration_set_name,
        external_id: given.external_id,
        in_entity_id: given.in_entity_id,
        in_template_id: given.in_template_id,
        origination_identity: given.origination_identity,
        region: given.region,
    }
}

fn eums_shown(sender: EumsSender) -> EumsSmsConfigurationType {
    EumsSmsConfigurationType {
        caller_arn: sender.caller_arn,
        configuration_set_name: sender.configuration_set,
        external_id: sender.external_id,
        in_entity_id: sender.in_entity_id,
        in_template_id: sender.in_template_id,
        origination_identity: sender.origination_identity,
        region: sender.region,
    }
}

/// Which services the senders of text messages are.
pub(super) fn text_sender(sms: Option<&SmsSender>) -> TextSender {
    let arn = sms.and_then(|sms| sms.sns_caller_arn.as_deref());
    TextSender {
        sns: arn.is_some_and(|arn| !arn.is_empty()),
        eums: sms.is_some_and(|sms| sms.eums.is_some()),
    }
}
