//! What the notary signs, and what it refuses to.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

#[expect(dead_code, reason = "another test needs more of it")]
mod signed_log;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crypto::{
    merkle::{Frontier, TileId, TileSet, proof},
    seal::MasterKey,
};
use ledger::{
    Keys, Ledger, MemoryKeys,
    notary::{self, Notary},
};

use signed_log::{House, clock, ledger};

#[tokio::test]
async fn a_checkpoint_is_signed_over_the_root_of_all_events_and_its_tiles_prove_any_of_them() {
    let house = House::new().await;
    for (from, to) in [(0, 1), (1, 255), (255, 257), (257, 700)] {
        house.grow(from, to).await;
        assert_eq!(house.sign().await.unwrap(), to);
        assert_eq!(house.sign().await.unwrap(), to, "signing twice changes nothing");
    }
    let records = house.log.page(&ledger(), 0, 1_000).await.unwrap();
    for kept in notary::checkpoints(&house.pool, &ledger(), 0, 100).await.unwrap() {
        let checkpoint = house.seals.open(&kept.note, &ledger()).unwrap();
        let mut tree = Frontier::default();
        records.iter().take(usize::try_from(kept.position).unwrap()).for_each(|r| tree.push(r.digest));
        assert_eq!((checkpoint.size, checkpoint.root), (kept.position, tree.root()));
        assert_eq!(checkpoint.origin, "auth.example.com/us-east-1_Pool");
    }
    let mut tiles = TileSet::default();
    let needs = proof::inclusion_needs(299, 700).unwrap();
    let needs = needs.into_iter().map(|subtree| TileId::holding(subtree, 700));
    let kept = notary::tiles(&house.pool, &ledger(), needs.clone()).await.unwrap();
    for id in needs {
        tiles.insert(id, &kept[&(id.level, id.index)]).unwrap();
    }
    let path = proof::inclusion(299, 700, |subtree| tiles.read(subtree)).unwrap();
    let mut tree = Frontier::default();
    for record in &records {
        tree.push(record.digest);
    }
    assert!(proof::verify_inclusion(&records[299].leaf_hash(), 299, 700, &path, &tree.root()));
}

#[tokio::test]
async fn an_event_that_was_changed_before_it_was_signed_is_not_signed() {
    let house = House::new().await;
    house.grow(0, 10).await;
    house.sign().await.unwrap();
    house.grow(10, 20).await;
    house.forge("update event set data = '{\"forged\":1}' where position = 15").await;
    assert_eq!(house.refusal().await, "event 15 is not what was recorded");
}

#[tokio::test]
async fn a_forger_who_hashes_anew_is_found_by_the_ledgers_own_root() {
    let house = House::new().await;
    house.grow(0, 20).await;
    house.forge("update event set data = '{\"forged\":1}' where position = 15").await;
    let forged = house.log.page(&ledger(), 14, 1).await.unwrap().remove(0);
    let digest = forged.leaf_hash().map(|byte| format!("{byte:02x}")).concat();
    house.forge(&format!("update event set digest = '\\x{digest}' where position = 15")).await;
    assert_eq!(house.refusal().await, "the events up to 20 do not make the root that the ledger carries");
}

#[tokio::test]
async fn a_ledger_that_was_cut_off_or_rewritten_is_not_signed() {
    let house = House::new().await;
    house.grow(0, 20).await;
    house.sign().await.unwrap();
    house.forge("delete from event where position = 20; update ledger set position = 19").await;
    let why = house.refusal().await;
    assert!(why.contains("signed up to 20") || why.contains("frontier"), "{why}");
}

#[tokio::test]
async fn a_root_that_is_not_the_signed_one_is_not_continued() {
    let house = House::new().await;
    house.grow(0, 20).await;
    house.sign().await.unwrap();
    house.grow(20, 21).await;
    house.forge("update tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)").await;
    assert_eq!(house.refusal().await, "the tiles do not make the root that was signed at 20");
    house.forge("update checkpoint set note = replace(note, '20', '20 ')").await;
    assert!(house.refusal().await.contains("the checkpoint at 20 is not ours"));
}

#[tokio::test]
async fn activity_is_signed_within_a_second_by_whichever_node() {
    let house = House::new().await;
    let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
    let open = Ledger::open(house.log.clone(), keys, house.feed.clone(), clock()).await.unwrap();
    let open = Arc::new(open);
    let nodes = ["one", "two"].map(|node| house.memory_of(node));
    let notaries =
        nodes.map(|memory| Notary::start(open.clone(), house.pool.clone(), house.seals.clone(), memory));
    let (mut fastest, mut began) = (Duration::MAX, Instant::now());
    for n in 0..3 {
        house.grow(n, n + 1).await;
        began = Instant::now();
        while notary::latest(&house.pool, &ledger()).await.unwrap().is_none_or(|kept| kept.position <= n) {
            assert!(began.elapsed() < Duration::from_secs(30), "not signed at all");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        fastest = fastest.min(began.elapsed());
    }
    assert!(fastest < Duration::from_secs(1), "even a busy machine does it in time once: {fastest:?}");
    // Both are done with what there is: a step that began before the forgery would sign over it.
    let remembers = |node| house.memory_of(node).recall(&ledger()).unwrap().map_or(0, |known| known.position);
    while ["one", "two"].into_iter().any(|node| remembers(node) < 3) {
        assert!(began.elapsed() < Duration::from_secs(30), "not remembered");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    house.forge("update tile set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)").await;
    house.grow(3, 4).await;
    let refused = async {
        while notaries.iter().any(|notary| notary.alarms().is_empty()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), refused).await.expect("an alarm");
    assert_eq!(notary::latest(&house.pool, &ledger()).await.unwrap().unwrap().position, 3);
}
