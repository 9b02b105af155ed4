//! `ProviderDetails`: one map of texts for every type of provider, with keys of its own for each.

mod read;
mod show;

use domain::user_pools::identity_provider::{Details, ProviderType, RequestMethod};

use super::named::Names;

pub(super) use read::read;
pub(super) use show::shown;

const TYPES: Names<ProviderType> = Names(&[
    (ProviderType::Saml, "SAML"),
    (ProviderType::Facebook, "Facebook"),
    (ProviderType::Google, "Google"),
    (ProviderType::Amazon, "LoginWithAmazon"),
    (ProviderType::Apple, "SignInWithApple"),
    (ProviderType::Oidc, "OIDC"),
]);

const METHODS: Names<RequestMethod> = Names(&[(RequestMethod::Get, "GET"), (RequestMethod::Post, "POST")]);

/// The only way to sign requests to a SAML provider.
const SIGNING_ALGORITHM: &str = "rsa-sha256";

/// The version of Facebook's interface where none is given.
const FACEBOOK_VERSION: &str = "v17.0";

/// What AWS knows of the providers that have one address for everybody, and shows beside what was given.
fn fixed(details: &Details) -> Vec<(&'static str, String)> {
    let texts = |texts: &[(&'static str, &str)]| -> Vec<_> {
        texts.iter().map(|(key, text)| (*key, (*text).to_owned())).collect()
    };
    match details {
        Details::Saml(_) | Details::Oidc(_) => Vec::new(),
        Details::Facebook(social) => {
            let version = social.api_version.as_deref().unwrap_or(FACEBOOK_VERSION);
            texts(&[
                ("attributes_url", &format!("https://graph.facebook.com/{version}/me?fields=")),
                ("attributes_url_add_attributes", "true"),
                ("authorize_url", &format!("https://www.facebook.com/{version}/dialog/oauth")),
                ("token_request_method", "GET"),
                ("token_url", &format!("https://graph.facebook.com/{version}/oauth/access_token")),
            ])
        }
        Details::Google(_) => texts(&[
            ("attributes_url", "https://people.googleapis.com/v1/people/me?personFields="),
            ("attributes_url_add_attributes", "true"),
            ("authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"),
            ("oidc_issuer", "https://accounts.google.com"),
            ("token_request_method", "POST"),
            ("token_url", "https://www.googleapis.com/oauth2/v4/token"),
        ]),
        Details::Amazon(_) => texts(&[
            ("attributes_url", "https://api.amazon.com/user/profile"),
            ("attributes_url_add_attributes", "false"),
            ("authorize_url", "https://www.amazon.com/ap/oa"),
            ("token_request_method", "POST"),
            ("token_url", "https://api.amazon.com/auth/o2/token"),
        ]),
        Details::Apple(_) => texts(&[
            ("attributes_url_add_attributes", "false"),
            ("authorize_url", "https://appleid.apple.com/auth/authorize"),
            ("oidc_issuer", "https://appleid.apple.com"),
            ("token_request_method", "POST"),
            ("token_url", "https://appleid.apple.com/auth/token"),
        ]),
    }
}

#[cfg(test)]
mod tests;
