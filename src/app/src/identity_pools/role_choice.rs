//! Which role an identity gets in the enhanced flow: from the pool's roles and mappings, and what its token says. Pure; whether the role
//! exists and trusts the identity is decided afterwards.

use domain::identity_pools::identity_pool::{AmbiguousRole, MatchType, RoleMapping, RoleSource, Roles, Rule};
use serde_json::{Map, Value};

use crate::{Answer, Fault, Kind};

/// A mapping of the pool, and the claims of the login that it is for.
pub(crate) struct Mapped<'a> {
    /// The mapping's key.
    pub(crate) provider: &'a str,
    pub(crate) mapping: &'a RoleMapping,
    pub(crate) claims: &'a Map<String, Value>,
}

/// The role of an authenticated caller. `custom` is the role that the caller asks for.
pub(crate) fn of_user(roles: &Roles, mapped: Option<&Mapped<'_>>, custom: Option<&str>) -> Answer<String> {
    let Some(mapped) = mapped else {
        return plain(roles.authenticated.as_ref(), custom);
    };
    let Mapped { mapping, claims, .. } = mapped;
    let offered = match &mapping.source {
        RoleSource::Token => text_claims(claims.get("cognito:roles")),
        RoleSource::Rules(all) => {
            all.iter().filter(|rule| matches(rule, claims)).map(|rule| rule.role_arn.clone()).collect()
        }
    };
    if let Some(wish) = custom {
        return offered.into_iter().find(|role| role == wish).ok_or_else(|| forbidden(wish));
    }
    let chosen = match &mapping.source {
        RoleSource::Token => preferred(claims, offered),
        RoleSource::Rules(_) => offered.into_iter().next(),
    };
    match (chosen, mapping.ambiguous) {
        (Some(role), _) => Ok(role),
        (None, AmbiguousRole::AuthenticatedRole) => plain(roles.authenticated.as_ref(), None),
        (None, AmbiguousRole::Deny) => Err(ambiguous(mapped.provider)),
    }
}

/// The role of a guest.
pub(crate) fn of_guest(roles: &Roles, custom: Option<&str>) -> Answer<String> {
    plain(roles.unauthenticated.as_ref(), custom)
}

/// Without a mapping a caller cannot choose a role.
fn plain(role: Option<&String>, custom: Option<&str>) -> Answer<String> {
    match (role, custom) {
        (_, Some(wish)) => Err(forbidden(wish)),
        (Some(role), None) => Ok(role.clone()),
        (None, None) => Err(misconfigured()),
    }
}

fn preferred(claims: &Map<String, Value>, mut offered: Vec<String>) -> Option<String> {
    let preferred = claims.get("cognito:preferred_role").and_then(Value::as_str);
    if let Some(role) = preferred {
        return Some(role.to_owned());
    }
    if offered.len() == 1 { offered.pop() } else { None }
}

fn matches(rule: &Rule, claims: &Map<String, Value>) -> bool {
    let Some(claim) = claims.get(&rule.claim) else { return false };
    let values = values_of(claim);
    let any = |test: fn(&str, &str) -> bool| values.iter().any(|value| test(value, &rule.value));
    match rule.match_type {
        MatchType::Equals => any(|value, wanted| value == wanted),
        MatchType::NotEqual => !any(|value, wanted| value == wanted),
        MatchType::StartsWith => any(|value, wanted| value.starts_with(wanted)),
        MatchType::Contains => any(|value, wanted| value.contains(wanted)),
    }
}

/// A claim as texts: an array gives each of its elements.
fn values_of(claim: &Value) -> Vec<String> {
    match claim {
        Value::Array(elements) => elements.iter().flat_map(values_of).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => vec![claim.to_string()],
    }
}

/// `cognito:roles`: an array in tokens; a text separated by commas is taken as well.
fn text_claims(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(text)) => text.split(',').map(|role| role.trim().to_owned()).collect(),
        Some(claim) => values_of(claim),
        None => Vec::new(),
    }
}

/// The pool has no role for this caller, or one that cannot be assumed.
pub(crate) fn misconfigured() -> Fault {
    let why = "Invalid identity pool configuration. Check assigned IAM roles for this pool.";
    Fault::new(Kind::InvalidIdentityPoolConfiguration, why)
}

fn ambiguous(provider: &str) -> Fault {
    Fault::not_authorized(format!("The ambiguous role mapping rules for: {provider} denied this request."))
}

pub(crate) fn forbidden(role: &str) -> Fault {
    Fault::not_authorized(format!("Access to Role '{role}' is forbidden."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn roles() -> Roles {
        Roles {
            authenticated: Some("auth".into()),
            unauthenticated: Some("guest".into()),
            ..Roles::default()
        }
    }

    fn choose(
        source: RoleSource,
        ambiguous: AmbiguousRole,
        claims: &Value,
        custom: Option<&str>,
    ) -> Answer<String> {
        let mapping = RoleMapping { source, ambiguous };
        let mapped = Mapped { provider: "p:c", mapping: &mapping, claims: claims.as_object().unwrap() };
        of_user(&roles(), Some(&mapped), custom)
    }

    fn token(claims: &Value, custom: Option<&str>) -> Answer<String> {
        choose(RoleSource::Token, AmbiguousRole::AuthenticatedRole, claims, custom)
    }

    fn rule(claim: &str, match_type: MatchType, value: &str, role: &str) -> Rule {
        Rule { claim: claim.into(), match_type, value: value.into(), role_arn: role.into() }
    }

    #[test]
    fn without_a_mapping_the_pools_roles_count_and_nobody_chooses() {
        assert_eq!(of_user(&roles(), None, None).unwrap(), "auth");
        assert_eq!(of_guest(&roles(), None).unwrap(), "guest");
        assert_eq!(of_guest(&Roles::default(), None), Err(misconfigured()));
        assert_eq!(of_user(&roles(), None, Some("x")), Err(forbidden("x")));
    }

    #[test]
    fn the_token_says_the_role_and_the_caller_may_choose_among_its_roles() {
        let claims = json!({ "cognito:roles": ["a", "b"], "cognito:preferred_role": "b" });
        assert_eq!(token(&claims, None).unwrap(), "b");
        assert_eq!(token(&claims, Some("a")).unwrap(), "a");
        assert_eq!(token(&claims, Some("c")), Err(forbidden("c")));
        assert_eq!(token(&json!({ "cognito:roles": "a, b" }), Some("b")).unwrap(), "b");
        assert_eq!(token(&json!({ "cognito:roles": ["a"] }), None).unwrap(), "a");
    }

    #[test]
    fn where_the_token_says_no_single_role_the_mapping_decides() {
        let claims = json!({ "cognito:roles": ["a", "b"] });
        assert_eq!(token(&claims, None).unwrap(), "auth");
        let denied = choose(RoleSource::Token, AmbiguousRole::Deny, &claims, None).unwrap_err();
        assert_eq!(denied.kind, Kind::NotAuthorized);
        assert_eq!(denied.message, "The ambiguous role mapping rules for: p:c denied this request.");
    }

    #[test]
    fn the_first_rule_that_matches_gives_the_role() {
        let rules = RoleSource::Rules(vec![
            rule("dept", MatchType::NotEqual, "x", "not-x"),
            rule("groups", MatchType::Equals, "admin", "admin"),
            rule("email", MatchType::StartsWith, "ada@", "ada"),
            rule("email", MatchType::Contains, "@b", "b"),
        ]);
        let by = |claims: Value, custom| choose(rules.clone(), AmbiguousRole::Deny, &claims, custom);
        assert_eq!(by(json!({ "groups": ["user", "admin"], "email": "ada@b" }), None).unwrap(), "admin");
        assert_eq!(by(json!({ "groups": ["user"], "email": "ada@b" }), None).unwrap(), "ada");
        assert_eq!(by(json!({ "email": "ada@b" }), Some("b")).unwrap(), "b");
        assert_eq!(by(json!({ "dept": "y" }), None).unwrap(), "not-x");
        assert_eq!(by(json!({ "dept": "x" }), None).unwrap_err().kind, Kind::NotAuthorized);
    }
}
