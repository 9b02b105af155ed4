//! Which address serves which function.

use std::collections::BTreeMap;

use super::{address::BadTarget, figures::Figures, lambda::LambdaApi, webhook::Webhook};

/// The route of every function that has none of its own.
const ANY: &str = "*";

/// Who runs a function.
#[derive(Clone, Debug)]
pub enum Target {
    /// The Invoke API.
    Lambda(LambdaApi),
    /// A webhook.
    Webhook(Webhook),
}

/// The route of a function, or of all.
pub(super) struct Route {
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
