//! A client ends.

use crate::{
    Command, Decision, Moment,
    user_pools::client::{Client, Deleted},
};

/// Deletes the client.
#[derive(Clone, Copy, Debug)]
pub struct DeleteClient;

impl Command for DeleteClient {
    type Aggregate = Client;
    type Reply = ();

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        match client.present() {
            Ok(_) => Decision::accept([Deleted { at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::client::{
            ClientRefusal,
            testing::{created, deleted},
        },
    };

    #[test]
    fn a_client_is_deleted_once() {
        given::<Client>([created()]).when(DeleteClient).then([deleted()], Ok(()));
        given::<Client>([created(), deleted()]).when(DeleteClient).then([], Err(ClientRefusal::NotFound));
    }
}
