//! A pool leaves the list.

use crate::{
    Command, Decision, Moment,
    account::registry::{Registration, Unregistered},
};

/// Takes the pool and its clients off the list; fine when that was done before. A pool that is not on the list yet is never put there: it
/// may have been deleted before the list was updated.
#[derive(Clone, Copy, Debug)]
pub struct UnregisterPool;

impl Command for UnregisterPool {
    type Aggregate = Registration;
    type Reply = ();

    fn decide(&self, registration: &Registration, _: &Moment) -> Decision<Self> {
        match registration {
            Registration::Absent | Registration::Registered { .. } => {
                Decision::accept([Unregistered {}.into()], ())
            }
            Registration::Unregistered => Decision::answer(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        account::registry::{
            PoolKind, Registered, RegistrationEvent, RegistrationRefusal, commands::RegisterPool,
        },
        scenario::given,
    };

    #[test]
    fn a_pool_leaves_with_all_its_names_and_only_once() {
        let registered = || RegistrationEvent::from(Registered { pool_id: "p".into(), kind: PoolKind::User });
        let gone = || RegistrationEvent::from(Unregistered {});
        given::<Registration>([registered()]).when(UnregisterPool).then([gone()], Ok(()));
        given::<Registration>([registered(), gone()]).when(UnregisterPool).then([], Ok(()));
        assert_eq!(Registration::claims(&gone()), [Claim::ReleaseAll]);
    }

    #[test]
    fn a_pool_that_ended_before_it_was_listed_is_never_listed() {
        let gone = || RegistrationEvent::from(Unregistered {});
        given::<Registration>([]).when(UnregisterPool).then([gone()], Ok(()));
        let register = RegisterPool { pool_id: "p".into(), kind: PoolKind::User };
        given::<Registration>([gone()]).when(register).then([], Err(RegistrationRefusal::PoolIdTaken));
    }
}
