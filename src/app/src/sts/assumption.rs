//! Assuming a role as an identity: the role's trust policy, and the session that results. Both flows end here: the enhanced one, in which
//! the pool chose the role, and the classic one, in which the caller did.

use domain::{
    Moment,
    account::role::Active,
    identity_pools::identity::{self, Flow, commands::Vend},
};
use policy::{Principal, RequestContext};

use crate::{
    Answer, Settings,
    iam::{parsed_policies::ParsedPolicies, roles::FoundRole},
    refusals,
    sts::{
        Sts, condition_keys,
        temporary::{SessionClaims, TemporaryCredentials},
        web_identity::{PROVIDER, WebIdentity},
    },
};

/// The session of a role to be made.
pub(crate) struct Assumption<'a> {
    pub(crate) identity: &'a WebIdentity,
    pub(crate) session_name: &'a str,
    pub(crate) seconds: i64,
    /// Each limits the session further.
    pub(crate) policies: Vec<String>,
    pub(crate) flow: Flow,
}

impl Sts {
    /// Makes a session's credentials, and records their issue before it returns them. `None`: the role does not trust the identity, or does
    /// not exist; the caller must not learn which.
    pub(crate) async fn assume(
        &self,
        what: Assumption<'_>,
        role: Option<FoundRole>,
        moment: &Moment,
    ) -> Answer<Option<(SessionClaims, TemporaryCredentials)>> {
        let Some(role) = role else { return Ok(None) };
        if !trusts((&self.core.settings, &self.trust), &role.active, &what, moment) {
            return Ok(None);
        }
        let claims = SessionClaims {
            access_key_id: String::new(),
            role_arn: role.active.made.arn,
            role_id: role.id,
            session_name: what.session_name.to_owned(),
            context: context_of(what.identity),
            policies: what.policies,
            issued_at: moment.now,
            expires_at: moment.now.plus_seconds(what.seconds),
        };
        let credentials = self.make_credentials(claims.clone())?;
        let vend = Vend {
            role_arn: claims.role_arn.clone(),
            access_key_id: credentials.access_key_id.clone(),
            expires_at: credentials.expires_at,
            flow: what.flow,
        };
        let stream = identity::stream(&what.identity.pool_id, &what.identity.identity_id);
        let vended = self.core.directories.identities.ask(&stream, vend, moment).await;
        vended.map_err(|failure| refusals::of_identity(&what.identity.identity_id, failure))?;
        Ok(Some((claims, credentials)))
    }
}

/// The condition keys that an identity brings into every decision.
fn context_of(identity: &WebIdentity) -> Vec<(String, Vec<String>)> {
    let key = |name: &str, values: Vec<String>| (format!("{PROVIDER}:{name}"), values);
    vec![
        key("aud", vec![identity.pool_id.clone()]),
        key("sub", vec![identity.identity_id.clone()]),
        key("amr", identity.methods.clone()),
        ("aws:FederatedProvider".to_owned(), vec![PROVIDER.to_owned()]),
    ]
}

/// Whether the role's trust policy lets the identity in. One that this version does not parse any more trusts no caller.
fn trusts(
    (settings, parsed): (&Settings, &ParsedPolicies),
    role: &Active,
    what: &Assumption<'_>,
    moment: &Moment,
) -> bool {
    let trust = parsed.read(&role.made.trust_policy).inspect_err(|error| {
        tracing::error!(%error, role = role.made.arn, "a stored trust policy does not parse: its role trusts no caller");
    });
    let Ok(trust) = trust else { return false };
    let action = "sts:AssumeRoleWithWebIdentity";
    let mut keys = condition_keys::of_request(settings, action, moment);
    condition_keys::add_anonymous(&mut keys);
    condition_keys::add_resource_tags(&mut keys, &role.made.tags);
    condition_keys::add_context(&mut keys, &context_of(what.identity));
    keys.set("sts:RoleSessionName", [what.session_name]);
    let request = RequestContext {
        action: action.to_owned(),
        resource: role.made.arn.clone(),
        principal: Principal::Federated(PROVIDER.to_owned()),
        keys,
    };
    policy::evaluate(&[&trust], &request).is_allowed()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{Timestamp, account::role};

    use super::*;

    fn trusted_by(methods: &[&str], pool_id: &str) -> bool {
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity",
            "Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"us-east-1:pool"},
            "ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}]}"#;
        trusted_under(trust, methods, pool_id)
    }

    fn trusted_under(trust: &str, methods: &[&str], pool_id: &str) -> bool {
        let made = role::Created {
            name: "app".to_owned(),
            path: "/".to_owned(),
            arn: "arn:aws:iam::123456789012:role/app".to_owned(),
            trust_policy: trust.to_owned(),
            description: None,
            max_session_seconds: 3600,
            tags: BTreeMap::from([("team".to_owned(), "red".to_owned())]),
            at: Timestamp::from_ms(0),
        };
        let identity = WebIdentity {
            identity_id: "us-east-1:i".to_owned(),
            pool_id: pool_id.to_owned(),
            methods: methods.iter().map(ToString::to_string).collect(),
        };
        let what = Assumption {
            identity: &identity,
            session_name: "s",
            seconds: 1,
            policies: Vec::new(),
            flow: Flow::Enhanced,
        };
        let moment = Moment::system("test", Timestamp::from_ms(0), "r");
        let role = Active { made, policies: BTreeMap::new() };
        let settings = Settings {
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            public_url: "http://localhost:9229".to_owned(),
            fixed_code: None,
            rate_limits: Vec::new(),
            message_limits: Vec::new(),
        };
        let parsed = ParsedPolicies::new(policy::Document::parse_trust);
        trusts((&settings, &parsed), &role, &what, &moment)
    }

    /// A trust policy that lets the identity in, and denies under a condition.
    fn denying(condition: &str) -> bool {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"Federated":"cognito-identity.amazonaws.com"}},"Action":"sts:AssumeRoleWithWebIdentity"}},
            {{"Effect":"Deny","Principal":{{"AWS":"*"}},"Action":"sts:*","Condition":{condition}}}]}}"#
        );
        !trusted_under(&trust, &["authenticated"], "us-east-1:pool")
    }

    #[test]
    fn a_trust_policy_sees_the_request_as_every_policy_does() {
        for condition in [
            r#"{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#,
            r#"{"NumericLessThan":{"aws:EpochTime":"1"}}"#,
            r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
            r#"{"Bool":{"aws:ViaAWSService":"false"}}"#,
            r#"{"StringEquals":{"aws:PrincipalType":"Anonymous"}}"#,
            r#"{"StringEquals":{"aws:PrincipalAccount":"anonymous"}}"#,
            r#"{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}"#,
            r#"{"StringEquals":{"aws:ResourceAccount":"123456789012"}}"#,
            r#"{"StringEquals":{"aws:ResourceTag/team":"red"}}"#,
            r#"{"StringEquals":{"sts:RoleSessionName":"s"}}"#,
            r#"{"Null":{"aws:TokenIssueTime":"true"}}"#,
        ] {
            assert!(denying(condition), "{condition}");
        }
        assert!(!denying(r#"{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#));
    }

    #[test]
    fn a_stored_trust_policy_that_cannot_be_read_any_more_trusts_no_caller() {
        let everyone = r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity"}]}"#;
        assert!(!trusted_under(everyone, &["authenticated"], "us-east-1:pool"));
    }

    #[test]
    fn a_role_lets_in_whom_its_trust_policy_names_and_nobody_else() {
        assert!(trusted_by(&["authenticated", "p"], "us-east-1:pool"));
        assert!(!trusted_by(&["unauthenticated"], "us-east-1:pool"));
        assert!(!trusted_by(&["authenticated"], "us-east-1:other"));
    }
}
