//! `CreateIdentityPool`

use crate::{
    Command, Decision, Moment,
    identity_pools::identity_pool::{Created, IdentityPool, Refusal, Settings},
};

/// Makes the pool.
pub struct Create {
    /// How it is configured.
    pub settings: Settings,
}

impl Command for Create {
    type Aggregate = IdentityPool;
    type Reply = ();

    fn decide(&self, pool: &IdentityPool, moment: &Moment) -> Decision<Self> {
        if *pool != IdentityPool::Absent {
            return Decision::refuse(Refusal::AlreadyExists);
        }
        match self.settings.check() {
            Ok(()) => {
                Decision::accept([Created { settings: self.settings.clone(), at: moment.now }.into()], ())
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
        identity_pools::identity_pool::{COGNITO_PROVIDERS_MAX, CognitoProvider, Deleted, IdentityPoolEvent},
        scenario::given,
    };

    fn settings() -> Settings {
        Settings { name: "shop".into(), allow_unauthenticated: true, ..Settings::default() }
    }

    #[test]
    fn a_new_pool_is_made_as_configured() {
        let event = Created { settings: settings(), at: Timestamp::from_ms(5) };
        given([]).when_at(5, Create { settings: settings() }).then([event.clone().into()], Ok(()));

        let pool = given::<IdentityPool>([event.into()]).state();
        assert_eq!(pool.active().map(|pool| &pool.settings), Ok(&settings()));
    }

    #[test]
    fn an_id_is_used_only_once_even_after_deletion() {
        let at = Timestamp::default();
        let created = || IdentityPoolEvent::from(Created { settings: settings(), at });
        let again = || Create { settings: settings() };
        given([created()]).when(again()).then([], Err(Refusal::AlreadyExists));
        given([created(), Deleted { at }.into()]).when(again()).then([], Err(Refusal::AlreadyExists));
    }

    #[test]
    fn a_fifty_first_user_pool_client_is_refused() {
        let provider = CognitoProvider {
            provider_name: "cognito-idp.us-east-1.amazonaws.com/us-east-1_A".into(),
            client_id: "c".into(),
            server_side_token_check: None,
        };
        let settings =
            Settings { cognito_identity_providers: vec![provider; COGNITO_PROVIDERS_MAX + 1], ..settings() };
        given([]).when(Create { settings }).then([], Err(Refusal::TooManyProviders));
    }

    #[test]
    fn an_unset_classic_flow_is_open() {
        assert!(settings().classic_flow());
        assert!(!Settings { allow_classic_flow: Some(false), ..settings() }.classic_flow());
    }
}
