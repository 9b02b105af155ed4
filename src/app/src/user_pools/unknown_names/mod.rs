//! Names that no user has, met by strangers: counted, limited and answered as users' names are, and as slowly, where a client hides who
//! exists (`PreventUserExistenceErrors` `ENABLED`).
//!
//! What is tried is counted in memory, by each node for itself, and forgotten after a while, under a flood, and with the process; the log
//! gets sums. Where a try on a user's name is recorded, one on an unknown name goes the same way into the log and leaves nothing there
//! ([`ledger::Ledger::rehearse`]): it is written, sealed, queued and committed with what else waits.

mod simulated;
mod sums;
mod table;
mod turns;

use std::time::{Duration, Instant};

use crypto::seal::Mac;
use domain::{
    Moment, Personal, Stream,
    user_pools::{
        sign_in::Locks,
        unknown_names::{self, UnknownNames as Recorded, commands::RecordTried},
        user::{self, CodeIssued, Medium, Purpose, Refusal, User, UserEvent, commands::code_seconds},
    },
};

pub(crate) use simulated::Simulated;
use sums::{Sums, Try};
use table::Table;
use turns::Turns;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids},
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

/// Where a client hides who exists, no answer that might tell comes earlier than this after its request. What is done takes equally
/// long for all names but for what a node has at hand (a user who has not been here for a while is read first), and for what follows on a
/// fact (read models, mail), which takes a core from the next: both end before this.
const ANSWER_MIN: Duration = Duration::from_millis(25);

/// What this node knows of attempts on unknown names.
#[derive(Default)]
pub(crate) struct UnknownNames {
    table: Table,
    turns: Turns,
    sums: Sums,
}

/// What attempts are counted under that lead to no user: the stream that the user of an unknown name would have, or that of a user to
/// whom a simulation is told. The same for all spellings that would mean the same user.
pub(crate) struct Decoy(pub(crate) Stream);

impl Decoy {
    fn id(&self) -> u128 {
        // Every sub is a UUID: those of users are made as such, those of unknown names below.
        uuid::Uuid::parse_str(self.0.id.id()).map_or(0, |sub| sub.as_u128())
    }
}

impl UserPools {
    /// The decoy for a name.
    pub(crate) fn decoy(&self, pool: &OpenPool, given: &str) -> Decoy {
        let meant = pool.config.naming.meanings(given).into_iter().find_map(|name| name.value.into_known());
        let meant = meant.unwrap_or_else(|| given.to_owned());
        let digest = Mac::new(&self.core.derived("nobody", pool.id.as_str())).of(&[meant.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        let sub = uuid::Builder::from_random_bytes(bytes).into_uuid();
        Decoy(user::stream(&pool.id, &sub.to_string()))
    }

    /// The user whom a stranger means by a name or a `sub`. Where the client hides who exists it takes as long for an unknown name.
    pub(crate) async fn find_for_stranger(&self, client: &OpenClient, given: &str) -> Answer<Option<Stream>> {
        match self.find_by_sub(&client.pool, given).await? {
            Some(stream) => Ok(Some(stream)),
            None => self.find_named_for_stranger(client, given).await,
        }
    }

    /// The same by a name alone, as a sign-in must give it.
    pub(crate) async fn find_named_for_stranger(
        &self,
        client: &OpenClient,
        given: &str,
    ) -> Answer<Option<Stream>> {
        let pool = &client.pool;
        if !client.hides_who_exists() {
            return self.find_named(pool, given).await;
        }
        let mut found = None;
        for name in pool.config.naming.meanings(given) {
            let Some(value) = name.value.known() else { continue };
            let holder = self.core.ledger.holder_evenly(&pool.id, name.kind.scope(), value).await?;
            found = found.or_else(|| holder.map(|holder| user::stream(&pool.id, holder.id())));
        }
        Ok(found)
    }

    /// What of a decoy is locked just now.
    pub(crate) fn locks_of(&self, decoy: &Decoy, moment: &Moment) -> Locks {
        let locked_until = self.unknown_names.table.look(decoy.id()).locked_until(moment.now);
        Locks { password: locked_until.is_some(), code: false }
    }

    /// Counts a sign-in of a decoy that was refused because of a lock, which adds to the sums alone.
    pub(crate) fn refused_decoy_while_locked(&self, decoy: &Decoy, moment: &Moment) {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::Password, moment);
    }

    /// Counts a password for a decoy, which is wrong whatever it is. Gives the refusal.
    pub(crate) async fn refuse_password_of(&self, decoy: &Decoy, moment: &Moment) -> Fault {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::Password, moment);
        let refused = self.tried(decoy, moment, |name| name.refuse_password(moment.now)).await;
        refused.err().unwrap_or_else(|| Refusal::WrongPassword.into())
    }

    /// Counts an answer to a code of a decoy, which is wrong whatever it is. Gives the refusal.
    pub(crate) async fn refuse_code_of(&self, decoy: &Decoy, purpose: Purpose, moment: &Moment) -> Fault {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::AnswerCode, moment);
        let refused = self.tried(decoy, moment, |name| name.refuse_code(purpose, moment.now)).await;
        refused.err().unwrap_or_else(|| Refusal::CodeMismatch.into())
    }

    /// Whether a decoy has had its number of answers to a code.
    pub(crate) fn code_of_decoy_is_limited(&self, decoy: &Decoy, purpose: Purpose, moment: &Moment) -> bool {
        self.unknown_names.table.with(decoy.id(), moment.now, |name| name.code_limited(purpose, moment.now))
    }

    /// Counts a code that is asked for with a decoy, and sends none.
    pub(crate) async fn simulate_code(
        &self,
        client: &OpenClient,
        decoy: &Decoy,
        purpose: Purpose,
        simulated: &Simulated,
        moment: &Moment,
    ) -> Answer<()> {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::AskForCode, moment);
        let issued = CodeIssued {
            purpose,
            nonce: ids::uuid().to_string(),
            attribute: simulated.contact.attribute().to_owned(),
            medium: Medium::of(simulated.contact),
            destination: Personal::Known(simulated.to.clone()),
            expires_at: moment.now.plus_seconds(code_seconds(purpose)),
            client_id: client.id.clone(),
            at: moment.now,
        };
        self.tried(decoy, moment, |name| name.ask_code(purpose, moment.now).map(|()| issued)).await
    }

    /// Counts a try, and waits as long as its fact would take if it were one. The error is the refusal of one too many.
    async fn tried<E: Into<UserEvent>>(
        &self,
        decoy: &Decoy,
        moment: &Moment,
        count: impl FnOnce(&mut user::UnknownName) -> Result<E, Refusal>,
    ) -> Answer<()> {
        let _turn = self.unknown_names.turns.take(decoy.id()).await?;
        let fact = self.unknown_names.table.with(decoy.id(), moment.now, count)?;
        Ok(self.core.ledger.rehearse::<User>(&decoy.0.ledger, &fact.into(), moment).await?)
    }

    /// Records the sums that are due, or all of them.
    pub(crate) async fn record_unknown_names(&self, all: bool) -> Answer<()> {
        let now = self.core.clock().now();
        let mut failure = Ok(());
        for (pool, sum) in self.unknown_names.sums.take(now, all) {
            let moment = Moment::system("unknown names", now, ids::uuid().to_string());
            let (stream, record) = (unknown_names::stream(&pool), RecordTried(sum.clone()));
            if let Err(why) = self.core.directories.unknown_names.ask(&stream, record, &moment).await {
                self.unknown_names.sums.give_back(pool, sum);
                failure = Err(failed::<Recorded>(why));
            }
        }
        failure
    }
}

/// What a stranger learns of an unknown name whose client does not hide who exists.
pub(crate) fn not_found() -> Fault {
    Fault::new(Kind::UserNotFound, "Username/client id combination not found.")
}

/// Gives an answer that might tell who exists, where it must not no earlier than it might come for any name.
pub(crate) async fn evenly<T>(client: &OpenClient, answer: impl Future<Output = Answer<T>>) -> Answer<T> {
    let earliest = Instant::now() + ANSWER_MIN;
    let answer = answer.await;
    if client.hides_who_exists() {
        tokio::time::sleep_until(earliest.into()).await;
    }
    answer
}
