//! Attempts on unknown names: counted, limited and answered like attempts on users, and in the same time, where a client hides user
//! existence (`PreventUserExistenceErrors` `ENABLED`).
//!
//! Each node counts attempts in its memory, and loses them after a while, under a flood, and with the process; the log gets sums. Where an
//! attempt on a user's name is recorded, one on an unknown name takes the same way into the log and leaves nothing there
//! ([`ledger::Ledger::rehearse`]): it is written, sealed, queued and committed with the other appends that wait.

mod simulated;
mod sums;
mod table;

use std::time::{Duration, Instant};

use crypto::seal::Mac;
use domain::{
    LedgerId, Moment, Personal, Stream, Timestamp,
    user_pools::{
        sign_in::{Ceremony, Locks, Refused},
        unknown_names::{self, UnknownNames as Recorded, commands::RecordTried},
        user::{
            self, CodeIssued, FactorCodeIssued, Medium, Purpose, Refusal, User, UserEvent,
            commands::code_seconds,
        },
    },
};

pub(crate) use simulated::Simulated;
use sums::{Sums, Try};
use table::Table;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids, turns::Turns},
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

/// Where a client hides user existence, no answer that could reveal it is sent earlier than this after its request. The work takes equally
/// long for all names except for what a node has in memory (a user who is not resident is read first), and for what follows on an event
/// (read models, mail), which takes a core from the next request: both end before this.
const ANSWER_MIN: Duration = Duration::from_millis(25);

/// What this node knows of attempts on unknown names.
pub(crate) struct UnknownNames {
    table: Table,
    /// Attempts on a user take turns in the mailbox of the user's entity. Attempts on an unknown name would be distinguishable from them if
    /// they were faster together.
    turns: Turns,
    sums: Sums,
}

impl Default for UnknownNames {
    fn default() -> Self {
        Self { table: Table::default(), turns: Turns::new(1), sums: Sums::default() }
    }
}

/// What attempts without a user are counted under: the stream that the user of an unknown name would have, or that of a user for whom a
/// code is only simulated. The same for all spellings that would mean the same user.
pub(crate) struct Decoy(pub(crate) Stream);

impl Decoy {
    fn id(&self) -> u128 {
        // Every sub is a UUID: those of users are made as such, those of unknown names below.
        uuid::Uuid::parse_str(self.0.id.id()).map_or(0, |sub| sub.as_u128())
    }
}

impl UserPools {
    /// The decoy for a name. A `sub` leads to the decoy that has it: a sign-in answers with it in the place of a user name, and the client
    /// may send it back.
    pub(crate) fn decoy(&self, pool: &OpenPool, given: &str) -> Decoy {
        if let Some(sub) = pool.config.naming.sub_meant(given) {
            return Decoy(user::stream(&pool.id, &sub));
        }
        let meant = pool.config.naming.meanings(given).into_iter().find_map(|name| name.value.into_known());
        let meant = meant.unwrap_or_else(|| given.to_owned());
        let digest = Mac::new(&self.core.derived("nobody", pool.id.as_str())).of(&[meant.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        let sub = uuid::Builder::from_random_bytes(bytes).into_uuid();
        Decoy(user::stream(&pool.id, &sub.to_string()))
    }

    /// The user of a name or a `sub`, for an unauthenticated caller. Where the client hides user existence, unknown names take as long.
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

    /// The locks of a decoy at this moment.
    pub(crate) fn locks_of(&self, decoy: &Decoy, moment: &Moment) -> Locks {
        let name = self.unknown_names.table.look(decoy.id());
        Locks { password: name.locked_until(moment.now).is_some(), code: name.code_locked(moment.now) }
    }

    /// When the lock of a decoy's password ends, if there is one.
    pub(crate) fn lock_of(&self, decoy: &Decoy, moment: &Moment) -> Option<Timestamp> {
        self.unknown_names.table.look(decoy.id()).locked_until(moment.now)
    }

    /// Counts a sign-up that was refused because its password is in the list of breached ones, which adds to the sums alone.
    pub(crate) fn count_compromised_sign_up(&self, pool: &LedgerId, moment: &Moment) {
        self.unknown_names.sums.add(pool, Try::CompromisedSignUp, moment);
    }

    /// Counts a decoy's sign-in that was refused because of a lock, which adds to the sums alone.
    pub(crate) fn refused_decoy_while_locked(&self, decoy: &Decoy, moment: &Moment) {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::Password, moment);
    }

    /// Counts a password for a decoy, which is always wrong. Returns the refusal.
    pub(crate) async fn refuse_password_of(&self, decoy: &Decoy, moment: &Moment) -> Fault {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::Password, moment);
        let refused = self.tried(decoy, moment, |name| name.refuse_password(moment.now)).await;
        refused.err().unwrap_or_else(|| Refusal::WrongPassword.into())
    }

    /// Counts an answer to a code of a decoy, which is always wrong. Returns the refusal.
    pub(crate) async fn refuse_code_of(&self, decoy: &Decoy, purpose: Purpose, moment: &Moment) -> Fault {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::AnswerCode, moment);
        let refused = self.tried(decoy, moment, |name| name.refuse_code(purpose, moment.now)).await;
        refused.err().unwrap_or_else(|| Refusal::CodeMismatch.into())
    }

    /// Counts an answer to a code that would be a decoy's factor. Returns the refusal.
    pub(crate) async fn refuse_factor_of(&self, decoy: &Decoy, moment: &Moment) -> Fault {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::AnswerCode, moment);
        let refused = self.tried(decoy, moment, |name| name.refuse_factor(moment.now)).await;
        refused.err().unwrap_or_else(|| Refused::CodeMismatch.into())
    }

    /// Counts a code that would be a decoy's factor, and sends none.
    pub(crate) async fn simulate_factor_code(
        &self,
        decoy: &Decoy,
        issued: FactorCodeIssued,
        moment: &Moment,
    ) -> Answer<()> {
        self.unknown_names.sums.add(&decoy.0.ledger, Try::AskForCode, moment);
        let contact = issued.contact;
        self.tried(decoy, moment, |name| name.ask_factor_code(contact, moment.now).map(|()| issued)).await
    }

    /// Refuses a custom challenge of a decoy that was answered, or any as one too many.
    pub(crate) fn check_custom_of(&self, decoy: &Decoy, ceremony: &Ceremony, moment: &Moment) -> Answer<()> {
        Ok(self.unknown_names.table.look(decoy.id()).check_custom(ceremony, moment.now)?)
    }

    /// Notes that a decoy's custom challenge was answered, once.
    pub(crate) async fn answer_custom_of(
        &self,
        decoy: &Decoy,
        ceremony: &Ceremony,
        passed: bool,
        moment: &Moment,
    ) -> Answer<()> {
        self.tried(decoy, moment, |name| name.answer_custom(ceremony, passed, moment.now)).await
    }

    /// Whether a decoy has used up its attempts to answer a code.
    pub(crate) fn code_of_decoy_is_limited(&self, decoy: &Decoy, purpose: Purpose, moment: &Moment) -> bool {
        self.unknown_names.table.with(decoy.id(), moment.now, |name| name.code_limited(purpose, moment.now))
    }

    /// Counts a code request for a decoy, and sends no code. It counts for the pool as if one were sent.
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
            for_function: None,
            at: moment.now,
        };
        let tried = self.tried(decoy, moment, |name| name.ask_code(purpose, moment.now).map(|()| issued));
        self.within_limit(&client.pool, simulated.contact, tried).await
    }

    /// Counts an attempt, and waits as long as an event of it would take to record. The error is the refusal where there were too many.
    async fn tried<E: Into<UserEvent>>(
        &self,
        decoy: &Decoy,
        moment: &Moment,
        count: impl FnOnce(&mut user::UnknownName) -> Result<E, Refusal>,
    ) -> Answer<()> {
        let _turn = self.unknown_names.turns.take(&decoy.0).await?;
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

/// The fault for an unknown name where the client does not hide user existence.
pub(crate) fn not_found() -> Fault {
    Fault::new(Kind::UserNotFound, "Username/client id combination not found.")
}

/// Sends an answer that could reveal user existence; where the client hides that, not earlier than it could come for any name.
pub(crate) async fn evenly<T>(client: &OpenClient, answer: impl Future<Output = Answer<T>>) -> Answer<T> {
    let earliest = Instant::now() + ANSWER_MIN;
    // On the heap: this future would have room for it twice.
    let answer = Box::pin(answer).await;
    if client.hides_who_exists() {
        tokio::time::sleep_until(earliest.into()).await;
    }
    answer
}
