//! The function `PostConfirmation` is called for a user who was confirmed, even if the node that handled the request died in between.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{Moment, Stream, user_pools::user::UserEvent};
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction, Tries},
};

use crate::{
    Kind,
    kernel::ids,
    user_pools::{UserPools, triggers::Late},
};

/// For about an hour, in which a function may be away.
const TRIES: Tries =
    Tries { max: Some(12), first_pause: Duration::from_secs(5), longest_pause: Duration::from_mins(10) };

static CONFIRMED: Reaction =
    Reaction { name: "post_confirmation", kinds: &["user.post_confirmation_due"], tries: TRIES };

/// Calls what a request has not called.
pub(super) struct CallConfirmed(pub(super) Arc<UserPools>);

#[async_trait(?Send)]
impl React for CallConfirmed {
    fn reaction(&self) -> &'static Reaction {
        &CONFIRMED
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let Ok(read) = event.event::<UserEvent>() else { return Outcome::Later("its event cannot be read") };
        let UserEvent::PostConfirmationDue(due) = &*read else { return Outcome::Done };
        let record = &event.record;
        let user = Stream::person(record.ledger.clone(), record.stream.kind(), record.stream.id());
        let moment = Moment::system("post_confirmation", self.0.core.clock().now(), ids::uuid().to_string());
        match self.0.tell_confirmed_late(&user, due.at, &moment).await {
            Ok(Late::Done) => Outcome::Done,
            Ok(Late::UnderWay(pause)) => Outcome::Continue(pause),
            Ok(Late::NotCalled) => Outcome::Later("the function could not be called"),
            // The pool was deleted, and its users with it.
            Err(fault) if fault.kind == Kind::ResourceNotFound => Outcome::Done,
            Err(_) => Outcome::Later("the log did not answer"),
        }
    }
}
