//! Logins: proof that the caller is a user of a provider that an identity pool trusts. Today that is an ID token of a user pool of this
//! service. Knows no identity and no role.

use std::collections::BTreeMap;

use domain::{
    LedgerId, Moment, Timestamp,
    identity_pools::{identity::Login, identity_pool::CognitoProvider},
    user_pools::{
        session::Refusal,
        user::{self, User},
    },
};
use serde_json::{Map, Value};

use crate::{
    Answer, Fault, Kind,
    identity_pools::{
        IdentityPools,
        login_tokens::{IdClaims, NoLogin},
        pools::OpenIdentityPool,
        provider_names::user_pool_of,
    },
    kernel::fault::failed,
};

/// How long after its expiry a token is still accepted, in seconds: clocks differ.
const SKEW_SECONDS: i64 = 300;
/// Key of tokens that a developer's backend got for an identity.
const DEVELOPER_TOKEN_KEY: &str = "cognito-identity.amazonaws.com";

/// A verified login.
pub(crate) struct Proven {
    /// The login, in the form in which identities keep it.
    pub(crate) login: Login,
    /// The user pool.
    pub(crate) user_pool_id: String,
    /// The client that the token was issued to.
    pub(crate) client_id: String,
    /// All that the token says.
    pub(crate) claims: Map<String, Value>,
}

impl Proven {
    /// Its entries in `amr`, after `authenticated`; none for a login that is forgotten.
    pub(crate) fn methods(&self) -> impl Iterator<Item = String> {
        let provider = &self.login.provider;
        let of = |subject| [provider.clone(), format!("{provider}:CognitoSignIn:{subject}")];
        self.login.subject.known().map(of).into_iter().flatten()
    }
}

impl IdentityPools {
    /// Checks every entry of a `Logins` map; one invalid entry fails them all.
    pub(crate) async fn prove(
        &self,
        pool: &OpenIdentityPool,
        logins: &BTreeMap<String, String>,
        moment: &Moment,
    ) -> Answer<Vec<Proven>> {
        let mut proven = Vec::with_capacity(logins.len());
        for (key, token) in logins {
            let Some(user_pool_id) = user_pool_of(&self.core.settings, key) else {
                return Err(not_a_user_pool(pool, key));
            };
            proven.push(self.prove_user_pool_login(pool, user_pool_id, token, moment).await?);
        }
        Ok(proven)
    }

    async fn prove_user_pool_login(
        &self,
        pool: &OpenIdentityPool,
        user_pool_id: &str,
        token: &str,
        moment: &Moment,
    ) -> Answer<Proven> {
        let of_pool =
            |p: &&CognitoProvider| user_pool_of(&self.core.settings, &p.provider_name) == Some(user_pool_id);
        let trusted: Vec<_> = pool.settings.cognito_identity_providers.iter().filter(of_pool).collect();
        if trusted.is_empty() {
            return Err(unsupported());
        }
        let gone = |fault: Fault| match fault.kind {
            Kind::ResourceNotFound => unsupported(),
            _ => fault,
        };
        let user_pool = self.user_pools.pool(user_pool_id).await.map_err(gone)?;
        let claims = self.verify_login_token(&user_pool, token)?.map_err(told)?;
        let provider = check(&trusted, &claims, moment.now)?;
        // A token ends with the client that it was issued to.
        self.user_pools.client_in(user_pool, &claims.aud).await.map_err(gone)?;
        if provider.server_side_token_check == Some(true) {
            self.check_still_welcome(user_pool_id, &claims).await?;
        }
        Ok(Proven {
            login: Login::new(self.core.settings.provider_name(user_pool_id), &claims.sub),
            user_pool_id: user_pool_id.to_owned(),
            client_id: claims.aud,
            claims: claims.all,
        })
    }

    /// `ServerSideTokenCheck`: the user is there and enabled, and the sign-in was not ended since.
    async fn check_still_welcome(&self, user_pool_id: &str, claims: &IdClaims) -> Answer<()> {
        let inactive = || Fault::not_authorized("Token is inactive");
        let stream = user::stream(&LedgerId::new(user_pool_id), &claims.sub);
        let user = self.core.directories.users.look(&stream).await.map_err(failed::<User>)?;
        let profile = user.profile().ok().filter(|profile| profile.enabled).ok_or_else(inactive)?;
        let sign_in = if claims.origin_jti.is_empty() { &claims.event_id } else { &claims.origin_jti };
        let session = self.user_pools.look_at_session(&stream, sign_in).await?;
        match session.check_access(profile.sign_out_epoch) {
            // Earlier tokens of clients without token revocation do not always name their sign-in.
            Err(Refusal::Invalid) if claims.origin_jti.is_empty() => Ok(()),
            checked => checked.map_err(|_| inactive()),
        }
    }
}

/// The configured client that a token was issued to, if the token has not expired.
fn check<'a>(
    trusted: &[&'a CognitoProvider],
    claims: &IdClaims,
    now: Timestamp,
) -> Answer<&'a CognitoProvider> {
    let provider = trusted.iter().find(|provider| provider.client_id == claims.aud);
    let provider = provider.ok_or_else(unsupported)?;
    let earliest_end = now.seconds().saturating_sub(SKEW_SECONDS);
    if earliest_end >= claims.exp {
        return Err(invalid(&format!("Token expired: {earliest_end} >= {}", claims.exp)));
    }
    Ok(provider)
}

/// Why a key that is no user pool's is not taken.
fn not_a_user_pool(pool: &OpenIdentityPool, key: &str) -> Fault {
    let settings = &pool.settings;
    let arn_of =
        |arn: &String| arn == key || arn.split_once(":oidc-provider/").is_some_and(|(_, name)| name == key);
    if settings.developer_provider_name.as_deref() == Some(key) {
        return Fault::invalid("Please provide a valid public provider");
    }
    let configured = settings.supported_login_providers.contains_key(key)
        || settings.open_id_connect_provider_arns.iter().any(arn_of)
        || settings.saml_provider_arns.iter().any(arn_of);
    if configured || key == DEVELOPER_TOKEN_KEY {
        return Fault::not_implemented("A login by any other provider than a user pool");
    }
    unsupported()
}

/// What is wrong with a token, in AWS's words.
fn told(why: NoLogin) -> Fault {
    invalid(match why {
        NoLogin::NotAToken => "Not a valid OpenId Connect identity token.",
        NoLogin::WrongIssuer => "Issuer doesn't match providerName",
        NoLogin::BadSignature => "Token signature invalid.",
        NoLogin::NoAudience => "Missing a required claim: aud",
    })
}

fn unsupported() -> Fault {
    Fault::not_authorized("Token is not from a supported provider of this identity pool.")
}

fn invalid(why: &str) -> Fault {
    Fault::not_authorized(format!("Invalid login token. {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(client_id: &str) -> CognitoProvider {
        CognitoProvider {
            provider_name: "cognito-idp.us-east-1.amazonaws.com/us-east-1_a".to_owned(),
            client_id: client_id.to_owned(),
            server_side_token_check: None,
        }
    }

    fn claims(aud: &str, exp: i64) -> IdClaims {
        let claims = serde_json::json!({
            "sub": "s", "iss": "i", "aud": aud, "token_use": "id", "exp": exp, "email": "e",
        });
        IdClaims::try_from(claims.as_object().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_token_of_a_client_that_is_not_configured_is_refused() {
        let (a, b) = (provider("a"), provider("b"));
        let now = Timestamp::from_seconds(100);
        assert_eq!(check(&[&a, &b], &claims("b", 200), now).unwrap().client_id, "b");
        let refused = check(&[&a, &b], &claims("c", 200), now).unwrap_err();
        assert_eq!(refused, unsupported());
    }

    #[test]
    fn a_token_is_taken_until_five_minutes_after_its_end() {
        let a = provider("a");
        let at = |seconds| check(&[&a], &claims("a", 1000), Timestamp::from_seconds(seconds));
        assert!(at(1299).is_ok());
        assert_eq!(at(1300).unwrap_err(), invalid("Token expired: 1000 >= 1000"));
    }

    #[test]
    fn all_claims_are_kept_for_the_rules_of_role_mappings() {
        let all = claims("a", 5).all;
        assert_eq!((&all["email"], &all["aud"], &all["exp"]), (&"e".into(), &"a".into(), &5.into()));
    }
}
