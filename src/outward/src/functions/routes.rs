//! Which address serves which function.

use std::collections::BTreeMap;

use reqwest::Url;

use super::{figures::Figures, lambda::LambdaApi, webhook::Webhook};

/// The route of every function that has none of its own.
const ANY: &str = "*";

/// Why an address cannot serve functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// The address is none.
    #[error(
        "must be an http:// or https:// URL without user, password and fragment (and without a query for the Invoke API)"
    )]
    Url,
    /// The secret is none.
    #[error(
        "the secret must be whsec_ and base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)"
    )]
    Secret,
    /// What is served is no function.
    #[error("must be the ARN of a function, or * for all that have no route of their own")]
    Function,
    /// Two addresses for the same.
    #[error("has two addresses")]
    Twice,
}

/// Who runs a function.
#[derive(Clone, Debug)]
pub enum Target {
    /// The Invoke API.
    Lambda(LambdaApi),
    /// A webhook.
    Webhook(Webhook),
}

/// The route of a function, or of all.
pub struct Route {
    pub(super) target: Target,
    pub(super) figures: Figures,
}

/// The routes of all functions.
#[derive(Default)]
pub struct Routes(BTreeMap<String, Route>);

impl Routes {
    /// Adds a route for the function of this ARN; for `*`, of all functions that have none.
    pub fn add(&mut self, function: &str, target: Target) -> Result<(), BadTarget> {
        let is_arn = function.starts_with("arn:") && function.bytes().all(|byte| byte.is_ascii_graphic());
        if function != ANY && (!is_arn || function.contains(['"', '\\'])) {
            return Err(BadTarget::Function);
        }
        let route = Route { target, figures: Figures::default() };
        self.0.insert(function.to_owned(), route).map_or(Ok(()), |_| Err(BadTarget::Twice))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, function: &str) -> Option<&Route> {
        self.0.get(function).or_else(|| self.0.get(ANY))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Figures)> + Clone {
        self.0.iter().map(|(function, route)| (function.as_str(), &route.figures))
    }
}

/// An address that can be spoken to.
pub(super) fn web_address(text: &str) -> Result<Url, BadTarget> {
    let url = Url::parse(text).map_err(|_| BadTarget::Url)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_web && is_plain { Ok(url) } else { Err(BadTarget::Url) }
}
