//! The person of an ended stream is forgotten, even if the node that handled the request died in between.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{Moment, Stream};
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction, Tries},
};

use crate::kernel::{Core, ids};

/// Without a limit: a database outage must not keep a person from being forgotten.
pub(super) const UNTIL_DONE: Tries =
    Tries { max: None, first_pause: Duration::from_secs(1), longest_pause: Duration::from_mins(1) };

static FORGETTING: Reaction =
    Reaction { name: "forgetting", kinds: &["user.deleted", "identity.deleted"], tries: UNTIL_DONE };

/// Forgets the person whose stream a recorded event ends.
pub(super) struct Forget(pub(super) Arc<Core>);

#[async_trait(?Send)]
impl React for Forget {
    fn reaction(&self) -> &'static Reaction {
        &FORGETTING
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let (core, record) = (&self.0, &event.record);
        let moment = Moment::system("forgetting", core.clock().now(), ids::uuid().to_string());
        let person = Stream::person(record.ledger.clone(), record.stream.kind(), record.stream.id());
        match core.forget(&person, &record.kind, &moment).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Later("the person could not be forgotten"),
        }
    }
}
