//! A client gets a second secret, so that the first can be exchanged while both are good.

use crate::{
    Command, Decision, Moment, Secret, Timestamp,
    user_pools::client::{App, Client, ClientRefusal, SECRETS_MAX, SecretAdded},
};

/// Adds a secret. Answers with the time that its id says it was made at.
#[derive(Clone, Debug)]
pub struct AddSecret {
    /// The secret.
    pub secret: Secret<String>,
}

impl Command for AddSecret {
    type Aggregate = Client;
    type Reply = Timestamp;

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        match client.present().and_then(|app| free_time(app, moment.now)) {
            Ok(made_at) => {
                let added = SecretAdded { secret: self.secret.clone(), made_at };
                Decision::accept([added.into()], made_at)
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

/// When a secret that is added now counts as made: later than the one that is there, for their ids to differ and to show their order.
fn free_time(app: &App, now: Timestamp) -> Result<Timestamp, ClientRefusal> {
    let (newest, _) = app.secrets().last().ok_or(ClientRefusal::Public)?;
    if app.secrets().count() >= SECRETS_MAX {
        return Err(ClientRefusal::TooManySecrets);
    }
    Ok(now.max(Timestamp::from_ms(newest.ms() + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::client::testing::{created, created_with_secret, deleted, secret_added},
    };

    fn add(secret: &str) -> AddSecret {
        AddSecret { secret: secret.to_owned().into() }
    }

    #[test]
    fn a_client_has_two_secrets_at_the_most() {
        given::<Client>([created_with_secret()])
            .when_at(5, add("second"))
            .then([secret_added("second", 5)], Ok(Timestamp::from_ms(5)));
        given::<Client>([created_with_secret(), secret_added("second", 5)])
            .when(add("third"))
            .then([], Err(ClientRefusal::TooManySecrets));
    }

    #[test]
    fn secrets_that_are_made_at_the_same_time_have_different_ids() {
        given::<Client>([created_with_secret()])
            .when_at(0, add("second"))
            .then([secret_added("second", 1)], Ok(Timestamp::from_ms(1)));
    }

    #[test]
    fn a_public_client_gets_no_secret() {
        given::<Client>([created()]).when(add("first")).then([], Err(ClientRefusal::Public));
    }

    #[test]
    fn what_is_not_there_gets_no_secret() {
        for past in [vec![], vec![created_with_secret(), deleted()]] {
            given::<Client>(past).when(add("second")).then([], Err(ClientRefusal::NotFound));
        }
    }
}
