//! Reads `Principal` and `NotPrincipal` ("AWS JSON policy elements: Principal").

use super::{texts, wrong};
use crate::MalformedPolicy;
use crate::json::Json;
use crate::malformed::quoted;
use crate::principal::NamedPrincipal;

/// Digits of an account id.
const ACCOUNT_DIGITS: usize = 12;

pub(super) fn read(value: Json) -> Result<Vec<NamedPrincipal>, MalformedPolicy> {
    let members = match value {
        Json::Text(text) => return Err(invalid(&text)),
        Json::Object(members) => members,
        other => return Err(wrong("an object", &other)),
    };
    let mut principals = Vec::new();
    for (kind, names) in members {
        for name in texts(names)? {
            principals.push(one(&kind, &name)?);
        }
    }
    if principals.is_empty() {
        return Err(MalformedPolicy::new("The list of principals must not be empty."));
    }
    Ok(principals)
}

fn one(kind: &str, name: &str) -> Result<NamedPrincipal, MalformedPolicy> {
    // Part of a name or ARN cannot be a wildcard; only all principals can be meant, and only by "*" alone.
    let refused = || invalid(&format!("{kind}: {name}"));
    if kind == "AWS" && name == "*" {
        return Ok(NamedPrincipal::Everyone);
    }
    if name.is_empty() || name.contains(['*', '?', '$']) {
        return Err(refused());
    }
    match kind {
        "AWS" => aws(name).ok_or_else(refused),
        "Federated" => Ok(NamedPrincipal::Federated(name.to_owned())),
        "Service" => Ok(NamedPrincipal::Service(name.to_owned())),
        _ => Err(refused()),
    }
}

/// An account by its digits or its root's ARN, or one user, role or session by its ARN.
fn aws(name: &str) -> Option<NamedPrincipal> {
    let is_account =
        |text: &str| text.len() == ACCOUNT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_account(name) {
        return Some(NamedPrincipal::Account(name.to_owned()));
    }
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, "root"] if is_account(account) => {
            Some(NamedPrincipal::Account((*account).to_owned()))
        }
        ["arn", _, "iam" | "sts", "", account, resource] if is_account(account) && !resource.is_empty() => {
            Some(NamedPrincipal::AwsArn(name.to_owned()))
        }
        _ => None,
    }
}

/// A bare `"*"` is no principal of a trust policy; `{"AWS": "*"}` is.
fn invalid(name: &str) -> MalformedPolicy {
    MalformedPolicy::new(format!("Invalid principal in policy: {}", quoted(name)))
}
