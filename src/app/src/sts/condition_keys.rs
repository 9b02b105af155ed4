//! The condition keys that requests bring into every decision of a policy: a role's policies, its trust policy, a session's policy. The
//! list of keys that must be present is `policy`'s (`policy::ALWAYS_PRESENT`); their values for a request and its caller are set here.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat};
use domain::{Moment, Timestamp};
use policy::ContextKeys;

use crate::{Settings, sts::temporary::SessionClaims};

/// The region of IAM, which has none of its own.
const IAM_REGION: &str = "us-east-1";
/// The value for an unsigned caller.
const ANONYMOUS: &str = "anonymous";

/// The keys of every request, independent of its caller. `action` is `cognito-sync:ListRecords`.
pub(crate) fn of_request(settings: &Settings, action: &str, moment: &Moment) -> ContextKeys {
    let region = if action.starts_with("iam:") { IAM_REGION } else { settings.region_of(moment) };
    let mut keys = ContextKeys::new()
        .with("aws:CurrentTime", iso(moment.now))
        .with("aws:EpochTime", moment.now.seconds().to_string())
        .with("aws:RequestedRegion", region)
        .with("aws:ResourceAccount", &*settings.account)
        .with("aws:SecureTransport", moment.transport.is_secure.to_string())
        .with("aws:UserAgent", moment.user_agent.known().map_or("", String::as_str))
        .with("aws:ViaAWSService", "false");
    if let Some(address) = moment.source_ip.known() {
        keys.set("aws:SourceIp", [canonical_address(address)]);
    }
    if let Some(referer) = &moment.transport.referer {
        keys.set("aws:Referer", [referer.clone()]);
    }
    keys
}

/// The keys of an unsigned caller.
pub(crate) fn add_anonymous(keys: &mut ContextKeys) {
    keys.set("aws:PrincipalAccount", [ANONYMOUS]);
    keys.set("aws:PrincipalType", ["Anonymous"]);
    keys.set("aws:userid", [ANONYMOUS]);
}

/// The keys of a role's session, and those that it was begun with. `role_tags` are tags of its principal too.
pub(crate) fn add_session(
    keys: &mut ContextKeys,
    settings: &Settings,
    session: &SessionClaims,
    role_tags: &BTreeMap<String, String>,
) {
    // First what the session was begun with, so that it cannot replace the keys that the service sets.
    add_context(keys, &session.context);
    for (name, value) in role_tags {
        keys.set(&format!("aws:PrincipalTag/{name}"), [value.clone()]);
    }
    // A web identity has no second factor that the service would know of.
    keys.set("aws:MultiFactorAuthPresent", ["false"]);
    keys.set("aws:PrincipalAccount", [settings.account.clone()]);
    keys.set("aws:PrincipalArn", [session.role_arn.clone()]);
    keys.set("aws:PrincipalIsAWSService", ["false"]);
    keys.set("aws:PrincipalType", ["AssumedRole"]);
    keys.set("aws:TokenIssueTime", [iso(session.issued_at)]);
    keys.set("aws:userid", [session.user_id()]);
}

/// The keys that an identity's token brought.
pub(crate) fn add_context(keys: &mut ContextKeys, context: &[(String, Vec<String>)]) {
    for (name, values) in context {
        keys.set(name, values.iter().cloned());
    }
}

/// The tags of what is acted on.
pub(crate) fn add_resource_tags(keys: &mut ContextKeys, tags: &BTreeMap<String, String>) {
    for (name, value) in tags {
        keys.set(&format!("aws:ResourceTag/{name}"), [value.clone()]);
        keys.set(&format!("iam:ResourceTag/{name}"), [value.clone()]);
    }
}

/// `2026-11-23T10:23:53Z`
fn iso(at: Timestamp) -> String {
    let at = DateTime::from_timestamp_millis(at.ms()).unwrap_or(DateTime::UNIX_EPOCH);
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An IPv4 address in its own form where a dual-stack socket gives it inside an IPv6 address: policies name it in its own form.
fn canonical_address(address: &str) -> String {
    let parsed: Option<std::net::IpAddr> = address.parse().ok();
    parsed.map_or_else(|| address.to_owned(), |address| address.to_canonical().to_string())
}

#[cfg(test)]
mod tests {
    use domain::{Personal, Transport};
    use policy::{ALWAYS_PRESENT, Document, Principal, RequestContext, evaluate};

    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/app";

    fn settings() -> Settings {
        Settings::sample("eu-west-1")
    }

    fn moment() -> Moment {
        Moment {
            source_ip: Personal::Known("::ffff:203.0.113.7".to_owned()),
            user_agent: Personal::Known("curl/8".to_owned()),
            transport: Transport { is_secure: false, referer: Some("https://app.example/".to_owned()) },
            ..Moment::system("test", Timestamp::from_seconds(1_795_429_433), "r")
        }
    }

    fn session() -> SessionClaims {
        SessionClaims {
            access_key_id: "ASIA".to_owned(),
            role_arn: ROLE.to_owned(),
            role_id: "AROA1".to_owned(),
            session_name: "s".to_owned(),
            context: vec![(
                "aws:FederatedProvider".to_owned(),
                vec!["cognito-identity.amazonaws.com".to_owned()],
            )],
            policies: Vec::new(),
            issued_at: Timestamp::from_seconds(1_795_429_000),
            expires_at: Timestamp::from_seconds(1_795_432_600),
        }
    }

    fn keys_of(session: &SessionClaims, action: &str) -> ContextKeys {
        let mut keys = of_request(&settings(), action, &moment());
        let tags = BTreeMap::from([("team".to_owned(), "red".to_owned())]);
        add_session(&mut keys, &settings(), session, &tags);
        keys
    }

    /// Whether a Deny with this condition denies.
    fn denies(keys: ContextKeys, condition: &str) -> bool {
        let document = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*"}},
            {{"Effect":"Deny","Action":"*","Resource":"*","Condition":{condition}}}]}}"#
        );
        let document = Document::parse_permissions(&document).unwrap();
        let request = RequestContext {
            action: "cognito-sync:ListRecords".to_owned(),
            resource: "*".to_owned(),
            principal: Principal::Anonymous,
            keys,
        };
        !evaluate(&[&document], &request).is_allowed()
    }

    #[test]
    fn a_session_has_every_key_that_is_always_there() {
        for key in ALWAYS_PRESENT {
            let is_absent = format!(r#"{{"Null":{{"{key}":"true"}}}}"#);
            assert!(
                !denies(keys_of(&session(), "cognito-sync:ListRecords"), &is_absent),
                "{key} is not there"
            );
        }
    }

    #[test]
    fn a_deny_on_what_the_request_is_denies_it() {
        for condition in [
            r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-11-23T10:23:52Z"}}"#,
            r#"{"DateLessThan":{"aws:CurrentTime":"2026-11-23T10:23:54Z"}}"#,
            r#"{"NumericGreaterThan":{"aws:EpochTime":"1795429432"}}"#,
            r#"{"DateGreaterThan":{"aws:EpochTime":"2026-11-23T10:00:00Z"}}"#,
            r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
            r#"{"StringEquals":{"aws:PrincipalType":"AssumedRole"}}"#,
            r#"{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}"#,
            r#"{"StringLike":{"aws:UserAgent":"curl/*"}}"#,
            r#"{"StringEquals":{"aws:Referer":"https://app.example/"}}"#,
            r#"{"StringEquals":{"aws:ResourceAccount":"123456789012"}}"#,
            r#"{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}"#,
            r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/app"}}"#,
            r#"{"Bool":{"aws:ViaAWSService":"false"}}"#,
            r#"{"Bool":{"aws:PrincipalIsAWSService":"false"}}"#,
            r#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#,
            r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
            r#"{"StringEquals":{"aws:userid":"AROA1:s"}}"#,
            r#"{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#,
            r#"{"StringEquals":{"aws:FederatedProvider":"cognito-identity.amazonaws.com"}}"#,
            r#"{"Null":{"aws:username":"true"}}"#,
        ] {
            assert!(denies(keys_of(&session(), "cognito-sync:ListRecords"), condition), "{condition}");
        }
        let region_of_iam = r#"{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}"#;
        assert!(denies(keys_of(&session(), "iam:GetRole"), region_of_iam));
    }

    /// The policy that IAM's console attaches as `AWSRevokeOlderSessions`.
    #[test]
    fn sessions_that_are_older_than_a_revocation_are_denied_and_those_whose_age_is_unknown_too() {
        let revoked_at = |at: &str| format!(r#"{{"DateLessThan":{{"aws:TokenIssueTime":"{at}"}}}}"#);
        let denied = |session: &SessionClaims, at: &str| {
            denies(keys_of(session, "cognito-sync:ListRecords"), &revoked_at(at))
        };
        assert!(denied(&session(), "2026-11-23T10:16:41Z"));
        assert!(!denied(&session(), "2026-11-23T10:16:40Z"));
        let mut older = serde_json::to_value(session()).unwrap();
        older.as_object_mut().unwrap().remove("issued_at");
        assert!(denied(&serde_json::from_value(older).unwrap(), "2020-01-01T00:00:00Z"));
    }

    #[test]
    fn what_a_session_brought_does_not_replace_what_the_service_says_of_it() {
        let forged = SessionClaims {
            context: vec![("aws:PrincipalType".to_owned(), vec!["Account".to_owned()])],
            ..session()
        };
        assert!(denies(keys_of(&forged, "a:b"), r#"{"StringEquals":{"aws:PrincipalType":"AssumedRole"}}"#));
    }
}
