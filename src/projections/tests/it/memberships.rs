//! Who is in which group: pages of members, and what leaving and deleting take away, the same in tables and in memory.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

use domain::{
    configured::{self, ConfiguredEvent, Deleted},
    user_pools::{
        group::{Group, GroupConfig},
        user::{LeftGroup, User},
        user_pool::{self, UserPool},
    },
};
use projections::{Listed, Page, ReadModels, all, rebuild};
use sqlx::{AssertSqlSafe, Row};

use crate::support::{House, Node, at, delete, join, pool, signed_up, table_of, user};

/// Twelve users: all are in the group `g1`, every third is in `g2` too.
async fn write(node: &Node) {
    for n in 0..12 {
        let sub = format!("sub{n:02}");
        node.say::<User>(user(&sub), [signed_up(&format!("user{n}"), n)]).await;
        join(node, &sub, "g1").await;
        if n % 3 == 0 {
            join(node, &sub, "g2").await;
        }
    }
}

async fn both_forms(node: &Node) -> [ReadModels; 2] {
    let tables = ReadModels::start(node.ledger.clone(), node.pool.clone()).await.unwrap();
    [tables, ReadModels::in_memory(node.ledger.clone())]
}

/// The members of a group by pages of five, the same from both forms.
async fn members(models: &[ReadModels; 2], group: &str) -> Vec<Vec<String>> {
    let (tables, memory) = (pages(&models[0], group).await, pages(&models[1], group).await);
    assert_eq!(tables, memory);
    tables
}

async fn pages(models: &ReadModels, group: &str) -> Vec<Vec<String>> {
    let (mut pages, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = Page { after: after.as_deref(), limit: 5 };
        let Listed { rows, next } = models.members(&pool(), group, page).await.unwrap();
        pages.push(rows.into_iter().map(|row| row.sub).collect());
        after = next;
        if after.is_none() {
            return pages;
        }
    }
}

async fn rows(node: &Node) -> i64 {
    let sql = format!("select count(*) from {}", table_of("memberships"));
    sqlx::query(AssertSqlSafe(sql)).fetch_one(&node.pool).await.unwrap().get(0)
}

fn subs(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|n| format!("sub{n:02}")).collect()
}

#[tokio::test]
async fn members_are_listed_by_sub_a_page_at_a_time() {
    let house = House::new().await;
    let node = house.node().await;
    write(&node).await;
    let models = both_forms(&node).await;
    assert_eq!(members(&models, "g1").await, [subs(0..5), subs(5..10), subs(10..12)]);
    assert_eq!(members(&models, "g2").await, [subs([0, 3, 6, 9])]);
    assert_eq!(members(&models, "g").await, [Vec::<String>::new()]);
}

#[tokio::test]
async fn a_user_who_leaves_or_is_deleted_is_no_member_any_more() {
    let house = House::new().await;
    let node = house.node().await;
    write(&node).await;
    let models = both_forms(&node).await;
    let left = |group: &str| LeftGroup { group: group.to_owned(), at: at(60) };
    node.say::<User>(user("sub03"), [left("g2")]).await;
    assert_eq!(members(&models, "g2").await, [subs([0, 6, 9])]);
    assert_eq!(members(&models, "g1").await.concat(), subs(0..12));
    // As the command that deletes a user records it.
    node.say::<User>(user("sub06"), [left("g1"), left("g2")]).await;
    delete(&node, "sub06").await;
    assert_eq!(members(&models, "g2").await, [subs([0, 9])]);
    assert_eq!(rows(&node).await, 13, "16, three left");
}

#[tokio::test]
async fn nothing_is_left_of_a_deleted_group_and_pool() {
    let house = House::new().await;
    let node = house.node().await;
    write(&node).await;
    let models = both_forms(&node).await;
    assert_eq!(members(&models, "g1").await.concat(), subs(0..12));
    let group = configured::stream::<GroupConfig>(&pool(), "g1");
    node.say::<Group>(group, [ConfiguredEvent::Deleted(Deleted { at: at(60) })]).await;
    assert_eq!(members(&models, "g1").await, [Vec::<String>::new()]);
    assert_eq!((members(&models, "g2").await, rows(&node).await), (vec![subs([0, 3, 6, 9])], 4));
    for (name, compared) in rebuild::verify(all(), &node.ledger, &node.pool, &|_| ()).await.unwrap() {
        assert!(compared.differences.is_empty(), "{name}");
    }
    node.say::<UserPool>(user_pool::stream(pool().as_str()), [user_pool::Deleted { at: at(70) }]).await;
    assert_eq!((members(&models, "g2").await, rows(&node).await), (vec![Vec::<String>::new()], 0));
}
