//! What the function `PreTokenGeneration` has said of tokens, and what it may change: no claim by which the service or a verifier knows a
//! token, its user or its sign-in. What it may not change is left as it is, silently, as at AWS.

use domain::user_pools::group::GroupClaims;
use ports::triggers::{
    self as port, AccessTokenChanges, ClaimChanges, ClaimsAndScopes, ClaimsV1, GroupChanges,
    TokenEventVersion,
};
use serde_json::{Map, Value};

/// Claims and scopes that one answer may have.
const CHANGES_MAX: usize = 5_000;

/// Claims that stay as they are. Groups and roles change by a part of the answer of their own, and scopes too.
const RESERVED: &[&str] = &[
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "client_id",
    "cognito:groups",
    "cognito:preferred_role",
    "cognito:roles",
    "cognito:username",
    "device_key",
    "event_id",
    "exp",
    "iat",
    "identities",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "scope",
    "sub",
    "token_use",
    "username",
    "version",
];

/// Claims whose value is no list and no structure.
const SIMPLE: &[&str] = &["address", "email_verified", "phone_number_verified", "updated_at"];

/// Attributes of this kind can be taken out of a token, and not be put into one.
const DEVELOPER_ONLY: &str = "dev:";

/// What a function has said of the tokens of a sign-in or a refresh.
pub(super) struct TokenChanges {
    id: ClaimChanges,
    access: AccessTokenChanges,
    groups: Option<GroupChanges>,
}

impl TokenChanges {
    /// Of an answer to an event of a version; none of one that says too much.
    pub(super) fn of(version: TokenEventVersion, answer: port::TokenChanges) -> Option<Self> {
        let changes = match version {
            TokenEventVersion::V1 => Self::of_id_token(answer.claims_override_details.unwrap_or_default()),
            TokenEventVersion::V2 | TokenEventVersion::V3 => {
                Self::of_both(answer.claims_and_scope_override_details.unwrap_or_default())
            }
        };
        (changes.count() <= CHANGES_MAX).then_some(changes)
    }

    fn of_id_token(said: ClaimsV1) -> Self {
        let claims = said.claims_to_add_or_override.unwrap_or_default();
        let claims = claims.into_iter().map(|(name, text)| (name, Value::String(text))).collect();
        let id = ClaimChanges {
            claims_to_add_or_override: Some(claims),
            claims_to_suppress: said.claims_to_suppress,
        };
        Self { id, access: AccessTokenChanges::default(), groups: said.group_override_details }
    }

    fn of_both(said: ClaimsAndScopes) -> Self {
        Self {
            id: said.id_token_generation.unwrap_or_default(),
            access: said.access_token_generation.unwrap_or_default(),
            groups: said.group_override_details,
        }
    }

    fn count(&self) -> usize {
        let names = |names: &Option<Vec<String>>| names.as_ref().map_or(0, Vec::len);
        let claims = |claims: &Option<Map<String, Value>>| claims.as_ref().map_or(0, Map::len);
        let (id, access) = (&self.id, &self.access);
        claims(&id.claims_to_add_or_override)
            + names(&id.claims_to_suppress)
            + claims(&access.claims_to_add_or_override)
            + names(&access.claims_to_suppress)
            + names(&access.scopes_to_add)
            + names(&access.scopes_to_suppress)
    }

    /// The groups that tokens tell of: the user's own, or what the function puts in the place of all of them.
    pub(super) fn groups(&self, own: GroupClaims) -> GroupClaims {
        let Some(changed) = self.groups.clone() else { return own };
        GroupClaims {
            groups: changed.groups_to_override.unwrap_or_default(),
            roles: changed.iam_roles_to_override.unwrap_or_default(),
            preferred_role: changed.preferred_role,
        }
    }

    /// The scopes of the access token. One with a space in it would be several, and is none.
    pub(super) fn scopes(&self, granted: &[String]) -> Vec<String> {
        let suppressed = self.access.scopes_to_suppress.as_deref().unwrap_or_default();
        let added = self.access.scopes_to_add.as_deref().unwrap_or_default();
        let is_scope = |scope: &&String| !scope.is_empty() && !scope.contains(char::is_whitespace);
        let mut scopes: Vec<String> = Vec::new();
        for scope in granted.iter().chain(added.iter().filter(is_scope)) {
            if !suppressed.contains(scope) && !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        scopes
    }

    /// Changes the claims of an ID token.
    pub(super) fn change_id(&self, claims: &mut Map<String, Value>) {
        change(claims, self.id.claims_to_add_or_override.as_ref(), self.id.claims_to_suppress.as_deref());
    }

    /// Changes the claims of an access token. It may name its own client as its audience.
    pub(super) fn change_access(&self, claims: &mut Map<String, Value>, client_id: &str) {
        let added = self.access.claims_to_add_or_override.as_ref();
        change(claims, added, self.access.claims_to_suppress.as_deref());
        let audience = added.and_then(|added| added.get("aud"));
        if let Some(audience) = audience.filter(|audience| audience.as_str() == Some(client_id)) {
            claims.insert("aud".to_owned(), audience.clone());
        }
    }
}

/// What is both added and suppressed is suppressed.
fn change(
    claims: &mut Map<String, Value>,
    added: Option<&Map<String, Value>>,
    suppressed: Option<&[String]>,
) {
    for (name, value) in added.into_iter().flatten().filter(|(name, value)| may_say(name, value)) {
        claims.insert(name.clone(), value.clone());
    }
    for name in suppressed.into_iter().flatten().filter(|name| !RESERVED.contains(&name.as_str())) {
        claims.remove(name);
    }
}

fn may_say(name: &str, value: &Value) -> bool {
    let is_reserved = RESERVED.contains(&name) || name.starts_with(DEVELOPER_ONLY);
    let is_misshapen = SIMPLE.contains(&name) && matches!(value, Value::Array(_) | Value::Object(_));
    !(is_reserved || is_misshapen)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(version: TokenEventVersion, answer: Value) -> TokenChanges {
        TokenChanges::of(version, serde_json::from_value(answer).unwrap()).unwrap()
    }

    fn of_access(said: &Value) -> TokenChanges {
        changes(
            TokenEventVersion::V2,
            json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": said } }),
        )
    }

    fn access(said: &Value, claims: Value) -> Value {
        let Value::Object(mut claims) = claims else { panic!("an object") };
        of_access(said).change_access(&mut claims, "web");
        Value::Object(claims)
    }

    #[test]
    fn no_reserved_claim_is_added_changed_or_taken_away() {
        for name in RESERVED {
            let own = json!({ *name: "own" });
            let said = json!({ "claimsToAddOrOverride": { *name: "other" }, "claimsToSuppress": [name] });
            assert_eq!(access(&said, own.clone()), own, "{name}");
            assert_eq!(access(&said, json!({})), json!({}), "{name}");
        }
    }

    #[test]
    fn an_access_token_may_name_its_own_client_as_audience_and_no_other() {
        let said = |audience: &str| json!({ "claimsToAddOrOverride": { "aud": audience } });
        assert_eq!(access(&said("web"), json!({})), json!({ "aud": "web" }));
        assert_eq!(access(&said("other"), json!({})), json!({}));
    }

    #[test]
    fn claims_are_added_changed_and_taken_away_which_wins() {
        let said = json!({
            "claimsToAddOrOverride": { "tenant": { "id": 7 }, "team": ["a"], "gone": 1, "dev:x": "1", "address": ["x"] },
            "claimsToSuppress": ["gone", "dev:y", "old"],
        });
        let own = json!({ "team": "none", "old": 1, "dev:y": "2" });
        assert_eq!(access(&said, own), json!({ "team": ["a"], "tenant": { "id": 7 } }));
    }

    #[test]
    fn scopes_are_added_once_and_suppressed() {
        let granted = ["openid".to_owned(), "email".to_owned()];
        let said =
            json!({ "scopesToAdd": ["api/read", "openid", "two words", ""], "scopesToSuppress": ["email"] });
        assert_eq!(of_access(&said).scopes(&granted), ["openid", "api/read"]);
    }

    #[test]
    fn groups_that_are_absent_stay_and_empty_ones_are_taken_away() {
        let own = || GroupClaims {
            groups: vec!["a".into()],
            roles: vec!["r".into()],
            preferred_role: Some("r".into()),
        };
        let of = |details: Value| {
            let said = json!({ "claimsOverrideDetails": { "groupOverrideDetails": details } });
            changes(TokenEventVersion::V1, said).groups(own())
        };
        assert_eq!(of(Value::Null), own());
        assert_eq!(of(json!({})), GroupClaims::default());
        let replaced = GroupClaims { groups: vec!["b".into()], ..GroupClaims::default() };
        assert_eq!(of(json!({ "groupsToOverride": ["b"] })), replaced);
    }

    #[test]
    fn the_first_version_leaves_the_access_token_alone() {
        let said = json!({
            "claimsOverrideDetails": { "claimsToAddOrOverride": { "tenant": "7" } },
            "claimsAndScopeOverrideDetails": { "accessTokenGeneration": { "scopesToAdd": ["x"] } },
        });
        let changes = changes(TokenEventVersion::V1, said);
        let (mut id, mut access) = (Map::new(), Map::new());
        changes.change_id(&mut id);
        changes.change_access(&mut access, "web");
        assert_eq!((Value::Object(id), Value::Object(access)), (json!({ "tenant": "7" }), json!({})));
        assert!(changes.scopes(&[]).is_empty());
    }

    #[test]
    fn an_answer_has_at_most_5000_claims_and_scopes() {
        let of = |count: usize| {
            let scopes: Vec<String> = (0..count).map(|n| format!("s{n}")).collect();
            let said = json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": { "scopesToAdd": scopes } } });
            TokenChanges::of(TokenEventVersion::V3, serde_json::from_value(said).unwrap()).is_some()
        };
        assert!(of(5_000) && !of(5_001));
    }
}
