//! Which attributes of a user a token's scopes tell, at the userInfo endpoint and in an ID token of the pages.

/// The scopes that narrow what is told, each with its attributes. `profile` tells those of the pool's own making too.
const SETS: [(&str, &[&str]); 3] = [
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    (
        "profile",
        &[
            "address",
            "birthdate",
            "family_name",
            "gender",
            "given_name",
            "identities",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "picture",
            "preferred_username",
            "profile",
            "updated_at",
            "website",
            "zoneinfo",
        ],
    ),
];
/// What the names of a pool's own attributes begin with.
const OWN: [&str; 2] = ["custom:", "dev:"];

/// Whether scopes tell an attribute: without any of `email`, `phone` and `profile` they tell all.
pub fn is_told(scopes: &[impl AsRef<str>], attribute: &str) -> bool {
    let is_granted = |name: &str| scopes.iter().any(|scope| scope.as_ref() == name);
    let mut granted = SETS.iter().filter(|(name, _)| is_granted(name)).peekable();
    let is_own = OWN.iter().any(|prefix| attribute.starts_with(prefix));
    granted.peek().is_none()
        || granted.any(|(name, attributes)| attributes.contains(&attribute) || is_own && *name == "profile")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::schema::Schema;

    #[test]
    fn openid_alone_tells_all_and_other_scopes_their_own() {
        for attribute in ["email", "name", "phone_number_verified", "custom:tenant"] {
            assert!(is_told(&["openid"], attribute), "{attribute}");
            assert!(
                is_told(&["openid", "api/read", "aws.cognito.signin.user.admin"], attribute),
                "{attribute}"
            );
            assert!(is_told(&["openid", "email", "phone", "profile"], attribute), "{attribute}");
        }
        let told = |scope: &str| {
            let all = ["email", "email_verified", "phone_number", "name", "custom:tenant", "identities"];
            all.into_iter().filter(|attribute| is_told(&["openid", scope], attribute)).collect::<Vec<_>>()
        };
        assert_eq!(told("email"), ["email", "email_verified"]);
        assert_eq!(told("phone"), ["phone_number"]);
        assert_eq!(told("profile"), ["name", "custom:tenant", "identities"]);
    }

    #[test]
    fn every_standard_attribute_is_told_by_some_scope() {
        for name in Schema::default().attributes().iter().map(|attribute| attribute.name.clone()) {
            assert!(is_told(&["profile", "email", "phone"], &name) || name == "sub", "{name}");
        }
    }
}
