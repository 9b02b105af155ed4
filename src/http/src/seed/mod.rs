//! Seeds: a file of roles, pools, clients, groups and users that a server begins with.
//!
//! A seed makes what is missing and changes nothing. It is tried on an empty service in memory first, so that every mistake in it is found
//! by the checks of the operations before anything is written; then what is there already is compared with what the seed made there.
//! Each thing is made by one append, so that a start that was interrupted is finished by the next.

mod export;
mod forms;
mod parts;
mod reader;
mod schema;
mod things;

use std::fmt;

use app::{Answer, App};
use serde_json::Value;

pub use export::{Exported, export};
pub use schema::schema;
use things::{Thing, What};

/// What is wrong with a seed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The path in the file: `UserPools[0].Clients[1].Id`.
    pub path: String,
    /// For people; it quotes no password and no secret.
    pub why: String,
}

impl Problem {
    fn new(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self { path: path.into(), why: why.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.why)
    }
}

/// What became of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// So many things were made.
    pub made: usize,
    /// So many were there.
    pub there: usize,
}

/// A seed whose form is right.
pub struct Seed {
    things: Vec<Thing>,
}

impl Seed {
    /// Reads a file, YAML or JSON. All mistakes of form are given at once.
    pub fn read(text: &str) -> Result<Self, Vec<Problem>> {
        Ok(Self { things: reader::read(text)? })
    }

    /// Makes what is missing. `empty` is a service with nothing in it, on which the seed is tried.
    pub async fn apply(&self, app: &App, empty: &App) -> Result<Outcome, Vec<Problem>> {
        self.rehearse(app, empty).await?;
        let missing = self.compare(app, empty).await?;
        for thing in &missing {
            if let Err(fault) = Box::pin(thing.what.make(app)).await {
                // Another node that starts with the same seed may have been faster.
                if !is_same(&thing.what, app, empty).await.unwrap_or(false) {
                    return Err(vec![Problem::new(&thing.path, fault.message)]);
                }
            }
        }
        Ok(Outcome { made: missing.len(), there: self.things.len() - missing.len() })
    }

    /// Makes everything in the empty service. What lies in something that was refused is not tried, and a user who is there is not
    /// made again: passwords are costly.
    async fn rehearse(&self, app: &App, empty: &App) -> Result<(), Vec<Problem>> {
        let mut problems: Vec<Problem> = Vec::new();
        for thing in &self.things {
            let is_in = |problem: &Problem| thing.path.starts_with(&format!("{}.", problem.path));
            if problems.iter().any(is_in) || thing.is_user_of(app).await {
                continue;
            }
            if let Err(fault) = thing.what.make(empty).await {
                problems.push(Problem::new(&thing.path, fault.message));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The things that are not there. One that is there must be as the seed has it.
    async fn compare(&self, app: &App, empty: &App) -> Result<Vec<&Thing>, Vec<Problem>> {
        let (mut missing, mut problems) = (Vec::new(), Vec::new());
        for thing in &self.things {
            match thing.differences(app, empty).await {
                Ok(None) => missing.push(thing),
                Ok(Some(members)) if members.is_empty() => {}
                Ok(Some(members)) => problems.push(Problem::new(&thing.path, differs(&members))),
                Err(fault) => problems.push(Problem::new(&thing.path, fault.message)),
            }
        }
        if problems.is_empty() { Ok(missing) } else { Err(problems) }
    }
}

impl Thing {
    async fn is_user_of(&self, app: &App) -> bool {
        matches!(self.what, What::User { .. }) && matches!(self.what.shown(app).await, Ok(Some(_)))
    }

    /// The members in which it differs from the one in the empty service; `None` where it is not there.
    async fn differences(&self, app: &App, empty: &App) -> Answer<Option<Vec<String>>> {
        let Some(there) = self.what.shown(app).await? else { return Ok(None) };
        if matches!(self.what, What::User { .. }) {
            return Ok(Some(Vec::new()));
        }
        let wanted = self.what.shown(empty).await?.unwrap_or_default();
        let names = |value: &Value| value.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
        let all = names(&there).into_iter().chain(names(&wanted)).flatten();
        let mut differing: Vec<String> = all.filter(|name| there.get(name) != wanted.get(name)).collect();
        differing.sort_unstable();
        differing.dedup();
        Ok(Some(differing))
    }
}

async fn is_same(what: &What, app: &App, empty: &App) -> Answer<bool> {
    let there = what.shown(app).await?;
    Ok(there.is_some() && (matches!(what, What::User { .. }) || there == what.shown(empty).await?))
}

fn differs(members: &[String]) -> String {
    let members = members.join(", ");
    format!(
        "is there, and differs in {members}; a seed makes what is missing and changes nothing: change the file, or what is there"
    )
}
