//! `SetIdentityPoolRoles`

use crate::{
    Command, Decision, Moment,
    identity_pools::identity_pool::{IdentityPool, Roles, RolesSet},
};

/// Replaces the whole document of roles and mappings.
pub struct SetRoles {
    /// The new document.
    pub roles: Roles,
}

impl Command for SetRoles {
    type Aggregate = IdentityPool;
    type Reply = ();

    fn decide(&self, pool: &IdentityPool, moment: &Moment) -> Decision<Self> {
        match pool.active().and_then(|_| self.roles.check()) {
            Ok(()) => Decision::accept([RolesSet { roles: self.roles.clone(), at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity_pool::{
            AmbiguousRole, Created, IdentityPoolEvent, MatchType, RULES_MAX, Refusal, RoleMapping,
            RoleSource, Rule, Settings,
        },
        scenario::given,
    };

    fn created() -> IdentityPoolEvent {
        Created { settings: Settings::default(), at: Timestamp::default() }.into()
    }

    fn authenticated(arn: &str) -> Roles {
        Roles { authenticated: Some(arn.into()), ..Roles::default() }
    }

    fn with_rules(count: usize) -> Roles {
        let rule = Rule {
            claim: "custom:dept".into(),
            match_type: MatchType::Equals,
            value: "it".into(),
            role_arn: "arn:aws:iam::123456789012:role/It".into(),
        };
        let source = RoleSource::Rules(vec![rule; count]);
        let mapping = RoleMapping { source, ambiguous: AmbiguousRole::Deny };
        Roles { mappings: [("graph.facebook.com".to_owned(), mapping)].into(), ..Roles::default() }
    }

    #[test]
    fn the_whole_document_is_replaced() {
        let set = |roles| IdentityPoolEvent::from(RolesSet { roles, at: Timestamp::default() });
        let guests = Roles { unauthenticated: Some("guest".into()), ..Roles::default() };
        given([created()]).when(SetRoles { roles: guests.clone() }).then([set(guests.clone())], Ok(()));

        let pool = given::<IdentityPool>([created(), set(authenticated("a")), set(guests.clone())]).state();
        assert_eq!(pool.active().map(|pool| &pool.roles), Ok(&guests));
    }

    #[test]
    fn a_mapping_has_at_most_twenty_five_rules() {
        let at = Timestamp::default();
        given([created()])
            .when(SetRoles { roles: with_rules(RULES_MAX) })
            .then([RolesSet { roles: with_rules(RULES_MAX), at }.into()], Ok(()));
        given([created()])
            .when(SetRoles { roles: with_rules(RULES_MAX + 1) })
            .then([], Err(Refusal::TooManyRules));
    }

    #[test]
    fn a_pool_that_is_not_there_has_no_roles() {
        given([]).when(SetRoles { roles: authenticated("a") }).then([], Err(Refusal::NotFound));
    }
}
