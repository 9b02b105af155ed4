//! What users have done to sign in: what is listed, in what order, and what is gone with what, the same in tables and in memory.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use domain::{
    user_pools::{
        risk::{Judged, Origin, Place, RiskLevel, RiskReason, Watched},
        user::{
            ChallengeSpent, CompromisedPasswordFound, FeedbackBy, FeedbackGiven, PasswordRefused,
            PasswordSet, PasswordSetBy, SignInBlocked, SignedIn, Status, User, UserEvent,
        },
    },
    values::risk::{PasswordEvent, RiskAction},
};
use projections::{
    Page, ReadModels,
    user_pools::auth_events::{ActionKind, AuthEventRow, EventPlace, EventRisk, Outcome},
};

use crate::support::{House, Node, at, credential, delete, pool, signed_up, user};

async fn models(node: &Node) -> [ReadModels; 2] {
    let tables = ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap();
    [tables, ReadModels::in_memory(node.ledger.clone())]
}

/// A page of a user's events, and the key of the next one, the same from both forms.
async fn page(
    models: &[ReadModels; 2],
    sub: &str,
    after: Option<&str>,
    limit: u32,
) -> (Vec<AuthEventRow>, Option<String>) {
    let mut found = Vec::new();
    for models in models {
        let listed = models.auth_events(&pool(), sub, Page { after, limit }).await.unwrap();
        found.push((listed.rows, listed.next));
    }
    assert_eq!(found[0], found[1]);
    found.swap_remove(0)
}

async fn listed(models: &[ReadModels; 2], sub: &str) -> Vec<(ActionKind, Outcome)> {
    let rows = page(models, sub, None, 60).await.0;
    rows.into_iter().map(|row| (row.action.kind, row.action.outcome)).collect()
}

pub(crate) fn signed_in(seconds: i64) -> SignedIn {
    let (session, client_id, method) = ("jti".to_owned(), "web".to_owned(), "USER_SRP_AUTH".to_owned());
    SignedIn { session, client_id, method, challenge: None, watched: None, at: at(seconds) }
}

fn spent() -> ChallengeSpent {
    let challenge = domain::user_pools::user::AnsweredChallenge { id: "c1".to_owned(), expires_at: at(9) };
    ChallengeSpent { challenge, watched: None, at: at(2) }
}

#[tokio::test]
async fn what_was_done_is_listed_newest_first_for_its_user_alone() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let refused = PasswordRefused { failures: 1, locked_until: None, at: at(2) };
    let set = |by| PasswordSet::alone(by, credential(), Status::Confirmed, at(4));
    let past: [UserEvent; 6] = [
        signed_up("ada", 1).into(),
        refused.into(),
        spent().into(),
        signed_in(3).into(),
        set(PasswordSetBy::Change).into(),
        set(PasswordSetBy::Admin).into(),
    ];
    node.say::<User>(user("ada"), past).await;
    node.say::<User>(user("bob"), [signed_up("bob", 1)]).await;
    let expected = [
        (ActionKind::PasswordChange, Outcome::Pass),
        (ActionKind::SignIn, Outcome::Pass),
        (ActionKind::SignIn, Outcome::InProgress),
        (ActionKind::SignIn, Outcome::Fail),
        (ActionKind::SignUp, Outcome::Pass),
    ];
    assert_eq!(listed(&models, "ada").await, expected);
    assert_eq!(listed(&models, "bob").await, [(ActionKind::SignUp, Outcome::Pass)]);
    let (first, next) = page(&models, "ada", None, 3).await;
    let (second, end) = page(&models, "ada", next.as_deref(), 3).await;
    assert_eq!((first.len(), second.len(), end), (3, 2, None));
    assert!(first.iter().chain(&second).is_sorted_by(|one, other| one.id < other.id));
    delete(&node, "ada").await;
    assert!(listed(&models, "ada").await.is_empty());
    assert_eq!(listed(&models, "bob").await.len(), 1);
}

#[tokio::test]
async fn feedback_is_shown_with_its_event() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    node.say::<User>(user("ada"), [UserEvent::from(signed_up("ada", 1)), signed_in(2).into()]).await;
    let event = page(&models, "ada", None, 1).await.0.remove(0).id;
    for (is_valid, by) in [(true, FeedbackBy::User), (false, FeedbackBy::Admin)] {
        let given = FeedbackGiven { event: event.clone(), is_valid, by, network: None, at: at(3) };
        node.say::<User>(user("ada"), [given]).await;
        let rows = page(&models, "ada", None, 60).await.0;
        let feedback = rows[0].feedback.unwrap();
        assert_eq!((feedback.is_valid, feedback.by, rows[1].feedback), (is_valid, by, None));
        assert_eq!(rows.len(), 2);
    }
    for models in &models {
        assert!(models.auth_event(&pool(), "ada", &event).await.unwrap().is_some());
        assert!(models.auth_event(&pool(), "bob", &event).await.unwrap().is_none());
        assert!(models.auth_event(&pool(), "ada", "none").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_compromised_password_shows_with_what_it_was_taken_for_or_by_itself_where_it_was_refused() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let found = |on, blocked| UserEvent::from(CompromisedPasswordFound { on, blocked, at: at(2) });
    let past: [UserEvent; 6] = [
        signed_up("ada", 1).into(),
        found(PasswordEvent::SignUp, false),
        signed_in(2).into(),
        signed_in(3).into(),
        found(PasswordEvent::SignIn, false),
        found(PasswordEvent::SignIn, true),
    ];
    node.say::<User>(user("ada"), past).await;
    let rows = page(&models, "ada", None, 60).await.0;
    let shown: Vec<_> =
        rows.into_iter().map(|row| (row.action.kind, row.action.outcome, row.compromised)).collect();
    assert_eq!(
        shown,
        [
            (ActionKind::SignIn, Outcome::Fail, true),
            (ActionKind::SignIn, Outcome::Pass, true),
            (ActionKind::SignIn, Outcome::Pass, false),
            (ActionKind::SignUp, Outcome::Pass, true),
        ]
    );
}

#[tokio::test]
async fn the_risk_of_a_sign_in_and_where_it_came_from_are_shown_with_it() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    let (country, city, at_degrees) = ("DE".to_owned(), "Berlin".to_owned(), Some((5252, 1340)));
    let origin = Origin {
        address: "192.0.2.1".to_owned().into(),
        software: "Firefox".to_owned().into(),
        device: None,
        place: Some(Place { country: country.clone(), city: city.clone(), at: at_degrees }.into()),
    };
    let judged =
        |level| Judged { level, reasons: [RiskReason::NewNetwork].into(), action: RiskAction::Block };
    let watched = |level| Watched { origin: origin.clone(), risk: Some(judged(level)) };
    let (client_id, method) = ("web".to_owned(), "USER_SRP_AUTH".to_owned());
    let blocked = SignInBlocked { watched: watched(Some(RiskLevel::High)), client_id, method, at: at(3) };
    let let_in = SignedIn { watched: Some(watched(None)), ..signed_in(2) };
    node.say::<User>(user("ada"), [signed_up("ada", 1).into(), UserEvent::from(let_in), blocked.into()])
        .await;
    let rows = page(&models, "ada", None, 60).await.0;
    let risk = |level, is_blocked| Some(EventRisk { level, is_blocked });
    assert_eq!((rows[0].risk, rows[0].action.outcome), (risk(Some(RiskLevel::High), true), Outcome::Fail));
    assert_eq!((rows[1].risk, rows[1].action.outcome), (risk(None, false), Outcome::Pass));
    assert_eq!((rows[2].risk, &rows[2].place), (None, &None));
    assert_eq!((&*rows[0].address, &*rows[0].software), ("192.0.2.1", "Firefox"));
    assert_eq!(rows[0].place, Some(EventPlace { country, city }));
}
