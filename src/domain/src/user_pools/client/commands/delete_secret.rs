//! One of a client's two secrets is deleted.

use crate::{
    Command, Decision, Moment, Timestamp,
    user_pools::client::{Client, ClientRefusal, SecretDeleted},
};

/// Deletes a secret, unless it is the only one.
#[derive(Clone, Copy, Debug)]
pub struct DeleteSecret {
    /// When it was made; `None` where the id is of no secret of this client.
    pub made_at: Option<Timestamp>,
}

impl DeleteSecret {
    fn secret_in(&self, client: &Client) -> Result<Timestamp, ClientRefusal> {
        let app = client.present()?;
        let mut times = app.secrets().map(|(made_at, _)| made_at);
        let found = times.find(|made_at| Some(*made_at) == self.made_at);
        let made_at = found.ok_or(ClientRefusal::NoSuchSecret)?;
        if app.secrets().count() == 1 { Err(ClientRefusal::LastSecret) } else { Ok(made_at) }
    }
}

impl Command for DeleteSecret {
    type Aggregate = Client;
    type Reply = ();

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        match self.secret_in(client) {
            Ok(made_at) => Decision::accept([SecretDeleted { made_at, at: moment.now }.into()], ()),
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
            ClientEvent,
            testing::{created, created_with_secret, deleted, secret_added},
        },
    };

    fn delete(made_at_ms: i64) -> DeleteSecret {
        DeleteSecret { made_at: Some(Timestamp::from_ms(made_at_ms)) }
    }

    fn secret_deleted(made_at_ms: i64) -> ClientEvent {
        SecretDeleted { made_at: Timestamp::from_ms(made_at_ms), at: Timestamp::from_ms(0) }.into()
    }

    fn left_after(events: Vec<ClientEvent>) -> Vec<String> {
        let client = given::<Client>(events).state();
        let secrets = client.present().unwrap().secrets().map(|(_, secret)| secret.known().unwrap());
        secrets.cloned().collect()
    }

    #[test]
    fn either_of_two_secrets_is_deleted_and_the_other_stays() {
        let past = || vec![created_with_secret(), secret_added("second", 5)];
        for (made_at_ms, left) in [(0, "second"), (5, "first")] {
            given::<Client>(past()).when(delete(made_at_ms)).then([secret_deleted(made_at_ms)], Ok(()));
            let after = past().into_iter().chain([secret_deleted(made_at_ms)]);
            assert_eq!(left_after(after.collect()), [left]);
        }
    }

    #[test]
    fn the_secret_that_is_left_is_the_configurations() {
        let past = [created_with_secret(), secret_added("second", 5), secret_deleted(0)];
        let client = given::<Client>(past).state();
        let app = client.present().unwrap();
        assert_eq!(app.config.secret, Some("second".to_owned().into()));
        assert_eq!(app.secret_made_at.ms(), 5);
    }

    #[test]
    fn the_last_secret_is_not_deleted() {
        given::<Client>([created_with_secret()]).when(delete(0)).then([], Err(ClientRefusal::LastSecret));
        let past = [created_with_secret(), secret_added("second", 5), secret_deleted(0)];
        given::<Client>(past).when(delete(5)).then([], Err(ClientRefusal::LastSecret));
    }

    #[test]
    fn a_secret_that_is_not_there_is_not_found() {
        let past = || vec![created_with_secret(), secret_added("second", 5)];
        for unknown in [delete(7), DeleteSecret { made_at: None }] {
            given::<Client>(past()).when(unknown).then([], Err(ClientRefusal::NoSuchSecret));
        }
        given::<Client>([created()]).when(delete(0)).then([], Err(ClientRefusal::NoSuchSecret));
        let gone = [created_with_secret(), deleted()];
        given::<Client>(gone).when(delete(0)).then([], Err(ClientRefusal::NotFound));
    }
}
