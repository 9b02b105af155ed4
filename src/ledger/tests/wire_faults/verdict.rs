//! What must hold afterwards, read from the log and its tables without anything in between.

use std::{collections::HashMap, sync::Arc};

use domain::{Aggregate, Command, Stream, StreamId, scenario::moment_at};
use ledger::{Ledger, Record, postgres::survey};
use private_postgres::testing::TestDatabase;
use sqlx::PgPool;

use crate::{
    desk::{Ask, Desk, DeskEvent, No, Reply},
    desks,
};

/// The outcome of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Answered(Reply),
    Refused(No),
    Contended,
    /// The client does not know whether it was recorded.
    Unknown,
}

#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) stream: Stream,
    pub(crate) ask: Ask,
    pub(crate) outcome: Outcome,
}

/// Every rule.
pub(crate) async fn check(asked: &[Asked], reader: &Ledger, database: &TestDatabase) {
    let pool = PgPool::connect_with(database.options()).await.unwrap();
    let survey = survey(&pool).await.unwrap();
    let (counters, claims) = (survey.counters.clone(), survey.claims().await.unwrap());
    assert_eq!(counters.len(), 2, "two ledgers were written to");
    for counter in &counters {
        let records = reader.log().page(&counter.ledger, 0, 1_000_000).await.unwrap();
        let mut tree = crypto::merkle::Frontier::default();
        for (record, place) in records.iter().zip(1..) {
            assert_eq!((record.position, record.digest), (place, record.leaf_hash()));
            tree.push(record.digest);
        }
        assert_eq!(counter.position, records.len() as u64);
        assert_eq!(counter.frontier.as_ref().map(crypto::merkle::Frontier::to_bytes), Some(tree.to_bytes()));
        assert!(records.iter().map(|record| record.recorded_at).is_sorted());
        let names = held(&records, reader).await;
        let claims = claims.iter().filter(|claim| claim.ledger == counter.ledger);
        let mut claimed: Vec<&StreamId> = claims.map(|claim| &claim.stream).collect();
        let mut holding: Vec<&StreamId> = names.values().collect();
        claimed.sort();
        holding.sort();
        assert_eq!(claimed, holding, "claims are what the events say");
    }
    for stream in desks() {
        let of_it: Vec<&Asked> = asked.iter().filter(|asked| asked.stream == stream).collect();
        answers_are_kept(&past(&stream, reader).await, &of_it);
    }
    let told = |outcome: fn(&Outcome) -> bool| asked.iter().filter(|asked| outcome(&asked.outcome)).count();
    assert!(told(|outcome| matches!(outcome, Outcome::Answered(_))) > 0);
}

/// The holder of each name by the events alone.
async fn held(records: &[Record], reader: &Ledger) -> HashMap<String, StreamId> {
    let mut holders = HashMap::new();
    for record in records {
        let event = reader.read(record.clone()).await.unwrap().event::<DeskEvent>().unwrap();
        match Arc::unwrap_or_clone(event) {
            DeskEvent::Named(named) => {
                let before = holders.insert(named.name, record.stream.clone());
                assert_eq!(before, None, "a name has one holder at a time");
            }
            DeskEvent::Unnamed(unnamed) => {
                assert_eq!(holders.remove(&unnamed.name).as_ref(), Some(&record.stream));
            }
            DeskEvent::Drawn(_) | DeskEvent::Taken(_) | DeskEvent::Left(_) | DeskEvent::Knocked(_) => {}
        }
    }
    holders
}

async fn past(stream: &Stream, reader: &Ledger) -> Vec<DeskEvent> {
    let opened = reader.stream(stream, 0).await.unwrap();
    let versions = opened.iter().map(|one| one.record.version);
    assert!(versions.eq(1..=opened.len() as u64), "versions of {stream} are contiguous");
    opened.iter().map(|one| DeskEvent::clone(&one.event().unwrap())).collect()
}

fn answers_are_kept(events: &[DeskEvent], asked: &[&Asked]) {
    let mut states = vec![Desk::default()];
    for event in events {
        let mut state = states[states.len() - 1].clone();
        state.apply(event);
        states.push(state);
        assert!(asked.iter().any(|asked| asked.ask.token == event.token()), "nobody asked for {event:?}");
    }
    for one in asked {
        let of_it = |event: &&DeskEvent| event.token() == one.ask.token;
        let there: Vec<&DeskEvent> = events.iter().filter(of_it).collect();
        match events.iter().position(|event| of_it(&event)) {
            Some(first) => recorded_once(one, &states[first], &there),
            None => left_no_trace(one, &states),
        }
    }
}

/// What was recorded was decided once, on all that lies before it, and answered accordingly.
fn recorded_once(asked: &Asked, state: &Desk, there: &[&DeskEvent]) {
    let decision = asked.ask.decide(state, &moment_at(0));
    assert!(decision.events.iter().eq(there.iter().copied()), "{asked:?} has in the log: {there:?}");
    let meant = decision.reply.map_or_else(Outcome::Refused, Outcome::Answered);
    assert!([&meant, &Outcome::Unknown].contains(&&asked.outcome), "{asked:?}, and the log says {meant:?}");
}

/// Every accepted request is recorded, and so is a knock; other refusals are not. A look shows a state that there was.
fn left_no_trace(asked: &Asked, states: &[Desk]) {
    let fits = match &asked.outcome {
        Outcome::Answered(Reply::Seen(desk)) => states.contains(desk),
        Outcome::Answered(_) | Outcome::Refused(No::Nobody) => false,
        Outcome::Refused(_) | Outcome::Contended | Outcome::Unknown => true,
    };
    assert!(fits, "{asked:?} is not in the log");
}
