//! Settings, roles and credentials between the wire and the app.

use std::collections::BTreeMap;

use app::{Answer, Fault, identity_pools::pools::OpenIdentityPool, sts::temporary::TemporaryCredentials};
use domain::identity_pools::identity_pool::{
    AmbiguousRole, CognitoProvider, MatchType, RoleMapping, RoleSource, Roles, Rule, Settings,
};
use wire::{Timestamp, cognito_identity as shape};

/// The names on the wire, as the model spells them, each with its value.
const MATCH_TYPES: [(&str, MatchType); 4] = [
    ("Equals", MatchType::Equals),
    ("Contains", MatchType::Contains),
    ("StartsWith", MatchType::StartsWith),
    ("NotEqual", MatchType::NotEqual),
];
const AMBIGUOUS: [(&str, AmbiguousRole); 2] =
    [("AuthenticatedRole", AmbiguousRole::AuthenticatedRole), ("Deny", AmbiguousRole::Deny)];

pub(super) fn settings(input: shape::CreateIdentityPoolInput) -> Settings {
    Settings {
        name: input.identity_pool_name,
        allow_unauthenticated: input.allow_unauthenticated_identities,
        allow_classic_flow: input.allow_classic_flow,
        developer_provider_name: input.developer_provider_name,
        supported_login_providers: input.supported_login_providers.unwrap_or_default(),
        cognito_identity_providers: input
            .cognito_identity_providers
            .unwrap_or_default()
            .into_iter()
            .map(provider)
            .collect(),
        open_id_connect_provider_arns: input.open_id_connect_provider_arns.unwrap_or_default(),
        saml_provider_arns: input.saml_provider_arns.unwrap_or_default(),
        tags: input.identity_pool_tags.unwrap_or_default(),
    }
}

fn provider(given: shape::CognitoIdentityProvider) -> CognitoProvider {
    CognitoProvider {
        provider_name: given.provider_name.unwrap_or_default(),
        client_id: given.client_id.unwrap_or_default(),
        server_side_token_check: given.server_side_token_check,
    }
}

pub(super) fn pool(pool: &OpenIdentityPool) -> shape::IdentityPool {
    let settings = pool.settings.clone();
    let providers = settings.cognito_identity_providers.into_iter().map(shown_provider).collect();
    shape::IdentityPool {
        allow_classic_flow: settings.allow_classic_flow,
        allow_unauthenticated_identities: settings.allow_unauthenticated,
        cognito_identity_providers: filled(providers, Vec::is_empty),
        developer_provider_name: settings.developer_provider_name,
        identity_pool_id: pool.id.clone(),
        identity_pool_name: settings.name,
        identity_pool_tags: filled(settings.tags, BTreeMap::is_empty),
        open_id_connect_provider_arns: filled(settings.open_id_connect_provider_arns, Vec::is_empty),
        saml_provider_arns: filled(settings.saml_provider_arns, Vec::is_empty),
        supported_login_providers: filled(settings.supported_login_providers, BTreeMap::is_empty),
    }
}

fn shown_provider(kept: CognitoProvider) -> shape::CognitoIdentityProvider {
    shape::CognitoIdentityProvider {
        provider_name: Some(kept.provider_name),
        client_id: Some(kept.client_id),
        server_side_token_check: kept.server_side_token_check,
    }
}

/// What is empty is left out of answers.
fn filled<T>(all: T, is_empty: impl Fn(&T) -> bool) -> Option<T> {
    if is_empty(&all) { None } else { Some(all) }
}

pub(super) fn roles(
    mut plain: BTreeMap<String, String>,
    mappings: BTreeMap<String, shape::RoleMapping>,
) -> Answer<Roles> {
    let roles = Roles {
        authenticated: plain.remove("authenticated"),
        unauthenticated: plain.remove("unauthenticated"),
        mappings: mappings
            .into_iter()
            .map(|(key, given)| Ok((key, mapping(given)?)))
            .collect::<Answer<_>>()?,
    };
    match plain.into_keys().next() {
        Some(other) => {
            Err(Fault::invalid(format!("{other} is not a kind of role: authenticated, unauthenticated.")))
        }
        None => Ok(roles),
    }
}

fn mapping(given: shape::RoleMapping) -> Answer<RoleMapping> {
    let ambiguous =
        given.ambiguous_role_resolution.as_deref().map(|name| named(&AMBIGUOUS, name)).transpose()?;
    let missing =
        |what: &str| Fault::invalid(format!("A role mapping of type {} needs {what}.", given.r#type));
    let source = match (given.r#type.as_str(), given.rules_configuration) {
        ("Token", None) => RoleSource::Token,
        ("Token", Some(_)) => {
            return Err(Fault::invalid("A role mapping of type Token has no RulesConfiguration."));
        }
        (_, Some(rules)) => RoleSource::Rules(rules.rules.into_iter().map(rule).collect::<Answer<_>>()?),
        (_, None) => return Err(missing("RulesConfiguration")),
    };
    Ok(RoleMapping { source, ambiguous: ambiguous.ok_or_else(|| missing("AmbiguousRoleResolution"))? })
}

fn rule(given: shape::MappingRule) -> Answer<Rule> {
    let match_type = named(&MATCH_TYPES, &given.match_type)?;
    Ok(Rule { claim: given.claim, match_type, value: given.value, role_arn: given.role_arn })
}

/// The wire has checked the spelling; this only finds the meaning.
fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Answer<T> {
    let found = names.iter().find(|(known, _)| *known == name);
    found.map(|(_, meaning)| *meaning).ok_or_else(|| Fault::invalid(format!("{name} is not known.")))
}

fn name_of<T: PartialEq>(names: &[(&str, T)], meaning: &T) -> String {
    names.iter().find(|(_, known)| known == meaning).map_or_else(String::new, |(name, _)| (*name).to_owned())
}

pub(super) fn shown_roles(pool: &OpenIdentityPool) -> shape::GetIdentityPoolRolesResponse {
    let kept = pool.roles.clone();
    let plain = [("authenticated", kept.authenticated), ("unauthenticated", kept.unauthenticated)];
    let plain = plain.into_iter().filter_map(|(name, role)| Some((name.to_owned(), role?))).collect();
    let mappings = kept.mappings.into_iter().map(|(key, kept)| (key, shown_mapping(kept))).collect();
    shape::GetIdentityPoolRolesResponse {
        identity_pool_id: Some(pool.id.clone()),
        role_mappings: filled(mappings, BTreeMap::is_empty),
        roles: Some(plain),
    }
}

fn shown_mapping(kept: RoleMapping) -> shape::RoleMapping {
    let (kind, rules) = match kept.source {
        RoleSource::Token => ("Token", None),
        RoleSource::Rules(rules) => ("Rules", Some(rules.into_iter().map(shown_rule).collect())),
    };
    shape::RoleMapping {
        ambiguous_role_resolution: Some(name_of(&AMBIGUOUS, &kept.ambiguous)),
        rules_configuration: rules.map(|rules| shape::RulesConfigurationType { rules }),
        r#type: kind.to_owned(),
    }
}

fn shown_rule(kept: Rule) -> shape::MappingRule {
    shape::MappingRule {
        claim: kept.claim,
        match_type: name_of(&MATCH_TYPES, &kept.match_type),
        role_arn: kept.role_arn,
        value: kept.value,
    }
}

pub(super) fn credentials(made: TemporaryCredentials) -> shape::Credentials {
    shape::Credentials {
        access_key_id: Some(made.access_key_id),
        expiration: Some(Timestamp::from_millis(made.expires_at.ms())),
        secret_key: Some(made.secret_access_key),
        session_token: Some(made.session_token),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_mappings_come_back_as_they_were_set() {
        let given: BTreeMap<String, shape::RoleMapping> = serde_json::from_value(serde_json::json!({
            "p:c": { "Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": { "Rules": [
                { "Claim": "c", "MatchType": "StartsWith", "Value": "v", "RoleARN": "r" }] } },
            "q:c": { "Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole" },
        }))
        .unwrap();
        let kept = roles(BTreeMap::from([("authenticated".into(), "a".into())]), given.clone()).unwrap();
        let shown: BTreeMap<_, _> =
            kept.mappings.into_iter().map(|(key, kept)| (key, shown_mapping(kept))).collect();
        assert_eq!((shown, kept.authenticated.as_deref()), (given, Some("a")));
    }

    #[test]
    fn a_mapping_without_what_its_type_needs_is_refused() {
        let rules = shape::RoleMapping { r#type: "Rules".into(), ..shape::RoleMapping::default() };
        let token = shape::RoleMapping { r#type: "Token".into(), ..shape::RoleMapping::default() };
        assert!(mapping(rules).unwrap_err().message.contains("RulesConfiguration"));
        let both = shape::RoleMapping {
            r#type: "Token".into(),
            ambiguous_role_resolution: Some("Deny".into()),
            rules_configuration: Some(shape::RulesConfigurationType::default()),
        };
        assert!(mapping(both).unwrap_err().message.contains("has no RulesConfiguration"));
        assert!(mapping(token).unwrap_err().message.contains("AmbiguousRoleResolution"));
        assert!(roles(BTreeMap::from([("admin".into(), "a".into())]), BTreeMap::new()).is_err());
    }
}
