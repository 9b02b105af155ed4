//! What users and those in their place have done to sign in, to sign up and with passwords: a row for each time. Holds personal data, which
//! is dropped with the user.

mod action;

use domain::{
    LedgerId, Personal, Timestamp,
    user_pools::{
        risk::{Origin, RiskLevel, Watched},
        user::{CompromisedPasswordFound, FeedbackBy, UserEvent},
    },
};
use ledger::{Opened, Position, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

pub use action::{ActionKind, AuthAction, Outcome, Proved};

use super::{POOL_DELETED, of_forgotten_user};
use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};
use action::action;

/// What was done.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthEventRow {
    /// Its id. Ids of later events come first.
    pub id: String,
    /// The user's `sub`.
    pub parent: String,
    /// What it was, and how it went.
    pub action: AuthAction,
    /// The address that it was done from; empty where none is known.
    pub address: String,
    /// What the software that did it calls itself; empty where it says nothing.
    pub software: String,
    /// Where the address is; absent where that is not known.
    pub place: Option<EventPlace>,
    /// Its risk; absent where none was judged.
    pub risk: Option<EventRisk>,
    /// When.
    pub at: Timestamp,
    /// What was said about it.
    pub feedback: Option<Feedback>,
    /// Whether a password that was given is in the list of breached ones.
    pub compromised: bool,
}

/// Shows nothing personal.
impl std::fmt::Debug for AuthEventRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthEventRow")
            .field("id", &self.id)
            .field("parent", &self.parent)
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

/// Where something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPlace {
    /// ISO 3166-1 code of the country.
    pub country: String,
    /// The city; empty where only the country is known.
    pub city: String,
}

/// The risk that something was not done by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRisk {
    /// How likely it is; absent where nothing speaks for that.
    pub level: Option<RiskLevel>,
    /// Whether it was refused because of that.
    pub is_blocked: bool,
}

/// What was said about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Whether it was the user.
    pub is_valid: bool,
    /// Who said it.
    pub by: FeedbackBy,
    /// When.
    pub at: Timestamp,
}

pub(crate) struct AuthEvents;

impl Model for AuthEvents {
    const NAME: &'static str = "auth_events";
    const VERSION: u32 = 3;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/auth_events.sql");
    const KINDS: &'static [&'static str] = &[
        "user.signed_up",
        "user.signed_in",
        "user.sign_in_blocked",
        "user.federation_refused",
        "user.challenge_spent",
        "user.password_refused",
        "user.factor_refused",
        "user.password_set",
        "user.code_issued",
        "user.code_refused",
        "user.compromised_password_found",
        "user.feedback_given",
        "user.deleted",
        domain::FORGOTTEN,
        POOL_DELETED,
    ];
    type Row = AuthEventRow;

    fn parent(row: &AuthEventRow) -> Option<&str> {
        Some(&row.parent)
    }

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        let stream = &event.record.stream;
        Ok(match event.record.kind.as_str() {
            POOL_DELETED => Touch::DropAll,
            domain::FORGOTTEN => of_forgotten_user(stream),
            "user.deleted" => Touch::DropOf(stream.id().to_owned()),
            _ => Touch::One(row_of(event)?),
        })
    }

    fn apply(row: Option<AuthEventRow>, event: &Opened) -> Result<Option<AuthEventRow>, Undecodable> {
        let (fact, moment) = (event.event::<UserEvent>()?, event.moment()?);
        let is_theirs = |row: &AuthEventRow| row.parent == event.record.stream.id();
        if let UserEvent::FeedbackGiven(e) = &*fact {
            let feedback = Some(Feedback { is_valid: e.is_valid, by: e.by, at: e.at });
            return Ok(row.map(|row| if is_theirs(&row) { AuthEventRow { feedback, ..row } } else { row }));
        }
        if let UserEvent::CompromisedPasswordFound(CompromisedPasswordFound { blocked: false, .. }) = &*fact {
            let compromised = true;
            return Ok(row.map(|row| if is_theirs(&row) { AuthEventRow { compromised, ..row } } else { row }));
        }
        let watched = watched(&fact);
        let origin = watched.map(|watched| &watched.origin);
        let told = |told: Option<&Personal<String>>, otherwise: &Personal<String>| {
            match told.unwrap_or(otherwise) {
                Personal::Known(text) => text.clone(),
                // As where nothing is known. The rows of a forgotten person are dropped by the event that follows.
                Personal::Forgotten => String::new(),
            }
        };
        let place = origin.and_then(Origin::place);
        Ok(action(&fact, &moment.operation).map(|action| AuthEventRow {
            id: id_at(event.record.position),
            parent: event.record.stream.id().to_owned(),
            action,
            address: told(origin.map(|origin| &origin.address), &moment.source_ip),
            software: told(origin.map(|origin| &origin.software), &moment.user_agent),
            place: place.map(|at| EventPlace { country: at.country.clone(), city: at.city.clone() }),
            risk: watched.and_then(|watched| watched.risk.as_ref()).map(|risk| EventRisk {
                level: risk.level,
                is_blocked: matches!(*fact, UserEvent::SignInBlocked(_)),
            }),
            at: moment.now,
            feedback: None,
            compromised: matches!(&*fact, UserEvent::CompromisedPasswordFound(_)),
        }))
    }
}

/// The id of the row that an event makes, or that it is about.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other event is about its own row")]
fn row_of(event: &Opened) -> Result<String, Undecodable> {
    let position = event.record.position;
    Ok(match &*event.event::<UserEvent>()? {
        UserEvent::FeedbackGiven(e) => e.event.clone(),
        // It is about the fact right before it.
        UserEvent::CompromisedPasswordFound(e) if !e.blocked => id_at(position.saturating_sub(1)),
        _ => id_at(position),
    })
}

/// Counts down from the greatest number, so that the newest comes first.
fn id_at(position: Position) -> String {
    format!("{:016x}", u64::MAX - position)
}

/// The id of the row that an event made so many events before a position.
pub fn id_behind(position: Position, events: u64) -> String {
    id_at(position.saturating_sub(events))
}

/// What threat protection has seen of an attempt.
#[expect(clippy::wildcard_enum_match_arm, reason = "it sees no other event")]
fn watched(fact: &UserEvent) -> Option<&Watched> {
    match fact {
        UserEvent::SignedIn(e) => e.watched.as_ref(),
        UserEvent::ChallengeSpent(e) => e.watched.as_ref(),
        UserEvent::SignInBlocked(e) => Some(&e.watched),
        _ => None,
    }
}

impl ReadModels {
    /// The events of a user, the newest first.
    pub async fn auth_events(
        &self,
        pool: &LedgerId,
        sub: &str,
        page: Page<'_>,
    ) -> Result<Listed<AuthEventRow>, Unavailable> {
        let of_user = Condition {
            sql: "body ->> 'parent' = $value".to_owned(),
            holds: Box::new(|_, row: &AuthEventRow| row.parent == sub),
            value: sub.to_owned(),
        };
        let list = List { ledger: Some(pool), key: Key::Id, condition: Some(of_user), page };
        self.list::<AuthEvents>(list).await
    }

    /// The event of an id, if it is one of the user's.
    pub async fn auth_event(
        &self,
        pool: &LedgerId,
        sub: &str,
        id: &str,
    ) -> Result<Option<AuthEventRow>, Unavailable> {
        let it = Condition {
            sql: "id = $value".to_owned(),
            holds: Box::new(|found, _: &AuthEventRow| found == id),
            value: id.to_owned(),
        };
        let page = Page { after: None, limit: 1 };
        let list = List { ledger: Some(pool), key: Key::Id, condition: Some(it), page };
        let found = self.list::<AuthEvents>(list).await?.rows.pop();
        Ok(found.filter(|row| row.parent == sub))
    }
}
