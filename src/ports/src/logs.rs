//! Logs that pools deliver elsewhere: records in the form that AWS gives them, and what takes them.
//!
//! Records of users' activity hold personal data, as at AWS: the operator and the pool's administrator have chosen that by the target. So no
//! record has a `Debug` form here, and no fault quotes one.

use std::io;

use async_trait::async_trait;
use serde::Serialize;

/// One line of a log.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogRecord {
    /// Milliseconds since the Unix epoch, as text.
    event_timestamp: String,
    event_source: &'static str,
    log_level: &'static str,
    message: Message,
    log_source_id: LogSourceId,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Message {
    Notification { details: String },
    Activity(Box<UserActivity>),
}

#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogSourceId {
    user_pool_id: String,
}

/// What a user has done, and how it was judged. Where nothing is known, the text is empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserActivity {
    /// `1`
    pub version: &'static str,
    /// The id that `AdminListUserAuthEvents` shows.
    pub event_id: String,
    /// `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange`, `ResendCode`
    pub event_type: &'static str,
    /// The user's `sub`.
    pub user_sub: String,
    /// The user name.
    pub user_name: String,
    /// The pool.
    pub user_pool_id: String,
    /// The client.
    pub client_id: String,
    /// `Wed Jul 17 17:25:55 UTC 2024`
    pub creation_date: String,
    /// `Pass`, `Fail`, `InProgress`
    pub event_response: &'static str,
    /// `Low`, `Medium`, `High`
    pub risk_level: &'static str,
    /// `PASS`, `AccountTakeover`, `Block`
    pub risk_decision: &'static str,
    /// `Password:Success`
    pub challenges: Vec<String>,
    /// What the user's software calls itself.
    pub device_name: String,
    /// The address.
    pub ip_address: String,
    /// The id of the request.
    pub request_id: String,
    /// The identity provider.
    pub idp_name: String,
    /// `true`, `false`
    pub compromised_credential_detected: String,
    /// The city.
    pub city: String,
    /// The country.
    pub country: String,
    /// Nothing: a record is written before any feedback is given.
    pub event_feedback_value: &'static str,
    /// Nothing.
    pub event_feedback_date: &'static str,
    /// Nothing.
    pub event_feedback_provider: &'static str,
    /// `true` where the address or the software is known.
    pub has_context_data: String,
}

impl LogRecord {
    /// A message to a user could not be sent.
    pub fn notification_error(pool: &str, at_ms: i64, details: String) -> Self {
        Self::new("USER_NOTIFICATION", "ERROR", (pool, at_ms), Message::Notification { details })
    }

    /// A user has done something.
    pub fn user_activity(at_ms: i64, activity: UserActivity) -> Self {
        let pool = activity.user_pool_id.clone();
        Self::new("USER_ACTIVITY", "INFO", (&pool, at_ms), Message::Activity(Box::new(activity)))
    }

    fn new(source: &'static str, level: &'static str, (pool, at_ms): (&str, i64), message: Message) -> Self {
        Self {
            event_timestamp: at_ms.to_string(),
            event_source: source,
            log_level: level,
            message,
            log_source_id: LogSourceId { user_pool_id: pool.to_owned() },
        }
    }

    /// The pool that it is of.
    pub fn pool(&self) -> &str {
        &self.log_source_id.user_pool_id
    }
}

/// Why a record was not delivered. Each may pass: an operator mends it, or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// No target is configured under this ARN.
    #[error("no target is configured for the ARN")]
    NoTarget,
    /// The target refuses, with this HTTP status.
    #[error("the target refuses (HTTP {0})")]
    Refused(u16),
    /// The target cannot be reached, or does not answer in time.
    #[error("the target cannot be reached, or does not answer in time")]
    Unavailable,
    /// The target failed a moment ago and is left alone for a while.
    #[error("the target has failed a moment ago")]
    Resting,
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    File(io::ErrorKind),
}

/// Takes records.
#[async_trait]
pub trait Logs: Send + Sync {
    /// Whether there is a target under this ARN.
    fn takes(&self, target: &str) -> bool;

    /// Delivers a record to the target of an ARN. `Ok` means that the target has it for good. It may take some seconds: records are
    /// delivered several at a time.
    async fn deliver(&self, target: &str, record: LogRecord) -> Result<(), LogFault>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_the_form_that_aws_documents() {
        let failed = LogRecord::notification_error("us-east-1_a", 1_687_297_330_677, "String".to_owned());
        let expected = r#"{"eventTimestamp":"1687297330677","eventSource":"USER_NOTIFICATION","logLevel":"ERROR","message":{"details":"String"},"logSourceId":{"userPoolId":"us-east-1_a"}}"#;
        assert_eq!(serde_json::to_string(&failed).unwrap(), expected);
        let activity =
            UserActivity { version: "1", user_pool_id: "us-east-1_a".to_owned(), ..Default::default() };
        let record = serde_json::to_value(LogRecord::user_activity(7, activity)).unwrap();
        assert_eq!((&record["eventSource"], &record["logLevel"]), (&"USER_ACTIVITY".into(), &"INFO".into()));
        let members: Vec<_> = record["message"].as_object().unwrap().keys().map(String::as_str).collect();
        let documented = [
            "challenges",
            "city",
            "clientId",
            "compromisedCredentialDetected",
            "country",
            "creationDate",
            "deviceName",
            "eventFeedbackDate",
            "eventFeedbackProvider",
            "eventFeedbackValue",
            "eventId",
            "eventResponse",
            "eventType",
            "hasContextData",
            "idpName",
            "ipAddress",
            "requestId",
            "riskDecision",
            "riskLevel",
            "userName",
            "userPoolId",
            "userSub",
            "version",
        ];
        assert_eq!(members, documented);
    }
}
