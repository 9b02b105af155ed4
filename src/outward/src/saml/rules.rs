//! What a message and an assertion must say so that they are meant for us, now, and answer what was asked. Pure, over the tree.

use chrono::DateTime;
use ports::federation::saml::{CLOCK_SKEW_SECONDS, Expected, Refused};

use super::{
    claims,
    names::{ASSERTION, BEARER},
    shape::Response,
    tree::Element,
};

/// The longest time from when an assertion is issued until nobody takes it, in seconds.
const MAX_LIFETIME_SECONDS: i64 = 3_600;

/// From when until when an assertion is good, in seconds since the epoch.
pub(super) struct Lifetime {
    /// When it was issued.
    pub(super) issued_at: i64,
    /// From when on nobody takes it, the difference of clocks included.
    pub(super) dead_at: i64,
}

/// Whether a response is from the provider and to us, and answers the request.
pub(super) fn response(message: &Response<'_>, expected: &Expected<'_>) -> Result<(), Refused> {
    if message.issuer.plain_text() != Some(expected.peer.entity_id.as_str()) {
        return Err(Refused::Issuer);
    }
    match message.root.attribute("Destination") {
        Some(destination) if destination == expected.address => {}
        // What is signed as a whole must say where it goes, so that it cannot be sent elsewhere.
        None if !message.is_signed => {}
        _ => return Err(Refused::Destination),
    }
    if message.root.attribute("InResponseTo") != expected.request {
        return Err(Refused::Request);
    }
    let issued_at = moment(message.root, "IssueInstant")?.ok_or(Refused::Structure)?;
    if issued_at > expected.now + CLOCK_SKEW_SECONDS { Err(Refused::Early) } else { Ok(()) }
}

/// Whether an assertion is from the provider, meant for us, good now, and confirmed by who bears it.
pub(super) fn assertion(assertion: &Element, expected: &Expected<'_>) -> Result<Lifetime, Refused> {
    if assertion.attribute("Version") != Some("2.0") || assertion.attribute("ID").is_none_or(str::is_empty) {
        return Err(Refused::Structure);
    }
    let issuer = assertion.only(ASSERTION, "Issuer").ok_or(Refused::Structure)?;
    if issuer.plain_text() != Some(expected.peer.entity_id.as_str()) {
        return Err(Refused::Issuer);
    }
    let issued_at = moment(assertion, "IssueInstant")?.ok_or(Refused::Structure)?;
    if issued_at > expected.now + CLOCK_SKEW_SECONDS {
        return Err(Refused::Early);
    }
    let conditions = assertion.only(ASSERTION, "Conditions").ok_or(Refused::Structure)?;
    let until = self::conditions(conditions, expected)?.min(confirmed(assertion, expected)?);
    claims::name(assertion)?;
    authenticated(assertion, expected.now)?;
    if until - issued_at > MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS {
        return Err(Refused::Lifetime);
    }
    Ok(Lifetime { issued_at, dead_at: until + CLOCK_SKEW_SECONDS })
}

/// Until when the conditions hold.
fn conditions(conditions: &Element, expected: &Expected<'_>) -> Result<i64, Refused> {
    let known = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
    let understood = |condition: &Element| known.iter().any(|name| condition.is(ASSERTION, name));
    if !conditions.children.iter().all(understood) {
        return Err(Refused::Structure);
    }
    let until = good_now(conditions, expected.now)?;
    let meant = |restriction: &Element| {
        restriction
            .all(ASSERTION, "Audience")
            .any(|audience| audience.plain_text() == Some(expected.audience))
    };
    let mut restrictions = conditions.all(ASSERTION, "AudienceRestriction").peekable();
    if restrictions.peek().is_none() || !restrictions.all(meant) {
        return Err(Refused::Audience);
    }
    Ok(until)
}

/// Until when one of the subject's confirmations lets its bearer sign in here.
fn confirmed(assertion: &Element, expected: &Expected<'_>) -> Result<i64, Refused> {
    let subject = assertion.only(ASSERTION, "Subject").ok_or(Refused::Subject)?;
    let mut last = Refused::Subject;
    for confirmation in subject.all(ASSERTION, "SubjectConfirmation") {
        if confirmation.attribute("Method") != Some(BEARER) {
            continue;
        }
        match borne(confirmation, expected) {
            Ok(until) => return Ok(until),
            Err(refused) => last = refused,
        }
    }
    Err(last)
}

fn borne(confirmation: &Element, expected: &Expected<'_>) -> Result<i64, Refused> {
    let data = confirmation.only(ASSERTION, "SubjectConfirmationData").ok_or(Refused::Subject)?;
    if data.attribute("Recipient") != Some(expected.address) {
        return Err(Refused::Destination);
    }
    if data.attribute("InResponseTo") != expected.request {
        return Err(Refused::Request);
    }
    good_now(data, expected.now)
}

/// Whether the subject was signed in at a moment that can be, in a session that lasts.
fn authenticated(assertion: &Element, now: i64) -> Result<(), Refused> {
    let mut statements = assertion.all(ASSERTION, "AuthnStatement").peekable();
    statements.peek().ok_or(Refused::Structure)?;
    for statement in statements {
        let at = moment(statement, "AuthnInstant")?.ok_or(Refused::Structure)?;
        if at > now + CLOCK_SKEW_SECONDS {
            return Err(Refused::Early);
        }
        let until = moment(statement, "SessionNotOnOrAfter")?;
        if until.is_some_and(|until| until + CLOCK_SKEW_SECONDS <= now) {
            return Err(Refused::Late);
        }
    }
    Ok(())
}

/// Until when an element with `NotBefore` and `NotOnOrAfter` is good, if it is good now. The second must be there.
fn good_now(element: &Element, now: i64) -> Result<i64, Refused> {
    if moment(element, "NotBefore")?.is_some_and(|from| from > now + CLOCK_SKEW_SECONDS) {
        return Err(Refused::Early);
    }
    let until = moment(element, "NotOnOrAfter")?.ok_or(Refused::Lifetime)?;
    if until + CLOCK_SKEW_SECONDS <= now { Err(Refused::Late) } else { Ok(until) }
}

/// The moment in an attribute, in seconds since the epoch.
fn moment(element: &Element, name: &str) -> Result<Option<i64>, Refused> {
    let read = |text: &str| DateTime::parse_from_rfc3339(text).map(|moment| moment.timestamp());
    element.attribute(name).map(read).transpose().map_err(|_| Refused::Structure)
}
