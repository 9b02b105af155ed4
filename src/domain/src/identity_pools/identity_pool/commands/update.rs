//! `UpdateIdentityPool`

use crate::{
    Command, Decision, Moment,
    identity_pools::identity_pool::{Active, IdentityPool, Refusal, Settings, Updated},
};

/// Replaces all settings: those that are not sent are removed.
pub struct Update {
    /// The new settings.
    pub settings: Settings,
}

impl Update {
    fn check(&self, pool: &Active) -> Result<(), Refusal> {
        let name = &pool.settings.developer_provider_name;
        if name.is_some() && *name != self.settings.developer_provider_name {
            return Err(Refusal::DeveloperProviderNameFixed);
        }
        self.settings.check()
    }
}

impl Command for Update {
    type Aggregate = IdentityPool;
    type Reply = ();

    fn decide(&self, pool: &IdentityPool, moment: &Moment) -> Decision<Self> {
        match pool.active().and_then(|pool| self.check(pool)) {
            Ok(()) => {
                Decision::accept([Updated { settings: self.settings.clone(), at: moment.now }.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity_pool::{Created, IdentityPoolEvent},
        scenario::given,
    };

    fn settings(developer: Option<&str>) -> Settings {
        Settings {
            name: "shop".into(),
            developer_provider_name: developer.map(str::to_owned),
            ..Settings::default()
        }
    }

    fn created(developer: Option<&str>) -> IdentityPoolEvent {
        Created { settings: settings(developer), at: Timestamp::default() }.into()
    }

    #[test]
    fn the_settings_are_replaced_whole() {
        let event = Updated { settings: settings(Some("login.shop")), at: Timestamp::from_ms(7) };
        given([created(None)])
            .when_at(7, Update { settings: settings(Some("login.shop")) })
            .then([event.clone().into()], Ok(()));

        let pool = given::<IdentityPool>([created(None), event.into()]).state();
        assert_eq!(pool.active().map(|pool| &pool.settings), Ok(&settings(Some("login.shop"))));
    }

    #[test]
    fn a_developer_provider_name_stays() {
        for other in [None, Some("login.other")] {
            given([created(Some("login.shop"))])
                .when(Update { settings: settings(other) })
                .then([], Err(Refusal::DeveloperProviderNameFixed));
        }
    }

    #[test]
    fn what_is_not_there_is_not_updated() {
        given([]).when(Update { settings: settings(None) }).then([], Err(Refusal::NotFound));
    }
}
