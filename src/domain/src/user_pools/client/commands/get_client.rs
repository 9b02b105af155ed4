//! The client as it is.

use crate::{
    Command, Decision, Moment,
    user_pools::client::{App, Client},
};

/// Asks for the configuration.
#[derive(Clone, Copy, Debug)]
pub struct GetClient;

impl Command for GetClient {
    type Aggregate = Client;
    type Reply = Box<App>;

    fn decide(&self, client: &Client, _: &Moment) -> Decision<Self> {
        match client.present() {
            Ok(app) => Decision::answer(Box::new(app.clone())),
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
    fn a_client_is_told_until_it_is_deleted() {
        let reply = given::<Client>([created()]).when(GetClient).0.reply.unwrap();
        assert_eq!(reply.config.name, "web");
        given::<Client>([created(), deleted()]).when(GetClient).then([], Err(ClientRefusal::NotFound));
    }
}
