//! What is done about sign-ins that look risky, as a pool or one of its clients configures it.

mod exceptions;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use exceptions::AddressExceptions;

use crate::{Timestamp, values::contact::Contact};

/// What a pool or a client wants. All of it is absent where nothing was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRules {
    /// `AccountTakeoverRiskConfiguration`
    pub takeover: Option<Takeover>,
    /// `CompromisedCredentialsRiskConfiguration`
    pub compromised: Option<Compromised>,
    /// `RiskExceptionConfiguration`
    pub exceptions: Option<AddressExceptions>,
}

/// What is done about risks, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskSetting {
    /// What is done.
    pub rules: RiskRules,
    /// When it was set.
    pub at: Timestamp,
}

/// What follows when somebody else may be signing in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takeover {
    /// `Actions.LowAction`
    pub low: Option<RiskResponse>,
    /// `Actions.MediumAction`
    pub medium: Option<RiskResponse>,
    /// `Actions.HighAction`
    pub high: Option<RiskResponse>,
    /// `NotifyConfiguration`
    pub notices: Option<Notices>,
}

/// What follows at one level of risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskResponse {
    /// `EventAction`
    pub action: RiskAction,
    /// `Notify`: the user is sent a mail.
    pub notifies: bool,
}

/// `EventAction`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RiskAction {
    /// `BLOCK`
    #[serde(rename = "block")]
    Block,
    /// `MFA_IF_CONFIGURED`
    #[serde(rename = "mfa_if_configured")]
    MfaIfConfigured,
    /// `MFA_REQUIRED`
    #[serde(rename = "mfa_required")]
    MfaRequired,
    /// `NO_ACTION`
    #[serde(rename = "none")]
    None,
}

/// The mails to users whose account is at risk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// `SourceArn`
    pub source_arn: String,
    /// `From`
    pub from: Option<String>,
    /// `ReplyTo`
    pub reply_to: Option<String>,
    /// `BlockEmail`
    pub block: Option<Notice>,
    /// `MfaEmail`
    pub mfa: Option<Notice>,
    /// `NoActionEmail`
    pub no_action: Option<Notice>,
}

/// One such mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// `Subject`
    pub subject: String,
    /// `HtmlBody`
    pub html: Option<String>,
    /// `TextBody`
    pub text: Option<String>,
}

/// What follows when a password is known to strangers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compromised {
    /// `Actions.EventAction` `BLOCK`; otherwise `NO_ACTION`.
    pub blocks: bool,
    /// `EventFilter`; absent where it was not given, which means all.
    pub events: Option<Vec<PasswordEvent>>,
}

/// `EventFilter`: an occasion on which a password is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordEvent {
    /// `SIGN_IN`
    #[serde(rename = "sign_in")]
    SignIn,
    /// `PASSWORD_CHANGE`
    #[serde(rename = "password_change")]
    PasswordChange,
    /// `SIGN_UP`
    #[serde(rename = "sign_up")]
    SignUp,
}

/// What is known of a password from a list of breached ones, as far as the rules ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordFinding {
    /// It is not in the list, or was not looked up.
    #[default]
    Unknown,
    /// It is in the list.
    Compromised {
        /// The rules want it refused. That happens only where the pool acts on risks.
        blocks: bool,
    },
}

impl PasswordFinding {
    /// Whether it is in the list.
    pub const fn is_compromised(self) -> bool {
        matches!(self, Self::Compromised { .. })
    }

    /// Whether it is to be refused in a pool that acts on risks.
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Compromised { blocks: true })
    }
}

/// Why rules are refused. (`InvalidParameterException`)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RiskError {
    /// A level of risk notifies, and no mail is configured.
    #[error("NotifyConfiguration is required if an account takeover action has Notify set to true.")]
    NothingToSend,
    /// A mail has no body.
    #[error("{0} requires at least one of HtmlBody and TextBody.")]
    NoBody(&'static str),
    /// `ReplyTo` is no mail address.
    #[error("Invalid email address: {0}")]
    ReplyTo(String),
    /// No block of addresses.
    #[error("Invalid IP range: {0}")]
    AddressBlock(String),
}

impl RiskSetting {
    /// The setting that rules make; `None` where there is nothing in them.
    pub fn of(rules: &RiskRules, at: Timestamp) -> Option<Self> {
        Some(Self { rules: rules.clone(), at }).filter(|setting| !setting.rules.are_unset())
    }
}

impl RiskRules {
    /// Whether nothing is set.
    pub fn are_unset(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses what contradicts itself.
    pub fn check(&self) -> Result<(), RiskError> {
        if let Some(takeover) = &self.takeover {
            takeover.check()?;
        }
        self.exceptions.as_ref().map_or(Ok(()), AddressExceptions::check)
    }
}

impl Compromised {
    /// Whether passwords are looked up on an occasion.
    pub fn asks_on(&self, event: PasswordEvent) -> bool {
        self.events.as_ref().is_none_or(|events| events.contains(&event))
    }
}

impl Takeover {
    fn check(&self) -> Result<(), RiskError> {
        let mut responses = [self.low, self.medium, self.high].into_iter().flatten();
        let Some(notices) = &self.notices else {
            let notifies = responses.any(|response| response.notifies);
            return if notifies { Err(RiskError::NothingToSend) } else { Ok(()) };
        };
        let mails = [
            ("BlockEmail", &notices.block),
            ("MfaEmail", &notices.mfa),
            ("NoActionEmail", &notices.no_action),
        ];
        let is_empty = |mail: &Notice| mail.html.is_none() && mail.text.is_none();
        let empty = mails.into_iter().find(|(_, mail)| mail.as_ref().is_some_and(is_empty));
        if let Some((member, _)) = empty {
            return Err(RiskError::NoBody(member));
        }
        // A mail that names no usable address for answers could not be written.
        let reply_to = notices.reply_to.iter().find(|reply_to| !Contact::Email.accepts(reply_to));
        reply_to.map_or(Ok(()), |reply_to| Err(RiskError::ReplyTo(reply_to.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notifying(notices: Option<Notices>) -> RiskRules {
        let low = Some(RiskResponse { action: RiskAction::Block, notifies: true });
        RiskRules { takeover: Some(Takeover { low, notices, ..Takeover::default() }), ..RiskRules::default() }
    }

    #[test]
    fn rules_that_say_nothing_contradict_nothing() {
        assert!(RiskRules::default().are_unset());
        assert_eq!(RiskRules::default().check(), Ok(()));
    }

    #[test]
    fn passwords_are_looked_up_on_the_occasions_that_are_named_or_on_all() {
        let asked = |events: Option<Vec<PasswordEvent>>| {
            let rule = Compromised { blocks: true, events };
            [PasswordEvent::SignIn, PasswordEvent::PasswordChange, PasswordEvent::SignUp]
                .map(|event| rule.asks_on(event))
        };
        assert_eq!(asked(None), [true; 3]);
        assert_eq!(asked(Some(vec![PasswordEvent::SignUp])), [false, false, true]);
        assert_eq!(asked(Some(Vec::new())), [false; 3]);
    }

    #[test]
    fn a_notice_needs_its_mails() {
        assert_eq!(notifying(None).check(), Err(RiskError::NothingToSend));
        assert_eq!(notifying(Some(Notices::default())).check(), Ok(()));
    }

    #[test]
    fn a_mail_has_a_body() {
        let empty = Notices { mfa: Some(Notice::default()), ..Notices::default() };
        assert_eq!(notifying(Some(empty)).check(), Err(RiskError::NoBody("MfaEmail")));
        let text = Notice { text: Some("Was it you?".to_owned()), ..Notice::default() };
        let full = Notices { mfa: Some(text), ..Notices::default() };
        assert_eq!(notifying(Some(full)).check(), Ok(()));
    }

    #[test]
    fn answers_go_to_an_address() {
        let answered = |to: &str| Notices { reply_to: Some(to.to_owned()), ..Notices::default() };
        assert_eq!(notifying(Some(answered("help@example.com"))).check(), Ok(()));
        for wrong in ["", "help", "help@example.com, bob@example.com", "a@b\r\nBcc: c@d"] {
            let refused = Err(RiskError::ReplyTo(wrong.to_owned()));
            assert_eq!(notifying(Some(answered(wrong))).check(), refused, "{wrong:?}");
        }
    }
}
