//! One client: sends a request to any node and reports its outcome. Knows which errors say to try again.

use std::{
    collections::HashMap,
    time::{Duration, Instant, SystemTime},
};

use serde_json::Value;

use super::Site;
use crate::{
    api,
    http::{Answer, Connection, Request},
    knowledge::{Knowledge, Tally},
    random::Random,
};

/// Errors that say: not now, try again.
const LATER: [&str; 5] = [
    "InternalErrorException",
    "TooManyRequestsException",
    "ServiceUnavailableException",
    "InternalFailure",
    "ServiceUnavailable",
];
/// How long a client waits at most for an answer, before it takes the server for hung.
const PATIENCE: Duration = Duration::from_secs(45);
/// Pause of a client that finds no node.
const PAUSE: Duration = Duration::from_millis(20);

/// The outcome of a request.
#[derive(Debug)]
pub enum Said {
    /// It was done.
    Yes(Value),
    /// It was refused, by an error of this name.
    No(String),
    /// Try again: whether it was done is unknown.
    Later,
    /// No answer: whether it was done is unknown.
    Nothing,
}

/// A client with connections of its own.
pub struct Client<'a> {
    pub(super) site: &'a Site,
    pub(super) knowledge: &'a Knowledge,
    pub(super) random: Random,
    pub(super) name: String,
    /// How many names it has used.
    pub(super) used: u64,
    connections: HashMap<usize, Connection>,
}

impl<'a> Client<'a> {
    /// A client; its name is in the names that it gives.
    pub fn new(site: &'a Site, knowledge: &'a Knowledge, random: Random, name: String) -> Self {
        Self { site, knowledge, random, name, used: 0, connections: HashMap::new() }
    }

    /// Sends a request that needs no signature.
    pub fn ask(&mut self, request: &Request) -> Said {
        self.send(
            &request
                .headers
                .iter()
                .find(|(name, _)| name == "X-Amz-Target")
                .map_or_else(|| request.path.clone(), |(_, target)| target.clone()),
            |_| request.clone(),
        )
    }

    /// Sends a request that only the administrator may send.
    pub fn ask_signed(&mut self, service: &str, request: &Request) -> Said {
        let key = self.site.key.clone();
        self.send(service, |authority| api::signed(request, authority, service, &key, SystemTime::now()))
    }

    fn send(&mut self, what: &str, request: impl Fn(&str) -> Request) -> Said {
        let Some((node, mut connection)) = self.some_connection() else {
            Tally::count(&self.knowledge.tally.broken);
            std::thread::sleep(PAUSE);
            return Said::Nothing;
        };
        let authority = &self.site.authorities[node];
        let began = Instant::now();
        let answer = connection.exchange(&request(authority));
        self.knowledge.took(what, began.elapsed(), self.site.bound);
        let Ok(answer) = answer else {
            Tally::count(&self.knowledge.tally.broken);
            return Said::Nothing;
        };
        if answer.header("connection") != Some("close") {
            self.connections.insert(node, connection);
        }
        self.understand(what, &answer)
    }

    /// To any node; to the next one where a node takes none.
    fn some_connection(&mut self) -> Option<(usize, Connection)> {
        let count = self.site.authorities.len();
        let first = self.random.below(count);
        (first..first + count).find_map(|node| Some((node % count, self.connection(node % count)?)))
    }

    fn connection(&mut self, node: usize) -> Option<Connection> {
        let kept = self.connections.remove(&node).filter(|connection| !connection.is_closed());
        kept.or_else(|| Connection::open_within(&self.site.authorities[node], PATIENCE).ok())
    }

    fn understand(&mut self, what: &str, answer: &Answer) -> Said {
        let body =
            if answer.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&answer.body) };
        let Ok(body) = body else {
            self.knowledge.violation(format!("wrong: {what} was answered {} in no form", answer.status));
            return Said::Nothing;
        };
        if answer.status == 200 {
            return Said::Yes(body);
        }
        let error = body["__type"].as_str().or_else(|| answer.header("x-amzn-errortype"));
        let error = error.unwrap_or_default().split(':').next().unwrap_or_default().to_owned();
        if LATER.contains(&error.as_str()) {
            Tally::count(&self.knowledge.tally.later);
            return Said::Later;
        }
        if error.is_empty() {
            self.knowledge.violation(format!("wrong: {what} was answered {} without a name", answer.status));
        }
        Said::No(error)
    }
}
