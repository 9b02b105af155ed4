//! The event that a function gets, and how its answer is read.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{Call, Trigger};

/// What AWS's own calls say where the version of the caller's SDK is not known.
const SDK_VERSION: &str = "aws-sdk-unknown-unknown";

/// What a function gets: JSON with these members, named as AWS names them.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// `version`: a text.
    pub version: &'static str,
    /// `triggerSource`
    pub trigger_source: String,
    /// `region` of the pool.
    pub region: String,
    /// `userPoolId`
    pub user_pool_id: String,
    /// `userName`
    pub user_name: String,
    /// `callerContext`
    pub caller_context: CallerContext,
    /// `request`: what is asked.
    pub request: Value,
    /// `response`: what the function fills in; absent where nothing is asked of it.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub response: Value,
}

/// `callerContext`
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallerContext {
    /// `awsSdkVersion`
    pub aws_sdk_version: &'static str,
    /// `clientId`
    pub client_id: String,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("trigger_source", &self.trigger_source).finish_non_exhaustive()
    }
}

impl Event {
    /// The event of a call.
    pub fn of<R: Trigger>(call: &Call<R>) -> Self {
        Self {
            version: call.request.version(),
            trigger_source: call.request.source(),
            region: call.region.clone(),
            user_pool_id: call.pool.clone(),
            user_name: call.username.clone(),
            caller_context: CallerContext { aws_sdk_version: SDK_VERSION, client_id: call.client.clone() },
            request: request(call),
            response: call.request.unanswered(),
        }
    }

    /// The `response` of an answer. An answer is the whole event again: one that lacks a member of it is none.
    pub(super) fn answer<A: DeserializeOwned>(&self, answer: Value) -> Option<A> {
        let Value::Object(mut answer) = answer else { return None };
        let Ok(Value::Object(asked)) = serde_json::to_value(self) else { return None };
        if asked.keys().any(|member| !answer.contains_key(member)) {
            return None;
        }
        let response = answer.remove("response").filter(Value::is_object)?;
        serde_json::from_value(response).ok()
    }
}

/// `userAttributes`, where the trigger has them, and what is asked.
fn request<R: Trigger>(call: &Call<R>) -> Value {
    let mut request = Map::new();
    if let Some(attributes) = &call.attributes {
        let told = attributes.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        request.insert("userAttributes".to_owned(), Value::Object(told.collect()));
    }
    if let Ok(Value::Object(asked)) = serde_json::to_value(&call.request) {
        request.extend(asked);
    }
    Value::Object(request)
}
