//! A client is made.

use crate::{
    Command, Decision, Moment,
    user_pools::client::{Client, ClientConfig, ClientRefusal, Created},
};

/// Makes the client.
#[derive(Clone, Debug)]
pub struct CreateClient {
    /// All of its configuration.
    pub config: ClientConfig,
}

impl Command for CreateClient {
    type Aggregate = Client;
    type Reply = ();

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        if *client != Client::Absent {
            return Decision::refuse(ClientRefusal::Exists);
        }
        let created = Created { config: Box::new(self.config.clone()), at: moment.now };
        Decision::accept([created.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::client::testing::{created, deleted},
    };

    #[test]
    fn a_client_is_made_once_and_never_again_after_it_was_deleted() {
        let create = || CreateClient { config: ClientConfig::named("web") };
        given::<Client>([]).when(create()).then([created()], Ok(()));
        for past in [vec![created()], vec![created(), deleted()]] {
            given::<Client>(past).when(create()).then([], Err(ClientRefusal::Exists));
        }
    }

    #[test]
    fn a_secret_is_never_debugged() {
        let config = ClientConfig { secret: Some("s3cret".to_owned().into()), ..ClientConfig::named("web") };
        assert!(!format!("{config:?}").contains("s3cret"));
    }
}
