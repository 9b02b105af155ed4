//! What messages say. Texts that are unset are the service's own.

use serde::{Deserialize, Serialize};

/// The texts that were given for one kind of message; each absent when unset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageTexts {
    /// Subject of the mail.
    pub email_subject: Option<String>,
    /// Body of the mail.
    pub email_message: Option<String>,
    /// The SMS.
    pub sms_message: Option<String>,
}

/// The texts of mails that carry a link; each absent when unset. None is sent yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTexts {
    /// `EmailSubjectByLink`
    pub email_subject: Option<String>,
    /// `EmailMessageByLink`
    pub email_message: Option<String>,
}

/// What is sent: `{####}` stands for the code or the temporary password, `{username}` for the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageTemplate {
    /// Subject of the mail.
    pub email_subject: String,
    /// Body of the mail.
    pub email_message: String,
    /// The SMS.
    pub sms_message: String,
}

impl MessageTemplate {
    /// A message with a code.
    pub fn verification(texts: &MessageTexts) -> Self {
        Self::of(texts, "Your verification code", "Your verification code is {####}. ")
    }

    /// An invitation.
    pub fn invitation(texts: &MessageTexts) -> Self {
        let message = "Your username is {username} and temporary password is {####}. ";
        Self::of(texts, "Your temporary password", message)
    }

    /// A message with a code that is a factor.
    pub fn authentication(texts: &MessageTexts) -> Self {
        Self::of(texts, "Your authentication code", "Your authentication code is {####}. ")
    }

    fn of(texts: &MessageTexts, subject: &str, message: &str) -> Self {
        let or = |text: &Option<String>, own: &str| text.clone().unwrap_or_else(|| own.to_owned());
        Self {
            email_subject: or(&texts.email_subject, subject),
            email_message: or(&texts.email_message, message),
            sms_message: or(&texts.sms_message, message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_unset_is_the_services_own() {
        let texts = MessageTexts { email_message: Some("Code {####}".to_owned()), ..MessageTexts::default() };
        let template = MessageTemplate::verification(&texts);
        assert_eq!(template.email_message, "Code {####}");
        assert_eq!(template.sms_message, "Your verification code is {####}. ");
        assert!(MessageTemplate::invitation(&texts).sms_message.contains("{username}"));
    }
}
