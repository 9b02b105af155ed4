//! What a line of a log says.

use chrono::DateTime;
use domain::{
    Timestamp,
    user_pools::{
        message::{GivenUp, MessageEvent, Occasion},
        risk::RiskLevel,
        user::UserEvent,
    },
    values::contact::Contact,
};
use ledger::Opened;
use ports::logs::{LogRecord, UserActivity};
use projections::user_pools::auth_events::{ActionKind, AuthEventRow, EventRisk, Outcome, Proved};

use crate::{Answer, Fault, Kind};

/// What is known of an action beside who has done it.
pub(super) fn shown(row: AuthEventRow) -> UserActivity {
    let (city, country) = row.place.map_or_else(Default::default, |place| (place.city, place.country));
    let has_context = !row.address.is_empty() || !row.software.is_empty();
    UserActivity {
        version: "1",
        event_id: row.id,
        event_type: kind(row.action.kind),
        user_sub: row.parent,
        creation_date: in_words(row.at),
        event_response: outcome(row.action.outcome),
        risk_level: row.risk.and_then(|risk| risk.level).map_or("", level),
        risk_decision: decision(row.risk, row.compromised, row.action.outcome),
        challenges: row.action.proof.map(challenge).into_iter().collect(),
        device_name: row.software,
        ip_address: row.address,
        compromised_credential_detected: row.compromised.to_string(),
        city,
        country,
        has_context_data: has_context.to_string(),
        ..UserActivity::default()
    }
}

const fn kind(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::SignIn => "SignIn",
        ActionKind::SignUp => "SignUp",
        ActionKind::ForgotPassword => "ForgotPassword",
        ActionKind::PasswordChange => "PasswordChange",
        ActionKind::ResendCode => "ResendCode",
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "Pass",
        Outcome::Fail => "Fail",
        Outcome::InProgress => "InProgress",
    }
}

const fn level(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Low => "Low",
        RiskLevel::Medium => "Medium",
        RiskLevel::High => "High",
    }
}

fn decision(risk: Option<EventRisk>, is_compromised: bool, outcome: Outcome) -> &'static str {
    match risk {
        Some(EventRisk { is_blocked: true, .. }) => "Block",
        _ if is_compromised && outcome == Outcome::Fail => "Block",
        Some(EventRisk { level: Some(_), .. }) => "AccountTakeover",
        Some(EventRisk { level: None, .. }) | None => "PASS",
    }
}

fn challenge(proof: Proved) -> String {
    let name = if proof.is_second_factor { "Mfa" } else { "Password" };
    format!("{name}:{}", if proof.is_right { "Success" } else { "Failure" })
}

/// `Wed Jul 17 17:25:55 UTC 2024`
fn in_words(at: Timestamp) -> String {
    let at = DateTime::from_timestamp_millis(at.ms()).unwrap_or_default();
    at.format("%a %b %d %H:%M:%S UTC %Y").to_string()
}

/// Through which client something was done, where its event says so.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other event says it")]
pub(super) fn client_id(fact: &UserEvent) -> &str {
    match fact {
        UserEvent::SignedUp(e) => &e.client_id,
        UserEvent::SignedIn(e) => &e.client_id,
        UserEvent::SignInBlocked(e) => &e.client_id,
        _ => "",
    }
}

/// A message that was given up; `None` for any other end.
pub(super) fn notification(event: &Opened) -> Answer<Option<LogRecord>> {
    let fact = event.event::<MessageEvent>();
    let fact = fact.map_err(|_| Fault::new(Kind::InternalError, "an event cannot be read"))?;
    let MessageEvent::GivenUp(given_up) = &*fact else { return Ok(None) };
    let pool = event.record.ledger.as_str();
    Ok(Some(LogRecord::notification_error(pool, given_up.at.ms(), details(given_up))))
}

/// Says what was not sent, and why. The address is masked, as in every answer of the service; there is no code.
fn details(given_up: &GivenUp) -> String {
    let GivenUp { about, tries, why, .. } = given_up;
    let medium = match about.contact {
        Contact::Email => "Email",
        Contact::Phone => "SMS",
    };
    let to = about.destination.known().map(|to| format!(" to {to}")).unwrap_or_default();
    let tries = if *tries == 1 { "1 try".to_owned() } else { format!("{tries} tries") };
    format!("{medium} message for {}{to} could not be sent after {tries}: {why}", purpose(about.occasion))
}

const fn purpose(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::SignUp => "a sign-up",
        Occasion::ForgotPassword => "a forgotten password",
        Occasion::Verification => "a verification",
        Occasion::SignIn => "a sign-in",
        Occasion::Invitation => "an invitation",
        Occasion::RiskNotice => "a risky sign-in",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Personal, user_pools::message::About};

    use super::*;

    #[test]
    fn a_time_is_told_as_aws_tells_it() {
        assert_eq!(in_words(Timestamp::from_seconds(1_721_237_155)), "Wed Jul 17 17:25:55 UTC 2024");
    }

    #[test]
    fn a_message_that_was_given_up_is_told_without_its_address() {
        let told = |destination, tries| {
            let about = About {
                occasion: Occasion::SignUp,
                contact: Contact::Email,
                destination,
                asked_at: Timestamp::from_ms(0),
            };
            let why = "the mail server refused".to_owned();
            details(&GivenUp { about, tries, why, at: Timestamp::from_ms(0) })
        };
        assert_eq!(
            told(Personal::Known("a***@e***".to_owned()), 12),
            "Email message for a sign-up to a***@e*** could not be sent after 12 tries: the mail server refused"
        );
        assert_eq!(
            told(Personal::Forgotten, 1),
            "Email message for a sign-up could not be sent after 1 try: the mail server refused"
        );
    }
}
