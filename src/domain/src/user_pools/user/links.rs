//! Accounts at identity providers that are linked to a user, who signs in by them too.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Claim, Personal, Scope, Timestamp};

/// Scope of the claims on accounts: an account is linked to one user.
pub const ACCOUNT_SCOPE: Scope = "linked_account";
/// Accounts of one user.
pub(super) const LINKS_MAX: usize = 5;
/// The claim that stands for a provider's own id of an account.
pub const OWN_ID: &str = "Cognito_Subject";
/// The attribute of a user that shows the accounts.
pub const IDENTITIES: &str = "identities";

/// An account at an identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The provider's name.
    pub provider: String,
    /// By which of the provider's claims the account is known; `Cognito_Subject` for the provider's own id of it.
    pub claim: String,
    /// What the provider says there.
    pub value: Personal<String>,
}

impl Account {
    /// The name that the account is claimed by; a forgotten person's is none.
    pub fn claimed(&self) -> Option<String> {
        Some([&self.provider, &self.claim, self.value.known()?].map(String::as_str).join("\n"))
    }

    pub(super) fn taken(&self) -> Vec<Claim> {
        let take = |value| Claim::Take { scope: ACCOUNT_SCOPE, value };
        self.claimed().map(take).into_iter().collect()
    }

    pub(super) fn released(&self) -> Vec<Claim> {
        let release = |value| Claim::Release { scope: ACCOUNT_SCOPE, value };
        self.claimed().map(release).into_iter().collect()
    }
}

/// A linked account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which account.
    pub account: Account,
    /// The provider's type as the protocol names it: `OIDC`.
    pub provider_type: String,
    /// Whether the user was made by the first sign-in with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_primary: bool,
    /// When it was linked.
    pub at: Timestamp,
}

/// An account at an identity provider was linked to the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountLinked {
    /// Which, and when.
    pub link: Link,
}

/// An account at an identity provider is the user's no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountUnlinked {
    /// Which.
    pub account: Account,
    /// When.
    pub at: Timestamp,
}

/// An administrator ended signing in by password for the user, until an administrator sets another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordDisabled {
    /// When.
    pub at: Timestamp,
}

/// The value of the attribute `identities`; `None` without a linked account.
pub fn identities(links: &[Link]) -> Option<String> {
    let listed: Vec<Value> = links.iter().filter_map(|link| identity(link, Form::Attribute)).collect();
    (!listed.is_empty()).then(|| Value::Array(listed).to_string())
}

/// The claim `identities` of an ID token, which writes numbers and truth as text; `None` without a linked account.
pub fn identities_claim(links: &[Link]) -> Option<Value> {
    let listed: Vec<Value> = links.iter().filter_map(|link| identity(link, Form::Claim)).collect();
    (!listed.is_empty()).then_some(Value::Array(listed))
}

#[derive(Clone, Copy)]
enum Form {
    Attribute,
    Claim,
}

fn identity(link: &Link, form: Form) -> Option<Value> {
    let (primary, created) = match form {
        Form::Attribute => (json!(link.is_primary), json!(link.at.ms())),
        Form::Claim => (json!(link.is_primary.to_string()), json!(link.at.ms().to_string())),
    };
    Some(json!({
        "userId": link.account.value.known()?,
        "providerName": link.account.provider,
        "providerType": link.provider_type,
        "issuer": null,
        "primary": primary,
        "dateCreated": created,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(value: Personal<String>) -> Link {
        let (provider, claim) = ("Google".to_owned(), "Cognito_Subject".to_owned());
        let (at, account) = (Timestamp::from_ms(7), Account { provider, claim, value });
        Link { account, provider_type: "Google".to_owned(), is_primary: false, at }
    }

    #[test]
    fn the_account_that_made_the_user_is_the_primary_one() {
        let links = [Link { is_primary: true, ..link(Personal::Known("1".to_owned())) }];
        let shown: Value = serde_json::from_str(&identities(&links).unwrap()).unwrap();
        assert_eq!(shown[0]["primary"], json!(true));
        assert_eq!(identities_claim(&links).unwrap()[0]["primary"], json!("true"));
    }

    #[test]
    fn numbers_and_truth_are_text_in_a_token_alone() {
        let links = [link(Personal::Known("1".to_owned()))];
        let shown: Value = serde_json::from_str(&identities(&links).unwrap()).unwrap();
        assert_eq!((&shown[0]["primary"], &shown[0]["dateCreated"]), (&json!(false), &json!(7)));
        let claim = identities_claim(&links).unwrap();
        assert_eq!((&claim[0]["primary"], &claim[0]["dateCreated"]), (&json!("false"), &json!("7")));
        assert_eq!((&claim[0]["userId"], &claim[0]["providerName"]), (&json!("1"), &json!("Google")));
    }

    #[test]
    fn without_an_account_there_is_nothing_to_show() {
        assert_eq!((identities(&[]), identities_claim(&[])), (None, None));
        assert_eq!(identities(&[link(Personal::Forgotten)]), None);
    }
}
