//! The policies that decide what a session of a role may do: the role's, which add up, and the session's own, each of which limits.

use std::{collections::BTreeMap, sync::Arc};

use domain::account::role;
use policy::{Decision, Document, MalformedPolicy, RequestContext};

use crate::{iam::parsed_policies::ParsedPolicies, sts::temporary::SessionClaims};

/// All that decides what a session may do.
pub(crate) struct Policies<'a> {
    /// The role's: they add up.
    of_role: Vec<Arc<Document>>,
    /// The session's: each limits.
    limits: Vec<Arc<Document>>,
    /// The role's tags.
    pub(crate) role_tags: &'a BTreeMap<String, String>,
}

impl<'a> Policies<'a> {
    /// `None` where one of them does not parse: it may hold a denial, so without it nothing is allowed.
    pub(crate) fn of(
        parsed: &ParsedPolicies,
        role: &'a role::Active,
        session: &SessionClaims,
    ) -> Option<Self> {
        let told = |error: &MalformedPolicy| {
            tracing::error!(%error, role = session.role_id, "a stored policy does not parse: its role may do nothing");
        };
        let read = |text: &String| parsed.read(text).inspect_err(told).ok();
        Some(Self {
            of_role: role.policies.values().map(read).collect::<Option<_>>()?,
            limits: session.policies.iter().map(read).collect::<Option<_>>()?,
            role_tags: &role.made.tags,
        })
    }

    pub(crate) fn depend_on_resource_tags(&self) -> bool {
        self.of_role.iter().chain(&self.limits).any(|document| document.depends_on_resource_tags())
    }

    pub(crate) fn decide(&self, request: &RequestContext) -> Decision {
        let of_role: Vec<&Document> = self.of_role.iter().map(|document| &**document).collect();
        let limits: Vec<[&Document; 1]> = self.limits.iter().map(|limit| [&**limit]).collect();
        let groups: Vec<&[&Document]> =
            std::iter::once(&of_role[..]).chain(limits.iter().map(<[_; 1]>::as_slice)).collect();
        policy::evaluate_all_of(&groups, request)
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use policy::{ContextKeys, Principal};

    use super::*;

    fn role(policies: &[&str]) -> role::Active {
        let named = |(index, text): (usize, &&str)| (format!("p{index}"), (*text).to_owned());
        role::Active {
            made: role::Created {
                name: "app".to_owned(),
                path: "/".to_owned(),
                arn: "arn:aws:iam::123456789012:role/app".to_owned(),
                trust_policy: String::new(),
                description: None,
                max_session_seconds: 3600,
                tags: BTreeMap::new(),
                at: Timestamp::default(),
            },
            policies: policies.iter().enumerate().map(named).collect(),
        }
    }

    fn session(policies: &[&str]) -> SessionClaims {
        SessionClaims {
            access_key_id: "ASIA".to_owned(),
            role_arn: "arn:aws:iam::123456789012:role/app".to_owned(),
            role_id: "AROA1".to_owned(),
            session_name: "s".to_owned(),
            context: Vec::new(),
            policies: policies.iter().map(ToString::to_string).collect(),
            issued_at: Timestamp::default(),
            expires_at: Timestamp::default(),
        }
    }

    const ALLOW: &str =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    const OUTDATED: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",
        "Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}]}"#;

    fn allows(role: &role::Active, session: &SessionClaims) -> bool {
        let request = RequestContext {
            action: "cognito-sync:ListRecords".to_owned(),
            resource: "*".to_owned(),
            principal: Principal::Anonymous,
            keys: ContextKeys::new(),
        };
        Policies::of(&ParsedPolicies::new(Document::parse_permissions), role, session)
            .is_some_and(|policies| policies.decide(&request).is_allowed())
    }

    #[test]
    fn a_stored_policy_that_cannot_be_read_any_more_allows_nothing_beside_it_either() {
        assert!(allows(&role(&[ALLOW]), &session(&[ALLOW])));
        assert!(!allows(&role(&[ALLOW, OUTDATED]), &session(&[])));
        assert!(!allows(&role(&[ALLOW]), &session(&[ALLOW, OUTDATED])));
        assert!(allows(&role(&[&format!("\n {ALLOW}")]), &session(&[])), "spaces before it mean nothing");
    }
}
