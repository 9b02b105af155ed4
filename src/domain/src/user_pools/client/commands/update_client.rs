//! A client is configured otherwise.

use crate::{
    Command, Decision, Moment,
    user_pools::client::{App, Client, ClientConfig, ClientRefusal, Updated},
};

/// Replaces the configuration. Answers with the client.
#[derive(Clone, Debug)]
pub struct UpdateClient {
    /// The configuration that the change was made from: what a request leaves out may be kept from it.
    pub from: ClientConfig,
    /// The configuration that holds from now on.
    pub to: ClientConfig,
}

impl Command for UpdateClient {
    type Aggregate = Client;
    type Reply = Box<App>;

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        match client.present() {
            Err(refusal) => Decision::refuse(refusal),
            Ok(app) if app.config != self.from => Decision::refuse(ClientRefusal::Changed),
            Ok(app) => {
                let (config, at) = (self.to.clone(), moment.now);
                let changed = App { config: config.clone(), modified_at: at, ..app.clone() };
                Decision::accept([Updated { config: Box::new(config), at }.into()], Box::new(changed))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::client::testing::{created, deleted},
    };

    fn update(from: &str, to: &str) -> UpdateClient {
        UpdateClient { from: ClientConfig::named(from), to: ClientConfig::named(to) }
    }

    #[test]
    fn a_change_holds_from_now_on() {
        let config = Box::new(ClientConfig::named("app"));
        let updated = Updated { config: config.clone(), at: Timestamp::from_ms(0) };
        let at = Timestamp::from_ms(0);
        let changed = Box::new(App::new(*config, at));
        given::<Client>([created()]).when(update("web", "app")).then([updated.into()], Ok(changed));
    }

    #[test]
    fn a_change_of_a_configuration_that_is_no_longer_there_is_refused() {
        given::<Client>([created()]).when(update("old", "app")).then([], Err(ClientRefusal::Changed));
    }

    #[test]
    fn what_is_not_there_does_not_change() {
        for past in [vec![], vec![created(), deleted()]] {
            given::<Client>(past).when(update("web", "app")).then([], Err(ClientRefusal::NotFound));
        }
    }
}
