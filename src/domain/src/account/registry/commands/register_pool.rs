//! A pool id is reserved.

use crate::{
    Command, Decision, Moment,
    account::registry::{PoolKind, Registered, Registration, RegistrationRefusal},
};

/// Reserves the id; fine when it is reserved for the same kind of pool already.
#[derive(Clone, Debug)]
pub struct RegisterPool {
    /// The id, the same that the stream is named after.
    pub pool_id: String,
    /// What kind of pool.
    pub kind: PoolKind,
}

impl Command for RegisterPool {
    type Aggregate = Registration;
    type Reply = ();

    fn decide(&self, registration: &Registration, _: &Moment) -> Decision<Self> {
        match registration {
            Registration::Absent => {
                let event = Registered { pool_id: self.pool_id.clone(), kind: self.kind };
                Decision::accept([event.into()], ())
            }
            Registration::Registered { kind, .. } if *kind == self.kind => Decision::answer(()),
            Registration::Registered { .. } | Registration::Unregistered => {
                Decision::refuse(RegistrationRefusal::PoolIdTaken)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Aggregate, Claim, account::registry::Unregistered, scenario::given};

    fn register(kind: PoolKind) -> RegisterPool {
        RegisterPool { pool_id: "us-east-1_Abc".into(), kind }
    }

    fn registered() -> crate::account::registry::RegistrationEvent {
        Registered { pool_id: "us-east-1_Abc".into(), kind: PoolKind::User }.into()
    }

    #[test]
    fn an_id_is_reserved_and_claimed_once() {
        given::<Registration>([]).when(register(PoolKind::User)).then([registered()], Ok(()));
        given::<Registration>([registered()]).when(register(PoolKind::User)).then([], Ok(()));
        let claim = Claim::Take { scope: "pool", value: "us-east-1_Abc".into() };
        assert_eq!(Registration::claims(&registered()), [claim]);
    }

    #[test]
    fn an_id_stands_for_one_kind_of_pool_and_is_never_given_again() {
        let taken = || Err(RegistrationRefusal::PoolIdTaken);
        given::<Registration>([registered()]).when(register(PoolKind::Identity)).then([], taken());
        given::<Registration>([registered(), Unregistered {}.into()])
            .when(register(PoolKind::User))
            .then([], taken());
    }
}
