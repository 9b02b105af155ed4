//! The sessions of users: what is listed, and what ends them, the same in tables and in memory.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use domain::user_pools::{
    session::{self, Revoked, Session},
    user::{Disabled, SignedOutEverywhere, User},
};
use projections::{Page, ReadModels};

use crate::support::{House, Node, at, delete, open_session, pool, signed_up, user};

/// The sessions of a user at a time, the same from both forms.
async fn listed(models: &[ReadModels; 2], sub: &str, seconds: i64) -> Vec<String> {
    let mut found = Vec::new();
    for models in models {
        let page = Page { after: None, limit: 60 };
        let rows = models.sessions(&pool(), sub, at(seconds), page).await.unwrap().rows;
        found.push(rows.into_iter().map(|row| row.jti).collect::<Vec<_>>());
    }
    assert_eq!(found[0], found[1]);
    found.swap_remove(0)
}

async fn models(node: &Node) -> [ReadModels; 2] {
    let tables = ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap();
    [tables, ReadModels::in_memory(node.ledger.clone())]
}

#[tokio::test]
async fn a_session_is_listed_until_it_ends() {
    let house = House::new().await;
    let node = house.node().await;
    let models = models(&node).await;
    for (n, sub) in ["ada", "bob", "eve", "eva"].into_iter().enumerate() {
        node.say::<User>(user(sub), [signed_up(sub, 1)]).await;
        open_session(&node, sub, &format!("jti{n}1"), 1).await;
        open_session(&node, sub, &format!("jti{n}2"), 5).await;
    }
    assert_eq!(listed(&models, "ada", 5).await, ["jti01", "jti02"]);
    assert_eq!(listed(&models, "ada", 11).await, ["jti02"], "the refresh token of the first has ended");
    node.say::<Session>(session::stream(&user("ada"), "jti02"), [Revoked { at: at(6) }]).await;
    assert_eq!(listed(&models, "ada", 6).await, ["jti01"]);
    node.say::<User>(user("bob"), [SignedOutEverywhere { epoch: 1, at: at(6) }]).await;
    open_session(&node, "bob", "jti13", 6).await;
    assert_eq!(listed(&models, "bob", 6).await, ["jti13"]);
    node.say::<User>(user("eve"), [Disabled { epoch: 1, at: at(6) }]).await;
    assert!(listed(&models, "eve", 6).await.is_empty());
    delete(&node, "eva").await;
    assert!(listed(&models, "eva", 6).await.is_empty());
    assert_eq!(listed(&models, "ada", 6).await, ["jti01"], "no session of another user has ended");
}
