//! A person whose stream has ended is forgotten, even if the node that was asked for it died in between.

use domain::{Moment, Stream, StreamId};
use ledger::{Opened, postgres::reactions::Reaction};

use crate::{Answer, App, ids};

/// Facts that end a person's stream.
pub const FORGETTING: Reaction =
    Reaction { name: "forgetting", kinds: &["user.deleted", "identity.deleted"] };

/// Forgets the person whose stream a recorded event ends.
pub async fn forget(app: &App, opened: &Opened) -> Answer<()> {
    let record = &opened.record;
    let moment = Moment::system("forgetting", app.clock().now(), ids::uuid().to_string());
    app.forget(&person(opened, &record.stream), &record.kind, &moment).await
}

fn person(opened: &Opened, stream: &StreamId) -> Stream {
    Stream::person(opened.record.ledger.clone(), stream.kind(), stream.id())
}
