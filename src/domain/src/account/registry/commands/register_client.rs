//! A client id is reserved.

use crate::{
    Command, Decision, Moment,
    account::registry::{ClientRegistered, PoolKind, Registration, RegistrationRefusal},
};

/// Reserves the client id for the user pool; fine when it is reserved for this one already.
#[derive(Clone, Debug)]
pub struct RegisterClient {
    /// The id.
    pub client_id: String,
}

impl Command for RegisterClient {
    type Aggregate = Registration;
    type Reply = ();

    fn decide(&self, registration: &Registration, _: &Moment) -> Decision<Self> {
        match registration {
            Registration::Registered { kind: PoolKind::User, clients }
                if clients.contains(&self.client_id) =>
            {
                Decision::answer(())
            }
            Registration::Registered { kind: PoolKind::User, .. } => {
                Decision::accept([ClientRegistered { client_id: self.client_id.clone() }.into()], ())
            }
            Registration::Registered { kind: PoolKind::Identity, .. }
            | Registration::Absent
            | Registration::Unregistered => Decision::refuse(RegistrationRefusal::NotRegistered),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        account::registry::{Registered, RegistrationEvent, Unregistered},
        scenario::given,
    };

    fn registered(kind: PoolKind) -> RegistrationEvent {
        Registered { pool_id: "p".into(), kind }.into()
    }

    fn client() -> RegistrationEvent {
        ClientRegistered { client_id: "c".into() }.into()
    }

    fn register() -> RegisterClient {
        RegisterClient { client_id: "c".into() }
    }

    #[test]
    fn a_client_id_is_reserved_and_claimed_once() {
        given::<Registration>([registered(PoolKind::User)]).when(register()).then([client()], Ok(()));
        given::<Registration>([registered(PoolKind::User), client()]).when(register()).then([], Ok(()));
        let claim = Claim::Take { scope: "client", value: "c".into() };
        assert_eq!(Registration::claims(&client()), [claim]);
    }

    #[test]
    fn only_a_user_pool_that_is_there_has_clients() {
        for past in [
            vec![],
            vec![registered(PoolKind::Identity)],
            vec![registered(PoolKind::User), Unregistered {}.into()],
        ] {
            let refused = Err(RegistrationRefusal::NotRegistered);
            given::<Registration>(past).when(register()).then([], refused);
        }
    }

    #[test]
    fn a_client_id_of_another_pool_is_refused_as_such() {
        assert_eq!(Registration::taken("client"), RegistrationRefusal::ClientIdTaken);
        assert_eq!(Registration::taken("pool"), RegistrationRefusal::PoolIdTaken);
    }
}
