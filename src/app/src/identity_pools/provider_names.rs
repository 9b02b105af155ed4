//! The names by which identity pools know user pools.

use crate::Settings;

/// The user pool that a key of `Logins`, or a configured provider's name, stands for: by its AWS name or by our own issuer's, the scheme
/// left out.
pub(crate) fn user_pool_of<'a>(settings: &Settings, key: &'a str) -> Option<&'a str> {
    let (host, pool) = key.rsplit_once('/')?;
    let own = settings.public_url.split_once("://").map_or(&*settings.public_url, |(_, host)| host);
    (host == own || key == settings.provider_name(pool)).then_some(pool).filter(|pool| !pool.is_empty())
}

/// Whether a name that an identity pool is configured with can be a user pool's: one of ours, or AWS's form in any region. Whether that
/// pool exists is not checked, as at AWS.
pub(crate) fn names_a_user_pool(settings: &Settings, name: &str) -> bool {
    let aws = name.strip_prefix("cognito-idp.").and_then(|rest| rest.split_once(".amazonaws.com/"));
    let in_its_region = |(region, pool): (&str, &str)| {
        let id = pool.strip_prefix(region).and_then(|rest| rest.strip_prefix('_'));
        id.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    aws.map_or_else(|| user_pool_of(settings, name).is_some(), in_its_region)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings::sample("us-east-1")
    }

    #[test]
    fn a_user_pool_is_named_by_its_aws_name_or_by_our_issuer_and_by_no_other_host() {
        let pool = |key| user_pool_of(&settings(), key);
        assert_eq!(pool("cognito-idp.us-east-1.amazonaws.com/us-east-1_a"), Some("us-east-1_a"));
        assert_eq!(pool("localhost:9229/us-east-1_a"), Some("us-east-1_a"));
        assert_eq!(pool("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a"), Some("eu-west-1_a"));
        for other in [
            "cognito-idp.eu-west-1.amazonaws.com/x",
            "cognito-idp.eu-west-1.amazonaws.com/us-east-1_a",
            "evil/x",
            "localhost:9229/",
            "x",
            "localhost:9229/a/b",
        ] {
            assert_eq!(pool(other), None, "{other}");
        }
    }

    #[test]
    fn a_provider_of_an_identity_pool_is_named_like_a_user_pool_of_any_region() {
        let can_be = |name| names_a_user_pool(&settings(), name);
        for name in [
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_a",
            "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab129faBb",
            "localhost:9229/us-east-1_a",
        ] {
            assert!(can_be(name), "{name}");
        }
        for name in [
            "",
            "us-east-1_a",
            "accounts.google.com",
            "cognito-idp.us-east-1.amazonaws.com",
            "cognito-idp.us-east-1.amazonaws.com/eu-west-1_a",
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_",
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_a/b",
        ] {
            assert!(!can_be(name), "{name}");
        }
    }
}
