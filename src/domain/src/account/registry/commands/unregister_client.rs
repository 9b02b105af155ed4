//! A client id is given back.

use crate::{
    Command, Decision, Moment,
    account::registry::{ClientUnregistered, Registration},
};

/// Frees the client id; fine when it is not reserved.
#[derive(Clone, Debug)]
pub struct UnregisterClient {
    /// The id.
    pub client_id: String,
}

impl Command for UnregisterClient {
    type Aggregate = Registration;
    type Reply = ();

    fn decide(&self, registration: &Registration, _: &Moment) -> Decision<Self> {
        match registration {
            Registration::Registered { clients, .. } if clients.contains(&self.client_id) => {
                Decision::accept([ClientUnregistered { client_id: self.client_id.clone() }.into()], ())
            }
            Registration::Registered { .. } | Registration::Absent | Registration::Unregistered => {
                Decision::answer(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        account::registry::{ClientRegistered, PoolKind, Registered, RegistrationEvent},
        scenario::given,
    };

    #[test]
    fn a_client_id_is_given_back_once() {
        let registered = || RegistrationEvent::from(Registered { pool_id: "p".into(), kind: PoolKind::User });
        let client = || RegistrationEvent::from(ClientRegistered { client_id: "c".into() });
        let gone = || RegistrationEvent::from(ClientUnregistered { client_id: "c".into() });
        let command = || UnregisterClient { client_id: "c".into() };
        given::<Registration>([registered(), client()]).when(command()).then([gone()], Ok(()));
        given::<Registration>([registered(), client(), gone()]).when(command()).then([], Ok(()));
        assert_eq!(Registration::claims(&gone()), [Claim::Release { scope: "client", value: "c".into() }]);
    }
}
