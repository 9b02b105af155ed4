//! Sign-ins on the wire: flows and challenges by their AWS names, with parameters by theirs.

mod response;
mod start;
mod step;

use std::collections::BTreeMap;

use app::{
    Answer, Fault,
    user_pools::{sign_in::Who, watch::UserContext},
};

pub(super) use response::response;
pub(super) use start::start;
pub(super) use step::{admin_initiated, admin_responded, initiated, responded};

/// `AuthParameters`, `ChallengeResponses`, `ChallengeParameters`
type Parameters = BTreeMap<String, String>;

const USERNAME: &str = "USERNAME";
const DEVICE_KEY: &str = "DEVICE_KEY";

/// The name that parameters give.
pub(super) fn name(parameters: &Parameters) -> Option<&str> {
    parameters.get(USERNAME).map(String::as_str)
}

/// The user whom parameters name.
fn who(parameters: &Parameters, context: UserContext, client_metadata: Option<Parameters>) -> Answer<Who> {
    let username = needed(parameters, USERNAME)?.to_owned();
    let (secret_hash, device_key) = (secret_hash(parameters), device_key(parameters));
    Ok(Who { username, secret_hash, device_key, client_metadata, context, authorization: None })
}

fn secret_hash(parameters: &Parameters) -> Option<String> {
    parameters.get("SECRET_HASH").cloned()
}

fn device_key(parameters: &Parameters) -> Option<String> {
    needed(parameters, DEVICE_KEY).ok().map(str::to_owned)
}

fn needed<'a>(parameters: &'a Parameters, name: &str) -> Answer<&'a str> {
    let value = parameters.get(name).map(String::as_str).filter(|value| !value.is_empty());
    value.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Fault {
    Fault::invalid(format!("Missing required parameter {name}"))
}
