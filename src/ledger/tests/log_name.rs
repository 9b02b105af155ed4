//! The log's name: made once, the same for every node, also where checkpoints were signed before there was one.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[expect(dead_code, reason = "another test needs more of it")]
mod signed_log;

use domain::LedgerId;
use ledger::notary::{self, NameFault, Seals, log_name, name_log};

use signed_log::{House, MASTER, ledger};

#[tokio::test]
async fn a_log_is_named_once_and_every_node_reads_that_name() {
    let house = House::new().await;
    assert_eq!(log_name(&house.pool).await.unwrap(), None);
    let master = &*MASTER;
    let nodes = (0..6).map(|_| name_log(&house.pool, master, None));
    let names = futures_util::future::join_all(nodes).await;
    let first = names[0].as_ref().unwrap().clone();
    assert!(names.iter().all(|name| name.as_ref().unwrap() == &first), "{names:?}");
    assert_eq!(log_name(&house.pool).await.unwrap(), Some(first.clone()));
    assert_eq!(name_log(&house.pool, &MASTER, Some(&first)).await.unwrap(), first);
    let other = name_log(&house.pool, &MASTER, Some("other.example.com")).await;
    assert!(matches!(&other, Err(NameFault::Another { kept, .. }) if *kept == first), "{other:?}");
    assert_eq!(log_name(&house.pool).await.unwrap(), Some(first));
}

#[tokio::test]
async fn a_name_that_is_given_at_the_first_start_is_taken_if_it_can_be_one() {
    let house = House::new().await;
    let unfit = name_log(&house.pool, &MASTER, Some("two words")).await;
    assert!(matches!(unfit, Err(NameFault::Unfit(_))), "{unfit:?}");
    assert_eq!(log_name(&house.pool).await.unwrap(), None);
    assert_eq!(name_log(&house.pool, &MASTER, Some("auth.example.com")).await.unwrap(), "auth.example.com");
    assert_eq!(name_log(&house.pool, &MASTER, None).await.unwrap(), "auth.example.com");
}

#[tokio::test]
async fn a_log_that_was_signed_under_an_address_is_named_after_the_last_one() {
    let mut house = House::new().await;
    for (host, position) in [("localhost:9229", 10), ("localhost:9230", 20)] {
        house.seals = Seals::new(MASTER.clone(), host);
        house.grow(position - 10, position).await;
        assert_eq!(house.sign_as(&house.memory_of(host)).await.unwrap(), position);
    }
    let given = name_log(&house.pool, &MASTER, Some("auth.example.com")).await;
    assert!(matches!(given, Err(NameFault::Another { .. })), "{given:?}");
    assert_eq!(name_log(&house.pool, &MASTER, None).await.unwrap(), "localhost:9230");
    let latest = notary::latest(&house.pool, &ledger()).await.unwrap().unwrap();
    house.seals.open(&latest.note, &ledger()).unwrap();
    assert_eq!(house.seals.origin(&LedgerId::account()), "localhost:9230/account");
}

#[tokio::test]
async fn the_servers_role_cannot_change_the_name() {
    let house = House::new().await;
    name_log(&house.pool, &MASTER, Some("auth.example.com")).await.unwrap();
    for sql in ["update log_name set name = 'x'", "delete from log_name"] {
        let refused = sqlx::query(sql).execute(&house.pool).await.unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
    let second = sqlx::query("insert into log_name (name) values ('x')").execute(&house.pool).await;
    assert!(second.is_err(), "there is one name");
}

#[tokio::test]
async fn a_ledger_that_was_last_signed_at_an_older_address_than_the_rest_is_followed_and_signed_on() {
    let mut house = House::new().await;
    house.seals = Seals::new(MASTER.clone(), "localhost:9229");
    house.signed_at(&[10]).await;
    house.seals = Seals::new(MASTER.clone(), "localhost:9230");
    let node = house.memory_of("upgraded");
    assert_eq!(house.sign_as(&node).await.unwrap(), 10);
    assert_eq!(house.sign_as(&house.memory_of("upgraded")).await.unwrap(), 10);
    house.grow(10, 20).await;
    assert_eq!(house.sign_as(&house.memory_of("upgraded")).await.unwrap(), 20);
}
