//! The scopes of the tokens that a client gets, for itself or for a user.

use std::collections::BTreeSet;

use super::OAuthGrants;

/// Why a client gets no scopes. The token endpoint and the API have texts of their own for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopesRefused {
    /// None of the scopes is one of the pool.
    Undefined,
    /// A scope of the pool that the client may not have.
    NotGranted(String),
}

impl OAuthGrants {
    /// The scopes that the client gets of those that it asks for; where it asks for none, all that it may have. `defined` are those that
    /// there are now: the ones of the pool's resource servers, and for a user's tokens the standard ones. Others are left out, as is one that
    /// is asked for twice.
    pub fn scopes_among(
        &self,
        asked: &[String],
        defined: &BTreeSet<String>,
    ) -> Result<Vec<String>, ScopesRefused> {
        let wanted = if asked.is_empty() { &self.scopes } else { asked };
        let mut granted: Vec<String> = Vec::new();
        for scope in wanted.iter().filter(|scope| defined.contains(*scope)) {
            if !self.scopes.contains(scope) {
                return Err(ScopesRefused::NotGranted(scope.clone()));
            }
            if !granted.contains(scope) {
                granted.push(scope.clone());
            }
        }
        if granted.is_empty() { Err(ScopesRefused::Undefined) } else { Ok(granted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user_pools::client::OAuthFlow;

    fn texts(given: &[&str]) -> Vec<String> {
        given.iter().map(|text| (*text).to_owned()).collect()
    }

    /// Of a client that may have `api/read` and `api/write`, in a pool without the latter that has `api/delete` too.
    fn granted(asked: &[&str]) -> Result<Vec<String>, ScopesRefused> {
        let scopes = texts(&["api/read", "api/write"]);
        let grants = OAuthGrants { is_on: true, flows: vec![OAuthFlow::ClientCredentials], scopes };
        grants.scopes_among(&texts(asked), &texts(&["api/read", "api/delete"]).into_iter().collect())
    }

    #[test]
    fn a_client_that_asks_for_no_scope_gets_all_of_its_own_that_are_still_defined() {
        assert_eq!(granted(&[]), Ok(texts(&["api/read"])));
    }

    #[test]
    fn an_undefined_scope_is_left_out_beside_a_defined_one_and_refused_alone() {
        assert_eq!(granted(&["api/nope", "api/read", "api/read"]), Ok(texts(&["api/read"])));
        for undefined in [&["api/nope"] as &[&str], &["api/write"], &["openid"]] {
            assert_eq!(granted(undefined), Err(ScopesRefused::Undefined), "{undefined:?}");
        }
    }

    #[test]
    fn a_defined_scope_of_others_is_refused() {
        let refused = Err(ScopesRefused::NotGranted("api/delete".to_owned()));
        assert_eq!(granted(&["api/read", "api/delete"]), refused);
    }
}
