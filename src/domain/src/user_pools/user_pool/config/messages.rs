//! What messages say. Texts that are unset are the service's own.

use serde::{Deserialize, Serialize};

use crate::values::contact::Contact;

/// The place of a code or a temporary password in a text.
pub const CODE_PLACE: &str = "{####}";
/// The place of the user name in an invitation.
pub const USERNAME_PLACE: &str = "{username}";
/// Characters of a text message that a function has written, at the most.
const SMS_MAX_CHARS: usize = 140;
/// Characters of a mail that a function has written, at the most.
const EMAIL_MAX_CHARS: usize = 20_000;
/// Characters of the subject of a mail that a function has written, at the most.
const SUBJECT_MAX_CHARS: usize = 140;

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

/// Mails that carry a link; each text absent when unset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTexts {
    /// `EmailSubjectByLink`
    pub email_subject: Option<String>,
    /// `EmailMessageByLink`
    pub email_message: Option<String>,
    /// Sign-ups are confirmed by a link where their code goes by mail (`DefaultEmailOption` `CONFIRM_WITH_LINK`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirm_sign_ups: bool,
}

/// What a text must have places for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// A code.
    Code,
    /// A code, or a link in a mail: `{##Verify##}`.
    CodeOrLink,
    /// A temporary password and the user name.
    CodeAndUsername,
}

impl Places {
    fn are_in(self, text: &str, contact: Contact) -> bool {
        let has_code = text.contains(CODE_PLACE);
        match self {
            Self::Code => has_code,
            Self::CodeOrLink => has_code || contact == Contact::Email && link_place(text).is_some(),
            Self::CodeAndUsername => has_code && text.contains(USERNAME_PLACE),
        }
    }
}

/// The first place of a link in a text: what stands before it, what the link shows, what stands behind it. `{####}` is that of a code.
pub fn link_place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let (before, rest) = text.get(from..)?.split_once("{##")?;
        let begin = from + before.len();
        let (label, behind) = rest.split_once("##}")?;
        if !label.is_empty() {
            return Some((&text[..begin], label, behind));
        }
        from = begin + CODE_PLACE.len();
    }
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

    /// A message by which a sign-up is confirmed: a mail with a link, where the pool sends links, or a code.
    pub fn sign_up(texts: &MessageTexts, links: &LinkTexts) -> Self {
        if !links.confirm_sign_ups {
            return Self::verification(texts);
        }
        let or = |text: &Option<String>, own: &str| text.clone().unwrap_or_else(|| own.to_owned());
        let own = "Please click the link below to verify your email address. {##Verify Email##} ";
        Self {
            email_subject: or(&links.email_subject, "Your verification link"),
            email_message: or(&links.email_message, own),
            ..Self::verification(texts)
        }
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

    /// The same with the texts of a function instead of the pool's. `None`: what is sent to the contact is too long, or lacks one of the
    /// places.
    pub fn with_texts(self, texts: MessageTexts, contact: Contact, places: Places) -> Option<Self> {
        let fits = |text: &Option<String>, max: usize, places: Option<Places>| {
            text.as_ref().is_none_or(|text| {
                text.chars().count() <= max && places.is_none_or(|places| places.are_in(text, contact))
            })
        };
        let sent_fits = match contact {
            Contact::Email => {
                fits(&texts.email_message, EMAIL_MAX_CHARS, Some(places))
                    && fits(&texts.email_subject, SUBJECT_MAX_CHARS, None)
            }
            Contact::Phone => fits(&texts.sms_message, SMS_MAX_CHARS, Some(places)),
        };
        sent_fits.then(|| Self {
            email_subject: texts.email_subject.unwrap_or(self.email_subject),
            email_message: texts.email_message.unwrap_or(self.email_message),
            sms_message: texts.sms_message.unwrap_or(self.sms_message),
        })
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

    fn texts(sms: &str, email: &str, subject: &str) -> MessageTexts {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        MessageTexts { sms_message: text(sms), email_message: text(email), email_subject: text(subject) }
    }

    fn with(written: MessageTexts, contact: Contact) -> Option<MessageTemplate> {
        MessageTemplate::invitation(&MessageTexts::default()).with_texts(
            written,
            contact,
            Places::CodeAndUsername,
        )
    }

    #[test]
    fn texts_of_a_function_take_the_place_of_the_pools() {
        let mine = with(texts("", "{username}: {####}", "Welcome"), Contact::Email).unwrap();
        assert_eq!(
            (mine.email_message.as_str(), mine.email_subject.as_str()),
            ("{username}: {####}", "Welcome")
        );
        assert_eq!(mine.sms_message, "Your username is {username} and temporary password is {####}. ");
        assert_eq!(
            with(texts("", "", ""), Contact::Phone),
            Some(MessageTemplate::invitation(&MessageTexts::default()))
        );
    }

    #[test]
    fn a_text_of_a_function_that_is_sent_has_all_places_and_is_not_too_long() {
        let long = |length: usize| format!("{{username}}{{####}}{}", "ü".repeat(length - 16));
        let subject = |length| with(texts("", "", &"ü".repeat(length)), Contact::Email);
        assert!(with(texts(&long(140), "", ""), Contact::Phone).is_some());
        assert!(with(texts("", &long(20_000), ""), Contact::Email).is_some());
        assert!(subject(140).is_some() && subject(141).is_none());
        for wrong in ["{username}", "{####}", "neither", &long(141)] {
            assert!(with(texts(wrong, "", ""), Contact::Phone).is_none(), "{wrong}");
            assert!(with(texts(wrong, "", ""), Contact::Email).is_some(), "no text message is sent");
        }
        assert!(with(texts("", &long(20_001), ""), Contact::Email).is_none());
    }

    #[test]
    fn the_place_of_a_link_has_a_text_and_that_of_a_code_has_none() {
        assert_eq!(link_place("a {##Go on##} b"), Some(("a ", "Go on", " b")));
        assert_eq!(link_place("{####} {##Go##}"), Some(("{####} ", "Go", "")));
        for none in ["", "{####}", "{##", "##} {##", "{####}{####}", "ü{##"] {
            assert_eq!(link_place(none), None, "{none}");
        }
    }

    #[test]
    fn a_pool_that_sends_links_mails_them_and_texts_codes() {
        let (texts, links) = (MessageTexts::default(), LinkTexts::default());
        assert_eq!(MessageTemplate::sign_up(&texts, &links), MessageTemplate::verification(&texts));
        let links = LinkTexts { confirm_sign_ups: true, ..links };
        let template = MessageTemplate::sign_up(&texts, &links);
        assert!(link_place(&template.email_message).is_some() && template.sms_message.contains(CODE_PLACE));
        let of_function = |email: &str, sms: &str| {
            let texts = MessageTexts {
                email_message: Some(email.to_owned()),
                sms_message: Some(sms.to_owned()),
                email_subject: None,
            };
            let with =
                |contact| template.clone().with_texts(texts.clone(), contact, Places::CodeOrLink).is_some();
            (with(Contact::Email), with(Contact::Phone))
        };
        assert_eq!(of_function("{##Go##}", "{##Go##}"), (true, false));
        assert_eq!(of_function("{####}", "{####}"), (true, true));
        assert_eq!(of_function("Go", "Go"), (false, false));
    }
}
