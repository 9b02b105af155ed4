//! Records of the log, sealed parts and all: kind, payload, moment, sealed bytes, as an attacker may have left them in
//! the tables; and a payload of any form on its way in and out again, which comes back as it went.

use std::sync::{Arc, atomic::AtomicU64};

use crypto::seal::MasterKey;
use domain::{
    Aggregate, Command, Decision, LedgerId, Moment, Personal, Scope, Secret, Stream, StreamId, SubjectId,
    Timestamp,
};
use ledger::{Clock, Feed, Keys, Ledger, MemoryKeys, MemoryLog, Record, Root, Unavailable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use crate::input::{parts, same, text};

pub(crate) fn run(data: &[u8]) {
    let [kind, payload, meta, sealed] = parts(data);
    runtime().block_on(async {
        let ledger = open().await.expect("memory is always there");
        foreign(&ledger, &text(kind), [payload, meta, sealed]).await;
        if let Ok(value) = serde_json::from_slice::<Value>(payload) {
            round_trip(
                &ledger,
                Noted { plain: value.clone(), personal: value.clone().into(), secret: value.into() },
            )
            .await;
        }
    });
}

/// A record that this program never wrote.
async fn foreign(ledger: &Ledger, kind: &str, [data, meta, sealed]: [&[u8]; 3]) {
    let record = Record {
        ledger: LedgerId::new("us-east-1_Fuzz"),
        position: 1,
        id: Uuid::nil(),
        stream: StreamId::new("user-1"),
        version: 1,
        kind: kind.to_owned(),
        shape: 1,
        data: data.to_vec().into(),
        sealed: sealed.to_vec().into(),
        meta: meta.to_vec().into(),
        recorded_at: Timestamp::from_ms(0),
        digest: [0; 32],
    };
    assert_eq!(record.leaf_hash(), record.leaf_hash());
    let Ok(opened) = ledger.read(record).await else { return };
    let _ = opened.subject();
    macro_rules! each {
        ($($aggregate:ty),+) => { $(let _ = opened.event::<<$aggregate as Aggregate>::Event>();)+ };
    }
    domain::for_each_aggregate!(each);
}

async fn round_trip(ledger: &Ledger, noted: Noted) {
    let ledger_id = LedgerId::new("us-east-1_Fuzz");
    let stream =
        Stream { ledger: ledger_id, id: StreamId::new("note-1"), subject: Some(SubjectId::new("note-1")) };
    let mut root = Root::<Note>::new(stream.clone(), Arc::new(AtomicU64::new(0)));
    let moment = Moment::system("fuzz", Timestamp::from_ms(0), "request");
    root.execute(ledger, &Take(noted.clone()), &moment).await.expect("a note is taken");
    let records = ledger.stream(&stream, 0).await.expect("what was written is readable");
    let event: Arc<NoteEvent> = records[0].event().expect("and is what it was");
    let (written, read) = (serde_json::to_value(NoteEvent::from(noted)), serde_json::to_value(&*event));
    assert!(
        same(written.as_ref().expect("JSON"), read.as_ref().expect("JSON")),
        "{written:?} is read as {read:?}"
    );
    assert_eq!(records[0].moment().expect("the moment is readable"), moment);
}

/// One for each run: what a ledger has started ends with it.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn open() -> Result<Ledger, Unavailable> {
    let clock = Clock::new(|| Timestamp::from_ms(0));
    let keys = Keys::new(MasterKey::from_bytes([1; 32]), Arc::new(MemoryKeys::default()));
    Ledger::open(Arc::new(MemoryLog::new(clock.clone())), Arc::new(keys), Feed::default(), clock).await
}

/// Any JSON, in the three ways in which an event holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Noted {
    plain: Value,
    personal: Personal<Value>,
    secret: Secret<Value>,
}

domain::events! {
    /// Facts about a note.
    enum NoteEvent {
        "note.taken" 1 => Noted,
    }
}

/// The smallest aggregate that holds anything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Note(u64);

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("never")]
struct Never;

impl Aggregate for Note {
    const KIND: &'static str = "note";
    type Event = NoteEvent;
    type Refusal = Never;

    fn apply(&mut self, _: &NoteEvent) {
        self.0 += 1;
    }

    fn taken(_: Scope) -> Never {
        Never
    }
}

struct Take(Noted);

impl Command for Take {
    type Aggregate = Note;
    type Reply = ();

    fn decide(&self, _: &Note, _: &Moment) -> Decision<Self> {
        Decision::accept([self.0.clone().into()], ())
    }
}
