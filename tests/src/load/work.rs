//! What a client does, and what it makes of the answers.

use serde_json::{Value, json};

use super::{Client, Mix, Said};
use crate::{
    api::{IDENTITY_POOLS, USER_POOLS, text},
    http::Request,
    knowledge::Tally,
};

/// Meets every password policy's default.
const PASSWORD: &str = "Passw0rd!x";
/// The dataset that a counter is in, and its one record.
const DATASET: &str = "counter";
/// So many clients want the same name, more or less at once.
const RIVALS: u64 = 4;
/// How often a request is repeated after recovery while its answer says "later".
const ASKED_AGAIN_MAX: usize = 50;

impl Client<'_> {
    /// Does one thing.
    pub fn work(&mut self, mix: Mix) {
        let parts = mix.parts();
        let mut chosen = self.random.below(parts.iter().sum());
        let kind = parts.iter().position(|part| {
            let here = chosen < *part;
            chosen = chosen.wrapping_sub(*part);
            here
        });
        match kind {
            Some(0) => self.sign_up(),
            Some(1) => self.get_identity(),
            Some(2) => self.count_up(),
            Some(3) => self.read_counter(),
            Some(4) => self.race(),
            _ => self.look(),
        }
    }

    fn fresh_name(&mut self) -> String {
        self.used += 1;
        format!("{}n{}", self.name, self.used)
    }

    fn sign_up_as(&mut self, name: &str) -> Said {
        let body = json!({ "ClientId": self.site.client, "Username": name, "Password": PASSWORD });
        self.ask(&Request::json(&format!("{USER_POOLS}.SignUp"), body.to_string()))
    }

    fn sign_up(&mut self) {
        let name = self.fresh_name();
        match self.sign_up_as(&name) {
            Said::Yes(_) => self.knowledge.signed_up(name),
            Said::No(error) => self.wrong(&format!("the fresh name {name} was refused by {error}")),
            Said::Later | Said::Nothing => {}
        }
    }

    /// All clients of a run go through the same names, a few for each.
    fn race(&mut self) {
        self.used += 1;
        let run = self.name.split('-').next().unwrap_or_default();
        let name = format!("{run}-race{}", self.used / RIVALS);
        let who = format!("{}n{}", self.name, self.used);
        match self.sign_up_as(&name) {
            Said::Yes(_) => self.knowledge.won(&name, who),
            Said::No(error) if error == "UsernameExistsException" => self.knowledge.was_refused(&name),
            Said::No(error) => self.wrong(&format!("{name} was refused by {error}")),
            Said::Later | Said::Nothing => self.knowledge.knows_nothing_of(&name),
        }
    }

    fn get_identity(&mut self) {
        let body = json!({ "IdentityPoolId": self.site.identity_pool }).to_string();
        match self.ask(&Request::json(&format!("{IDENTITY_POOLS}.GetId"), body)) {
            Said::Yes(answer) => self.knowledge.got_identity(text(&answer["IdentityId"])),
            Said::No(error) => self.wrong(&format!("GetId was refused by {error}")),
            Said::Later | Said::Nothing => {}
        }
    }

    /// Reads a counter; its answer must not be older than any answer before.
    fn list(&mut self, counter: usize) -> Option<Value> {
        let floor = self.knowledge.counter(counter).floor();
        let mut request = Request::get(&format!("{}/records", self.path(counter)));
        request = request.with("Content-Type", "application/x-amz-json-1.1");
        match self.ask_signed("cognito-sync", &request) {
            Said::Yes(answer) => {
                Tally::count(&self.knowledge.tally.reads);
                let count = answer["DatasetSyncCount"].as_u64().unwrap_or(0);
                let value = answer["Records"][0]["Value"].as_str().unwrap_or_default();
                self.knowledge.judge(self.knowledge.counter(counter).read(floor, count, value));
                Some(answer)
            }
            Said::No(error) => {
                self.wrong(&format!("ListRecords was refused by {error}"));
                None
            }
            Said::Later | Said::Nothing => None,
        }
    }

    fn read_counter(&mut self) {
        let counter = self.random.below(self.knowledge.counters());
        self.list(counter);
    }

    fn count_up(&mut self) {
        let counter = self.random.below(self.knowledge.counters());
        let Some(read) = self.list(counter) else { return };
        let count = read["DatasetSyncCount"].as_u64().unwrap_or(0);
        let value = self.fresh_name();
        let patch = json!({ "Op": "replace", "Key": "n", "Value": value, "SyncCount": count });
        let body = json!({ "SyncSessionToken": read["SyncSessionToken"], "RecordPatches": [patch] });
        let dataset = self.path(counter);
        let request =
            Request { method: "POST", path: dataset, headers: Vec::new(), body: body.to_string().into() };
        let request = request.with("Content-Type", "application/x-amz-json-1.1");
        self.knowledge.counter(counter).begin();
        match self.ask_signed("cognito-sync", &request) {
            Said::Yes(answer) => {
                Tally::count(&self.knowledge.tally.acknowledged);
                let reached = answer["Records"][0]["SyncCount"].as_u64().unwrap_or(0);
                self.knowledge.judge(self.knowledge.counter(counter).won(count, reached, &value));
            }
            Said::No(error) if error == "ResourceConflictException" => {
                Tally::count(&self.knowledge.tally.refused);
            }
            Said::No(error) => self.wrong(&format!("UpdateRecords was refused by {error}")),
            Said::Later | Said::Nothing => {}
        }
    }

    fn path(&self, counter: usize) -> String {
        let encoded = |id: &str| id.replace(':', "%3A");
        let (pool, identity) = (encoded(&self.site.identity_pool), encoded(&self.site.counters[counter]));
        format!("/identitypools/{pool}/identities/{identity}/datasets/{DATASET}")
    }

    /// Looks for a user whose sign-up was acknowledged: by name, or in the list.
    fn look(&mut self) {
        let random = &mut self.random;
        let Some(user) = self.knowledge.user(|users| random.below(users)) else { return };
        if self.random.below(2) == 0 {
            let _ = self.finds_user(&user);
        } else {
            let _ = self.finds_in_list(&user);
        }
    }

    fn user_pools(&mut self, operation: &str, body: &Value) -> Said {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        self.ask_signed("cognito-idp", &request)
    }

    /// Whether there was an answer of any kind.
    fn finds_user(&mut self, user: &str) -> bool {
        let said =
            self.user_pools("AdminGetUser", &json!({ "UserPoolId": self.site.pool, "Username": user }));
        match said {
            Said::Yes(_) => Tally::count(&self.knowledge.tally.reads),
            Said::No(error) => self.lost(&format!("the user {user}: {error}")),
            Said::Later | Said::Nothing => return false,
        }
        true
    }

    /// Whether there was an answer of any kind.
    fn finds_in_list(&mut self, user: &str) -> bool {
        let filter = format!("username = \"{user}\"");
        match self.user_pools("ListUsers", &json!({ "UserPoolId": self.site.pool, "Filter": filter })) {
            Said::Yes(answer) if answer["Users"][0]["Username"] == user => {
                Tally::count(&self.knowledge.tally.reads);
            }
            Said::Yes(_) => {
                self.knowledge.violation(format!("stale: the list does not show the user {user}"));
            }
            Said::No(error) => self.wrong(&format!("ListUsers was refused by {error}")),
            Said::Later | Said::Nothing => return false,
        }
        true
    }

    /// A user whose sign-up was acknowledged, by a search.
    pub(super) fn must_find_in_list(&mut self, user: &str) {
        self.until_answered(user, |client| client.finds_in_list(user));
    }

    /// The pool, in the list of all.
    pub(super) fn must_list_pool(&mut self) {
        self.until_answered("the list of pools", |client| {
            match client.user_pools("ListUserPools", &json!({ "MaxResults": 60 })) {
                Said::Yes(answer) => {
                    let pools = answer["UserPools"].as_array().cloned().unwrap_or_default();
                    if !pools.iter().any(|pool| pool["Id"] == client.site.pool) {
                        client
                            .knowledge
                            .violation("stale: the list of pools does not show the pool".to_owned());
                    }
                }
                Said::No(error) => client.wrong(&format!("ListUserPools was refused by {error}")),
                Said::Later | Said::Nothing => return false,
            }
            true
        });
    }

    /// A user whose sign-up was acknowledged.
    pub(super) fn must_find_user(&mut self, user: &str) {
        let user = user.to_owned();
        self.until_answered(&user, |client| client.finds_user(&user));
    }

    /// An identity that was given out.
    pub(super) fn must_find_identity(&mut self, identity: &str) {
        let body = json!({ "IdentityId": identity }).to_string();
        let request = Request::json(&format!("{IDENTITY_POOLS}.GetOpenIdToken"), body);
        self.until_answered(identity, |client| {
            match client.ask(&request) {
                Said::Yes(_) => {}
                Said::No(error) => client.lost(&format!("the identity: {error}")),
                Said::Later | Said::Nothing => return false,
            }
            true
        });
    }

    /// A counter, as it stands in the end.
    pub(super) fn must_read(&mut self, counter: usize) {
        self.until_answered("a counter", |client| client.list(counter).is_some());
    }

    fn until_answered(&mut self, what: &str, mut ask: impl FnMut(&mut Self) -> bool) {
        if !(0..ASKED_AGAIN_MAX).any(|_| ask(self)) {
            self.wrong(&format!("no answer about {what} after everything was well again"));
        }
    }

    fn wrong(&self, what: &str) {
        self.knowledge.violation(format!("wrong: {what}"));
    }

    fn lost(&self, what: &str) {
        self.knowledge.violation(format!("lost: {what}"));
    }
}
