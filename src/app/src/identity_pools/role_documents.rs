//! What roles and role mappings an identity pool can be given (`SetIdentityPoolRoles`): roles of this account that the caller may pass on,
//! and mappings of providers that the pool is configured with. Whether a role is there and trusts the pool is decided when it is assumed.

use domain::{
    Moment,
    identity_pools::identity_pool::{RoleMapping, Roles, Rule, Settings as PoolSettings},
};

use crate::{
    Answer, Fault, Kind, Settings,
    admission::Caller,
    identity_pools::{
        IdentityPools, pools::OpenIdentityPool, provider_names::user_pool_of, role_choice::forbidden,
    },
};

/// Most characters of a role's name.
const ROLE_NAME_CHARS_MAX: usize = 64;

impl IdentityPools {
    /// Refuses roles and mappings that the pool cannot have, or that the caller may not give it.
    pub(crate) async fn check_roles(
        &self,
        caller: &Caller,
        pool: &OpenIdentityPool,
        roles: &Roles,
        moment: &Moment,
    ) -> Answer<()> {
        if let Some(key) =
            roles.mappings.keys().find(|key| !is_configured(&self.core.settings, &pool.settings, key))
        {
            let why =
                format!("({key}) is not a valid RoleMapping ProviderName or is not a configured provider.");
            return Err(Fault::invalid(why));
        }
        for role in named_by(roles) {
            if !is_role_of(&self.core.settings, role) {
                return Err(forbidden(role));
            }
            // A pool's role lets others act with it, so the caller needs the right to pass the role on.
            let may_pass = self.admission.authorize(caller, "iam:PassRole", role, moment).await;
            may_pass.map_err(|fault| match fault.kind {
                Kind::AccessDenied => forbidden(role),
                _ => fault,
            })?;
        }
        Ok(())
    }
}

fn named_by(roles: &Roles) -> impl Iterator<Item = &str> {
    let plain = roles.authenticated.iter().chain(&roles.unauthenticated);
    let by_rule = roles.mappings.values().flat_map(RoleMapping::rules);
    plain.map(String::as_str).chain(by_rule.map(|rule: &Rule| &*rule.role_arn))
}

/// Whether it is the ARN of a role of this account.
fn is_role_of(settings: &Settings, role: &str) -> bool {
    let Some(path_and_name) = role.strip_prefix(&settings.iam_arn("role/")) else { return false };
    let name = path_and_name.rsplit('/').next().unwrap_or_default();
    let fits = |char: char| char.is_ascii_alphanumeric() || "_+=,.@-".contains(char);
    (1..=ROLE_NAME_CHARS_MAX).contains(&name.len()) && name.chars().all(fits)
}

/// Whether the key of a role mapping is a provider of the pool. A user pool's is `<provider name>:<client id>`, with the user pool named
/// in any form that `Logins` takes.
fn is_configured(settings: &Settings, pool: &PoolSettings, key: &str) -> bool {
    let is_client = key.rsplit_once(':').is_some_and(|(provider, client)| {
        let same_pool = |name: &str| {
            name == provider
                || user_pool_of(settings, name).is_some_and(|id| user_pool_of(settings, provider) == Some(id))
        };
        let providers = &pool.cognito_identity_providers;
        providers.iter().any(|known| known.client_id == client && same_pool(&known.provider_name))
    });
    is_client
        || pool.supported_login_providers.contains_key(key)
        || pool.open_id_connect_provider_arns.iter().chain(&pool.saml_provider_arns).any(|arn| arn == key)
}

#[cfg(test)]
mod tests {
    use domain::identity_pools::identity_pool::CognitoProvider;

    use super::*;

    fn settings() -> Settings {
        Settings::sample("us-east-1")
    }

    #[test]
    fn a_role_is_named_by_an_arn_of_this_account() {
        let long = format!("arn:aws:iam::123456789012:role/{}", "r".repeat(ROLE_NAME_CHARS_MAX + 1));
        for role in ["arn:aws:iam::123456789012:role/app", "arn:aws:iam::123456789012:role/some/path/App-1_x"]
        {
            assert!(is_role_of(&settings(), role), "{role}");
        }
        for other in [
            "a-role-of-some-length-and-no-arn",
            "arn:aws:iam::999988887777:role/app",
            "arn:aws:iam::123456789012:ole/app",
            "arn:aws:iam::123456789012:user/app",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:role/path/",
            "arn:aws:iam::123456789012:role/a b",
            &long,
        ] {
            assert!(!is_role_of(&settings(), other), "{other}");
        }
    }

    #[test]
    fn a_mapping_is_of_a_provider_that_the_pool_has() {
        let pool = PoolSettings {
            cognito_identity_providers: vec![CognitoProvider {
                provider_name: "cognito-idp.us-east-1.amazonaws.com/us-east-1_a".to_owned(),
                client_id: "c".to_owned(),
                server_side_token_check: None,
            }],
            supported_login_providers: [("graph.facebook.com".to_owned(), "1".to_owned())].into(),
            saml_provider_arns: vec!["arn:aws:iam::123456789012:saml-provider/S".to_owned()],
            ..PoolSettings::default()
        };
        for key in [
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_a:c",
            "localhost:9229/us-east-1_a:c",
            "graph.facebook.com",
            "arn:aws:iam::123456789012:saml-provider/S",
        ] {
            assert!(is_configured(&settings(), &pool, key), "{key}");
        }
        for key in [
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_a",
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_a:d",
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_b:c",
            "accounts.google.com",
            "",
        ] {
            assert!(!is_configured(&settings(), &pool, key), "{key}");
        }
    }
}
